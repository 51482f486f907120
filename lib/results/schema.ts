// What a result is to Atomera after a worker's answer was read and checked: scores that may be missing, samples, chains, files.
import { z } from 'zod'
import { BoltzConfidence, WorkerChain } from '@/lib/compute/contract'

/** How far a number can be trusted to be what Boltz wrote. */
export const ScoreState = z.enum(['verified', 'unverified', 'notReported', 'notRequested', 'notApplicable'])
export type ScoreState = z.infer<typeof ScoreState>

export const ResultFile = z.object({
  name: z.string(),
  role: z.enum(['pose', 'confidence', 'affinity', 'plddt', 'pae', 'other']),
  sampleIndex: z.int().nonnegative().nullable(),
  mediaType: z.string(),
  bytes: z.int().nonnegative(),
  sha256: z.string(),
})
export type ResultFile = z.infer<typeof ResultFile>

export const ResultSample = z.object({
  index: z.int().nonnegative(),
  confidence: BoltzConfidence.nullable(),
  confidenceState: ScoreState,
  /** Names of this sample's files. No pose: the worker left it out of an answer that would have been too large; only its scores came. */
  poseFile: z.string().nullable(),
  plddtFile: z.string().nullable(),
  paeFile: z.string().nullable(),
})
export type ResultSample = z.infer<typeof ResultSample>

export const ResultProvenance = z.object({
  engine: z.object({ package: z.string(), version: z.string().nullable() }).nullable(),
  gpu: z.string().nullable(),
  command: z.array(z.string()).nullable(),
  /** Seconds per stage. */
  timings: z.record(z.string(), z.number().nullable()).nullable(),
  /** Where the alignments came from, when the MSA server was asked (ISO 8601), and which one by the worker's word; results from before it was told have none. */
  msa: z.object({ source: z.enum(['server', 'cache']), askedAt: z.iso.datetime(), server: z.string().nullable().default(null) }).nullable().default(null),
})

/** The summary that is stored with the prediction and shown; every score null when the worker did not report it. */
export const ResultSummary = z.object({
  simulated: z.boolean(),
  /** log10(IC50 in micromolar), lower is stronger. */
  affinity_pred_value: z.number().nullable(),
  affinity_probability_binary: z.number().nullable(),
  affinity_pred_value1: z.number().nullable(),
  affinity_probability_binary1: z.number().nullable(),
  affinity_pred_value2: z.number().nullable(),
  affinity_probability_binary2: z.number().nullable(),
  affinityState: ScoreState,
  confidence_score: z.number().nullable(),
  confidenceState: ScoreState,
  samples: z.array(ResultSample).min(1),
  chains: z.array(WorkerChain),
  warnings: z.array(z.string()),
  /** false when anything asked for is missing; `missing` says what, in sentences. */
  complete: z.boolean(),
  missing: z.array(z.string()),
  provenance: ResultProvenance,
  files: z.array(ResultFile),
})
export type ResultSummary = z.infer<typeof ResultSummary>

/** What the prediction asked for, against which an answer is read. */
export const Expectation = z.object({
  samples: z.int().min(1),
  affinity: z.boolean(),
  /** Polymers and ligands of the frozen complex in Boltz's output order: chain id, type, residues (1 for a ligand). */
  chains: z.array(z.object({ chainId: z.string(), type: z.enum(['protein', 'dna', 'rna', 'ligand']), residues: z.int() })),
  target: z.enum(['real', 'simulated']),
})
export type Expectation = z.infer<typeof Expectation>

/** A checked file with its bytes. */
export type ReadFile = ResultFile & { content: Uint8Array }

/** The same as it comes from the reader's thread: packed there, so that the server never holds it unpacked. */
export type PackedFile = ResultFile & { gzip: Uint8Array<ArrayBuffer> }

/** The outcome of reading a COMPLETED answer. `message` is one sentence; `complaints` say what was wrong where. */
export type ReadOutcome<File extends ResultFile = ReadFile> =
  | { kind: 'result'; summary: ResultSummary; files: File[] }
  | { kind: 'missing'; message: string }
  | { kind: 'invalid'; message: string; complaints: { at: string; message: string }[] }
  /** The reader died over it (time, memory): to be tried again, a few times. */
  | { kind: 'died'; message: string }
