// The worker contract: what we send as RunPod `input` and what a worker may answer.
// Every key of the answer is optional, because a worker written from the first integration guide sends only five.
import { z } from 'zod'
import { WORKER_ERRORS, type WorkerErrorCode } from '@/lib/compute/worker-errors'

export const CONTRACT_VERSION = 1

/** Guide's five `config` keys plus any further Boltz option by its CLI name. */
export const WorkerConfig = z.looseObject({
  devices: z.int().default(1),
  accelerator: z.string().default('gpu'),
  diffusion_samples: z.int().default(1),
  use_msa_server: z.boolean().default(true),
  /** There when it is not the public one. */
  msa_server_url: z.string().optional(),
  recycling_steps: z.int().optional(),
  sampling_steps: z.int().optional(),
  seed: z.int().optional(),
  use_potentials: z.boolean().optional(),
})
export type WorkerConfig = z.infer<typeof WorkerConfig>

/** A file that comes with a job, an alignment or a template: base64 with the sha256 (hex) of the plain bytes. */
export const WorkerInputFile = z.object({
  content: z.string(),
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
  encoding: z.enum(['base64', 'gzip+base64']).optional(),
})

export const WorkerInput = z.object({
  job_id: z.string(),
  /** base64 of the Boltz YAML. */
  input_yaml: z.string(),
  request_data: z.record(z.string(), z.string()),
  config: WorkerConfig,
  schema_version: z.int().optional(),
  /** The attempt's id; our own, so that a worker can recognise a repeat. */
  attempt: z.string().optional(),
  limits: z.object({ executionTimeoutMs: z.int() }).optional(),
  /** By the names that `msa`, `cif` and `pdb` in the YAML may have, which are no paths. */
  files: z.record(z.string(), WorkerInputFile).optional(),
  /** Signed addresses for one PUT each, there when object storage is configured: `answer` takes the whole answer, JSON under gzip. They are secrets. */
  uploads: z.object({ answer: z.string().regex(/^https?:\/\/[\x21-\x7e]{1,4000}$/) }).optional(),
})
export type WorkerInput = z.infer<typeof WorkerInput>

/** Progress of a running job: `output` of `/status` while the job runs. */
export const WorkerProgress = z.object({
  seq: z.int().nonnegative(),
  stage: z.enum(['starting', 'weights', 'input', 'msa', 'structure', 'affinity', 'packaging']).or(z.string().max(40)),
  fraction: z.number().min(0).max(1).nullish(),
  message: z.string().max(500).nullish(),
})
export type WorkerProgress = z.infer<typeof WorkerProgress>

const ErrorCode = z.enum(Object.keys(WORKER_ERRORS) as WorkerErrorCode[])

/** What our worker answers for a job that failed; others may send any text under `error`. */
export const WorkerFailure = z.strictObject({
  /** One sentence. */
  error: z.string(),
  error_code: ErrorCode,
  details: z.strictObject({ stderr_tail: z.string().nullable() }),
})

const Score = z.number().nullable().optional()

/** Boltz's confidence JSON; the fork's further keys included, all values may be null or absent. */
export const BoltzConfidence = z.looseObject({
  confidence_score: Score,
  ptm: Score,
  iptm: Score,
  ligand_iptm: Score,
  protein_iptm: Score,
  complex_plddt: Score,
  complex_iplddt: Score,
  complex_pde: Score,
  complex_ipde: Score,
  complex_pae: Score,
  complex_ipae: Score,
  chains_ptm: z.record(z.string(), z.number().nullable()).nullable().optional(),
  pair_chains_iptm: z.record(z.string(), z.record(z.string(), z.number().nullable())).nullable().optional(),
})
export type BoltzConfidence = z.infer<typeof BoltzConfidence>

/** Boltz's affinity JSON: value = log10(IC50 in uM), probability 0..1, both heads. */
export const BoltzAffinity = z.looseObject({
  affinity_pred_value: Score,
  affinity_probability_binary: Score,
  affinity_pred_value1: Score,
  affinity_probability_binary1: Score,
  affinity_pred_value2: Score,
  affinity_probability_binary2: Score,
})
export type BoltzAffinity = z.infer<typeof BoltzAffinity>

/** Name, size in bytes and sha256 (hex) of the uncompressed file. */
export const FileStamp = z.object({ name: z.string(), size: z.int().nonnegative(), sha256: z.string().regex(/^[0-9a-f]{64}$/) })

/** A file that is not a pose: its bytes, plain or gzip under base64. */
export const WorkerFile = z.object({
  size: z.int().nonnegative(),
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
  encoding: z.enum(['base64', 'gzip+base64']),
  content: z.string().optional(),
})

export const WorkerSample = z.object({
  index: z.int().nonnegative(),
  /** Stamp of the pose in `pose_files` with the same name. */
  pose: FileStamp.nullable(),
  confidence: BoltzConfidence.nullable().optional(),
  /** Names in `files` or `output_files`. */
  confidence_file: z.string().nullable().optional(),
  plddt_file: z.string().nullable().optional(),
  pae_file: z.string().nullable().optional(),
  /** true: PAE is uint8 in steps of 0.125 Angstrom instead of float32. */
  pae_quantised: z.boolean().optional(),
})

/** One chain in Boltz's output order; mol_type 0 protein, 1 DNA, 2 RNA, 3 ligand. */
export const WorkerChain = z.object({
  index: z.int().nonnegative(),
  chain_id: z.string(),
  mol_type: z.int().min(0).max(3),
  entity_id: z.int().nonnegative(),
  num_residues: z.int().nonnegative(),
})

/** What was asked for and is not in a result, and why. */
export const WorkerShortfall = z.object({ what: z.enum(['samples', 'affinity']), code: ErrorCode })

/** Size in bytes and sha256 (hex) of a whole answer, the JSON text before gzip. */
export const UploadedAnswer = z.object({ size: z.int().positive(), sha256: z.string().regex(/^[0-9a-f]{64}$/) })
export type UploadedAnswer = z.infer<typeof UploadedAnswer>

export const WorkerOutput = z.looseObject({
  affinity_pred_value: Score,
  affinity_probability_binary: Score,
  confidence_score: Score,
  /** name -> plain base64 mmCIF; `pose_0.cif` is the best. */
  pose_files: z.record(z.string(), z.string()).optional(),
  /** name -> base64; `affinity_result.json`, `confidence_result.json`. */
  output_files: z.record(z.string(), z.string()).optional(),
  /** Stamps of the files in `output_files`, which are plain base64. */
  output_stamps: z.array(FileStamp).optional(),
  schema_version: z.int().optional(),
  engine: z.object({ package: z.string(), version: z.string().nullable() }).nullable().optional(),
  simulated: z.boolean().optional(),
  samples: z.array(WorkerSample).optional(),
  chains: z.array(WorkerChain).optional(),
  files: z.record(z.string(), WorkerFile).optional(),
  warnings: z.array(z.string()).optional(),
  shortfalls: z.array(WorkerShortfall).optional(),
  /** stage -> seconds */
  timings: z.record(z.string(), z.number().nullable()).nullable().optional(),
  command: z.array(z.string()).nullable().optional(),
  gpu: z.string().nullable().optional(),
  /** Where the alignments come from, when (ISO 8601, UTC) the MSA server was asked for them, and which one; null when nobody had to be asked. */
  msa: z.object({ source: z.enum(['server', 'cache']), asked_at: z.string(), server: z.string().optional() }).nullable().optional(),
  /** The whole answer is larger than this one and was put to `uploads.answer`; what is missing here stands there, the poses if need be. */
  uploaded: UploadedAnswer.optional(),
})
export type WorkerOutput = z.infer<typeof WorkerOutput>
