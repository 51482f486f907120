// The shapes of predictions on the HTTP API and in the browser: what is sent, what is shown. One schema is type, parser and OpenAPI entry.
import { z } from 'zod'
import { Complaint, Complex } from '@/lib/complexes/schema'
import { FrozenOptions, RunOptions } from '@/lib/compute/options'
import { Remedy } from '@/lib/predictions/option-changes'
import { ResultFile, ResultSample, ResultSummary } from '@/lib/results/schema'

export const PredictionStatus = z.enum(['QUEUED', 'IN_QUEUE', 'IN_PROGRESS', 'COMPLETED', 'FAILED', 'CANCELLED', 'TIMED_OUT'])
export type PredictionStatus = z.infer<typeof PredictionStatus>
export const Target = z.enum(['real', 'simulated'])
export type Target = z.infer<typeof Target>

/** What a line of text may not hold: a NUL cannot be stored, and the others are not seen. */
const INVISIBLE = /[\p{Cc}\p{Surrogate}]/u
export const isVisible = (text: string): boolean => !INVISIBLE.test(text)

export const PredictionName = z.string().trim().min(1, 'Give the prediction a name.').max(120, 'A name has at most 120 characters.').refine(isVisible, 'Leave out characters that cannot be seen.')

/** Exactly one of yaml and complex. */
export const SubmitPrediction = z
  .strictObject({
    name: PredictionName,
    yaml: z.string().max(1_000_000).optional(),
    complex: Complex.optional(),
    options: RunOptions.optional(),
    /** What the page showed as the place where predictions run; another place by now is refused. */
    target: Target.optional(),
  })
  .refine((body) => (body.yaml === undefined) !== (body.complex === undefined), {
    message: 'Send either yaml or complex, not both and not neither.',
  })
export type SubmitPrediction = z.infer<typeof SubmitPrediction>

export const CheckComplex = z
  .strictObject({ yaml: z.string().max(1_000_000).optional(), complex: Complex.optional(), options: RunOptions.optional() })
  .refine((body) => (body.yaml === undefined) !== (body.complex === undefined), {
    message: 'Send either yaml or complex, not both and not neither.',
  })
export const CheckAnswer = z.discriminatedUnion('ok', [
  z.object({
    ok: z.literal(true),
    tokens: z.int(),
    estimateSeconds: z.number().nullable(),
    warnings: z.array(Complaint),
    complex: Complex,
    yaml: z.string(),
  }),
  z.object({ ok: z.literal(false), complaints: z.array(Complaint) }),
])
export type CheckAnswer = z.infer<typeof CheckAnswer>

/** What a person may do about a notice or a failure. */
export const NoticeAction = z.enum(['retry', 'retryAcceptingDoubleBilling', 'cancel', 'useAttempt'])

/** Something that is waited for, or that went wrong: words, cause and cure. */
export const Notice = z.object({
  code: z.string(),
  message: z.string(),
  cure: z.string(),
  actions: z.array(NoticeAction),
  links: z.array(z.object({ label: z.string(), url: z.string() })).default([]),
  /** Since when it is waited, where that is known. */
  since: z.iso.datetime().nullable().default(null),
})
export type Notice = z.infer<typeof Notice>

export const PredictionError = z.object({
  code: z.string(),
  /** One sentence: what happened. */
  message: z.string(),
  /** Why it may have happened and what to do. */
  cure: z.string(),
  /** The endpoint's or worker's own words, capped, or null. */
  reported: z.string().nullable(),
  /** Whether the same prediction may succeed when run again. */
  rerunMayHelp: z.boolean(),
  links: z.array(z.object({ label: z.string(), url: z.string() })).default([]),
})
export type PredictionError = z.infer<typeof PredictionError>

export const Progress = z.object({
  stage: z.string(),
  fraction: z.number().nullable(),
  message: z.string().nullable(),
  at: z.iso.datetime(),
})

export const AttemptState = z.enum([
  'PREPARED', // recorded, never called
  'SUBMITTING', // called, answer not yet stored
  'SUBMIT_UNKNOWN', // called, outcome unknown: never sent again by a machine
  'REFUSED', // proof that nothing runs; may be reused
  'IN_QUEUE',
  'IN_PROGRESS',
  'COLLECTING', // COMPLETED was seen; raw answer or result not stored yet
  'ENDED',
])
export type AttemptState = z.infer<typeof AttemptState>

/** Where an attempt runs; `why` is a sentence. */
export const EndpointView = z.object({ kind: z.enum(['runpod', 'local']), endpointId: z.string(), label: z.string(), why: z.string() })
export type EndpointView = z.infer<typeof EndpointView>

export const AttemptView = z.object({
  number: z.int(),
  state: AttemptState,
  /** How it ended: a terminal status, or VOID (never ran); null while it lives. */
  outcome: z.string().nullable(),
  current: z.boolean(),
  /** A finished result of an attempt that is not the current one, offered to be used. */
  resultOffered: z.boolean(),
  endpoint: EndpointView,
  jobId: z.string().nullable(),
  callingAt: z.iso.datetime().nullable(),
  submittedAt: z.iso.datetime().nullable(),
  firstRunningAt: z.iso.datetime().nullable(),
  endedAt: z.iso.datetime().nullable(),
  delayTimeMs: z.number().nullable(),
  executionTimeMs: z.number().nullable(),
  workerId: z.string().nullable(),
  retries: z.number().nullable(),
  error: PredictionError.nullable(),
})
export type AttemptView = z.infer<typeof AttemptView>

export const EventView = z.object({
  id: z.string(),
  at: z.iso.datetime(),
  kind: z.string(),
  from: PredictionStatus.nullable(),
  to: PredictionStatus.nullable(),
  stage: z.string().nullable(),
  attempt: z.int().nullable(),
  message: z.string(),
})
export type EventView = z.infer<typeof EventView>

export const FileView = ResultFile.extend({ url: z.string() })
export const ResultView = ResultSummary.omit({ samples: true, files: true }).extend({
  samples: z.array(ResultSample.extend({ files: z.array(FileView) })),
  files: z.array(FileView),
})
export type ResultView = z.infer<typeof ResultView>

/** When the rule of retention removed the files of the current result, and the rule's days at that time. Scores and the names of the files stay. */
export const FilesRemoved = z.object({ at: z.iso.datetime(), afterDays: z.int() })
export type FilesRemoved = z.infer<typeof FilesRemoved>

/** A row of the list. */
export const PredictionSummary = z.object({
  id: z.string(),
  name: z.string(),
  status: PredictionStatus,
  version: z.int(),
  target: Target,
  /** true when the target or any result is simulated. */
  simulated: z.boolean(),
  owner: z.object({ id: z.string(), name: z.string() }),
  tokens: z.int(),
  /** E.g. "protein + ligand". */
  composition: z.string(),
  /** CCD code or SMILES of each ligand, in the order of the complex. */
  ligands: z.array(z.string()),
  /** Shared in the team, in the order of the alphabet. */
  tags: z.array(z.string()),
  /** Shared in the team. */
  note: z.string().nullable(),
  complete: z.boolean().nullable(),
  confidence_score: z.number().nullable(),
  affinity_pred_value: z.number().nullable(),
  affinity_probability_binary: z.number().nullable(),
  affinityRequested: z.boolean(),
  sequencesSentTo: z.string().meta({ description: 'Frozen at submission: the address of the MSA server that the sequences of proteins are sent to; `none`: to nobody.' }),
  filesRemoved: FilesRemoved.nullable(),
  progress: Progress.nullable(),
  notice: Notice.nullable(),
  error: PredictionError.nullable(),
  cancelWishedAt: z.iso.datetime().nullable(),
  createdAt: z.iso.datetime(),
  submittedAt: z.iso.datetime().nullable(),
  startedAt: z.iso.datetime().nullable(),
  endedAt: z.iso.datetime().nullable(),
})
export type PredictionSummary = z.infer<typeof PredictionSummary>

/** The whole view of one prediction. */
export const PredictionView = PredictionSummary.extend({
  generation: z.int(),
  endpoint: EndpointView.nullable(),
  complex: Complex,
  yaml: z.string(),
  options: FrozenOptions,
  fingerprint: z.string(),
  estimateSeconds: z.number().nullable(),
  executionTimeoutMs: z.int(),
  ttlMs: z.int(),
  attempts: z.array(AttemptView),
  events: z.array(EventView),
  result: ResultView.nullable(),
  actions: z.array(z.enum(['cancel', 'retry', 'clone', 'rename', 'delete'])),
  /** What a person may change so that a failed one succeeds. */
  remedies: z.array(Remedy),
})
export type PredictionView = z.infer<typeof PredictionView>

export const PredictionPage = z.object({ items: z.array(PredictionSummary), nextCursor: z.string().nullable() })
export type PredictionPage = z.infer<typeof PredictionPage>

/** What the event stream sends: enough for a page to patch its list and to refetch what it shows; `event` is null for mere progress, `summary` when it was deleted. */
export const StreamMessage = z.object({ predictionId: z.string(), summary: PredictionSummary.nullable(), event: EventView.nullable() })
export type StreamMessage = z.infer<typeof StreamMessage>

export const isTerminal = (status: PredictionStatus): boolean =>
  status === 'COMPLETED' || status === 'FAILED' || status === 'CANCELLED' || status === 'TIMED_OUT'

/** Where new predictions run, and what keeps them from running. */
export const WhereTheyRun = z.object({
  kind: z.enum(['runpod', 'local', 'unconfigured']),
  target: Target,
  label: z.string(),
  endpointId: z.string().nullable(),
  problem: Notice.nullable(),
  /** Workers of one's own take over meanwhile what they hold. */
  standsIn: z.boolean(),
})
export type WhereTheyRun = z.infer<typeof WhereTheyRun>

export const RetryPrediction = z.strictObject({ acceptDoubleBilling: z.boolean().default(false) })
