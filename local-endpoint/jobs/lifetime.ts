// How long a job and its result live; it refuses to let a result outlive what its reader asked for.
import type { Settings } from '../settings'
import { isTerminal, type Job } from './job'

export type LifeRules = Pick<Settings, 'retention' | 'queueExpiry'>

const MINUTE_MS = 60_000

/** On a scientist's own machine a weekend must not cost a result. */
const LONG_MS = 7 * 24 * 60 * MINUTE_MS

/** RunPod keeps what `/run` made for 30 minutes, what `/runsync` made for one; the id tells them apart. */
const runPodRetentionMs = (job: Job) => (job.id.startsWith('sync-') ? MINUTE_MS : 30 * MINUTE_MS)

/** The moment at which nobody knows the job any more. */
export function endOfLife(job: Job, rules: LifeRules): number {
  const endOfTtl = job.submittedAt + job.policy.ttl
  if (!isTerminal(job.status)) return job.status === 'IN_QUEUE' && rules.queueExpiry === 'TIMED_OUT' ? Infinity : endOfTtl
  const retentionMs = rules.retention === 'runpod' ? runPodRetentionMs(job) : LONG_MS
  const endOfResult = (job.endedAt ?? job.submittedAt) + Math.min(retentionMs, job.keepMs ?? Infinity)
  // One that timed out in the queue ended with its ttl, and is to be seen all the same.
  const isOfTtl = rules.retention === 'runpod' && job.status !== 'TIMED_OUT'
  return isOfTtl ? Math.min(endOfResult, endOfTtl) : endOfResult
}

export function hasExpired(job: Job, now: number, rules: LifeRules): boolean {
  return now >= endOfLife(job, rules)
}
