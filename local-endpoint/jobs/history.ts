// What the journal remembers and how a queue is made again from it; it refuses nothing and forgets what has outlived its time.
import { isTerminal, type Job, type JobStatus, type OutputPlace } from './job'

export type Ending = { status: JobStatus; error: string | null; output: OutputPlace | null; retries: number }

export type JobCounts = { completed: number; failed: number; retried: number }

/** One accepted submission; it outlives its job, so that "at most one per attempt" can be counted after any crash. */
export type LedgerLine = { id: string; jobId: string | null; attempt: string | null; at: number }

export type JournalEntry =
  | { type: 'accepted'; job: Job }
  | { type: 'ended'; id: string; startedAt: number | null; endedAt: number; workerId: string | null; ending: Ending }
  | { type: 'removed'; ids: string[] }
  | { type: 'voided'; jobId: string; attempt: string }
  | { type: 'counted'; counts: JobCounts }
  | { type: 'ledgered'; line: LedgerLine }

export type History = { jobs: Map<string, Job>; voided: Set<string>; counts: JobCounts; ledger: Map<string, LedgerLine> }

/** RunPod keeps a result for 30 minutes; on a scientist's own machine a weekend must not cost one. */
export const RESULT_RETENTION_MS = 7 * 86_400_000

const LEDGER_LINES = 20_000

export function pairKey(pair: { jobId: string; attempt: string }): string {
  return JSON.stringify([pair.jobId, pair.attempt])
}

/** A finished job lives on for its retention; any other until its ttl. */
export function hasExpired(job: Job, now: number): boolean {
  if (isTerminal(job.status)) return job.endedAt !== null && now >= job.endedAt + RESULT_RETENTION_MS
  return now >= job.submittedAt + job.policy.ttl
}

export function countEnding(counts: JobCounts, ending: Ending): void {
  if (ending.status === 'COMPLETED') counts.completed += 1
  if (ending.status === 'FAILED') counts.failed += 1
  counts.retried += ending.retries
}

/** Replays the journal: queued jobs stay queued, running ones start over, finished ones are as they were. */
export function replay(entries: JournalEntry[]): History {
  const history: History = { jobs: new Map(), voided: new Set(), counts: { completed: 0, failed: 0, retried: 0 }, ledger: new Map() }
  for (const entry of entries) applyEntry(history, entry)
  return history
}

/** Takes a job in and writes it into the ledger; the oldest lines go when there are too many to be of use. */
export function enterJob(history: History, job: Job): void {
  history.jobs.set(job.id, job)
  const { jobId = null, attempt = null } = job.pair ?? {}
  history.ledger.set(job.id, { id: job.id, jobId, attempt, at: job.submittedAt })
  const [oldest] = history.ledger.keys()
  if (history.ledger.size > LEDGER_LINES && oldest !== undefined) history.ledger.delete(oldest)
}

function applyEntry(history: History, entry: JournalEntry): void {
  switch (entry.type) {
    case 'accepted':
      enterJob(history, entry.job)
      return
    case 'ledgered':
      history.ledger.set(entry.line.id, entry.line)
      return
    case 'ended': {
      const job = history.jobs.get(entry.id)
      countEnding(history.counts, entry.ending)
      if (job === undefined) return
      const { startedAt, endedAt, workerId } = entry
      history.jobs.set(job.id, { ...job, ...entry.ending, startedAt, endedAt, workerId, progress: null })
      return
    }
    case 'removed':
      entry.ids.forEach((id) => history.jobs.delete(id))
      return
    case 'voided':
      history.voided.add(pairKey(entry))
      return
    case 'counted':
      history.counts = { ...entry.counts }
  }
}

/** The shortest journal that replays to this history: a finished job's counts are in the total, its input is no longer needed. */
export function summarise(history: History): JournalEntry[] {
  const jobs = [...history.jobs.values()].map((job): JournalEntry => ({ type: 'accepted', job: isTerminal(job.status) ? { ...job, input: null } : job }))
  const voided = [...history.voided].map((key): JournalEntry => {
    const [jobId = '', attempt = ''] = JSON.parse(key) as string[]
    return { type: 'voided', jobId, attempt }
  })
  const ledger = [...history.ledger.values()].map((line): JournalEntry => ({ type: 'ledgered', line }))
  return [{ type: 'counted', counts: history.counts }, ...ledger, ...jobs, ...voided]
}
