import 'server-only'
// What a route of the job API gets, and what several of them need; it refuses waits beyond RunPod's bounds.
import type { Clock } from '../clock'
import type { Endpoint } from '../endpoint'
import type { Shown } from '../faults/fault'
import type { Job } from '../jobs/job'
import { json, type Reply } from '../reply'

export type Call = {
  endpoint: Endpoint
  /** The last part of the path, where the route has one. */
  jobId: string | null
  query: URLSearchParams
  body: string
  clock: Clock
  /** What a fault shows instead of the truth, in this call only. */
  show: Shown | undefined
  signal: AbortSignal
}

export const jobNotFound = () => json(404, { error: 'job not found' })

/** A number of milliseconds out of the query, or null. */
export function millisecondsOf(query: URLSearchParams, name: string): number | null {
  const text = query.get(name)
  const value = Number(text)
  return text === null || text.trim() === '' || !Number.isFinite(value) ? null : value
}

/** `wait` within RunPod's bounds. */
export function waitOf(query: URLSearchParams, ordinaryMs: number): number {
  return Math.min(Math.max(millisecondsOf(query, 'wait') ?? ordinaryMs, 1_000), 300_000)
}

/** The job of the call as it is shown, or the answer that there is none. */
export function shownJob({ endpoint, jobId }: Call): Job | Reply {
  return (jobId === null ? null : endpoint.jobs.shown(jobId)) ?? jobNotFound()
}

/** Resolves once it holds for the job, the job has gone, or the time is over by the clock. */
export function waitUntil({ endpoint, clock, signal }: Call, jobId: string, holds: (job: Job) => boolean, waitMs: number): Promise<void> {
  const isOver = () => {
    const job = endpoint.jobs.shown(jobId)
    return job === null || holds(job)
  }
  if (isOver() || signal.aborted) return Promise.resolve()
  return new Promise((resolve) => {
    const finish = () => {
      forgetTimer()
      unwatch()
      signal.removeEventListener('abort', finish)
      resolve()
    }
    const forgetTimer = clock.after(waitMs, finish)
    const unwatch = endpoint.jobs.watchJob(jobId, () => {
      if (isOver()) finish()
    })
    signal.addEventListener('abort', finish, { once: true })
  })
}
