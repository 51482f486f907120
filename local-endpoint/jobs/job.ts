// One job as RunPod's API knows it: its shape, its states and what `/status` shows of it. It refuses fields that are not known yet: they are absent, never null.

export const TERMINAL_STATUSES = ['COMPLETED', 'FAILED', 'CANCELLED', 'TIMED_OUT'] as const

/** RunPod's states; a scripted worker may also report words that nobody knows. */
export type JobStatus = 'IN_QUEUE' | 'IN_PROGRESS' | (typeof TERMINAL_STATUSES)[number] | (string & {})

export type JobPolicy = { executionTimeout: number; ttl: number }

/** The documented defaults in milliseconds: ten minutes of run, one day of life. */
export const DEFAULT_POLICY: JobPolicy = { executionTimeout: 600_000, ttl: 86_400_000 }

/** Our own (prediction, attempt) pair out of the job's input; the key of the look-up and void route. */
export type AttemptPair = { jobId: string; attempt: string }

/** Where a finished job's output is: beside the job, in a file of its own because it is large, or in one that many jobs share. */
export type OutputPlace = { kind: 'inline'; text: string } | { kind: 'file' | 'shared'; name: string }

export type Job = {
  id: string
  input: unknown
  webhook: string | null
  policy: JobPolicy
  pair: AttemptPair | null
  submittedAt: number
  status: JobStatus
  startedAt: number | null
  endedAt: number | null
  workerId: string | null
  retries: number
  /** Latest progress as JSON text while the job runs. */
  progress: string | null
  output: OutputPlace | null
  error: string | null
  /** Its webhook is still to be told of the end, after so many tries; null: nothing is owed. */
  owed: { tries: number } | null
  /** How long its reader wants the result kept at most; null: as long as any. */
  keepMs: number | null
}

/** A job that has not run yet, or is to run anew. */
export const FRESH_RUN = { status: 'IN_QUEUE', startedAt: null, endedAt: null, workerId: null, retries: 0, progress: null, output: null, error: null, owed: null } as const

export function isTerminal(status: JobStatus): boolean {
  return TERMINAL_STATUSES.some((terminal) => terminal === status)
}

/** Whether the input may be wanted again: by `/retry`, which takes these ends only, or by the webhook, which repeats it. */
export function needsInput(job: Job): boolean {
  return !isTerminal(job.status) || job.status === 'FAILED' || job.status === 'TIMED_OUT' || job.owed !== null
}

/** The job object of `/status` as JSON text, by name; `outputText` is spliced in as it is, since it may be megabytes long. */
export function renderJob(job: Job, outputText: string | null, more: { input?: unknown; webhook?: string } = {}): string {
  const fields: [string, string][] = []
  const add = (name: string, value: unknown) => fields.push([name, JSON.stringify(value ?? null)])
  if (job.startedAt !== null) add('delayTime', job.startedAt - job.submittedAt)
  if (job.error !== null) add('error', job.error)
  if (job.startedAt !== null && job.endedAt !== null) add('executionTime', job.endedAt - job.startedAt)
  add('id', job.id)
  if ('input' in more) add('input', more.input)
  if (outputText !== null) fields.push(['output', outputText])
  if (job.retries > 0) add('retries', job.retries)
  add('status', job.status)
  if (more.webhook !== undefined) add('webhook', more.webhook)
  if (job.workerId !== null) add('workerId', job.workerId)
  return `{${fields.map(([name, text]) => `${JSON.stringify(name)}:${text}`).join(',')}}`
}
