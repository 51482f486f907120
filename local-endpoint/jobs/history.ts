// What the journal remembers and how a queue is made again from it; it refuses nothing.
import { FRESH_RUN, needsInput, type Job, type JobStatus, type OutputPlace } from './job'
import { JobTable } from './job-table'
import { Ledger, pairKey, type LedgerLine } from './ledger'

export type Ending = { status: JobStatus; error: string | null; output: OutputPlace | null; retries: number }

export type JobCounts = { completed: number; failed: number; retried: number }

export type JournalEntry =
  /** A summary has its ledger lines apart. */
  | { type: 'accepted'; job: Job; line?: LedgerLine }
  /** A connected worker took it; what simulated workers start is not noted, since they go with the process. */
  | { type: 'started'; id: string; startedAt: number; workerId: string; retries: number }
  | { type: 'ended'; id: string; startedAt: number | null; endedAt: number; workerId: string | null; ending: Ending; isOwed?: boolean }
  /** Its webhook was tried so many times, and is to be tried again. */
  | { type: 'tried'; id: string; tries: number }
  /** Its webhook was told, or given up. */
  | { type: 'settled'; id: string }
  /** A failed job was put back into the queue. */
  | { type: 'requeued'; id: string }
  | { type: 'kept'; id: string; keepMs: number }
  | { type: 'removed'; ids: string[] }
  | { type: 'voided'; jobId: string; attempt: string }
  | { type: 'counted'; counts: JobCounts }
  | { type: 'ledgered'; line: LedgerLine }

export type History = { jobs: JobTable; voided: Set<string>; counts: JobCounts; ledger: Ledger }

export function countEnding(counts: JobCounts, ending: Ending): void {
  if (ending.status === 'COMPLETED') counts.completed += 1
  if (ending.status === 'FAILED') counts.failed += 1
  counts.retried += ending.retries
}

/** Replays the journal: queued jobs stay queued, those on connected workers run on, those on simulated ones start over, finished ones are as they were. */
export function replay(entries: JournalEntry[]): History {
  const history: History = { jobs: new JobTable(), voided: new Set(), counts: { completed: 0, failed: 0, retried: 0 }, ledger: new Ledger() }
  for (const entry of entries) applyEntry(history, entry)
  return history
}

function lineWithoutHashes({ id, pair, submittedAt }: Job): LedgerLine {
  return { id, jobId: pair?.jobId ?? null, attempt: pair?.attempt ?? null, at: submittedAt, inputSha256: null, yamlSha256: null }
}

function applyEntry(history: History, entry: JournalEntry): void {
  const { jobs, ledger } = history
  const change = (id: string, fields: Partial<Job>) => {
    const job = jobs.get(id)
    if (job !== undefined) jobs.set(id, { ...job, ...fields })
  }
  switch (entry.type) {
    case 'accepted':
      // Journals of an earlier version do not say everything.
      jobs.set(entry.job.id, { ...entry.job, owed: entry.job.owed ?? null, keepMs: entry.job.keepMs ?? null })
      if (entry.line !== undefined || !ledger.has(entry.job.id)) ledger.enter(entry.line ?? lineWithoutHashes(entry.job))
      return
    case 'ledgered':
      ledger.enter(entry.line)
      return
    case 'started': {
      const { id, startedAt, workerId, retries } = entry
      change(id, { status: 'IN_PROGRESS', startedAt, workerId, retries, progress: null })
      return
    }
    case 'ended': {
      const { id, startedAt, endedAt, workerId, ending, isOwed = false } = entry
      countEnding(history.counts, ending)
      change(id, { ...ending, startedAt, endedAt, workerId, progress: null, owed: isOwed ? { tries: 0 } : null })
      return
    }
    case 'tried':
      change(entry.id, { owed: { tries: entry.tries } })
      return
    case 'settled':
      change(entry.id, { owed: null })
      return
    case 'requeued':
      change(entry.id, FRESH_RUN)
      return
    case 'kept':
      change(entry.id, { keepMs: entry.keepMs })
      return
    case 'removed':
      entry.ids.forEach((id) => jobs.delete(id))
      return
    case 'voided':
      history.voided.add(pairKey(entry))
      return
    case 'counted':
      history.counts = { ...entry.counts }
  }
}

/** The shortest journal that replays to this history: a finished job's counts are in the total, its input only where it may be wanted again. */
export function summarise(history: History): JournalEntry[] {
  const jobs = [...history.jobs.values()].map((job): JournalEntry => ({ type: 'accepted', job: needsInput(job) ? job : { ...job, input: null } }))
  const voided = [...history.voided].map((key): JournalEntry => {
    const [jobId = '', attempt = ''] = JSON.parse(key) as string[]
    return { type: 'voided', jobId, attempt }
  })
  const ledger = history.ledger.values().map((line): JournalEntry => ({ type: 'ledgered', line }))
  return [{ type: 'counted', counts: history.counts }, ...ledger, ...jobs, ...voided]
}
