import 'server-only'
// One endpoint: its queue and its simulated workers, as the routes use them; it refuses nothing itself.
import path from 'node:path'
import type { Clock } from './clock'
import { JobStore } from './jobs/job-store'
import { isTerminal } from './jobs/job'
import type { Behaviours } from './worker/behaviours'
import type { Simulator } from './worker/simulator'
import { WorkerPool } from './worker/worker-pool'

export type Endpoint = { id: string; jobs: JobStore; workers: WorkerPool; close(): Promise<void> }

export type EndpointSettings = {
  id: string
  dataDir: string
  clock: Clock
  workers: number
  speed: { stageSeconds: number }
  simulator: Simulator
  behaviours: Behaviours
}

export async function openEndpoint(settings: EndpointSettings): Promise<Endpoint> {
  const { id, clock, simulator, behaviours, speed } = settings
  const jobs = await JobStore.open(path.join(settings.dataDir, 'local-endpoint', 'queues', id), clock)
  const workers = new WorkerPool({ jobs, clock, simulator, behaviours, speed, size: settings.workers })
  return {
    id,
    jobs,
    workers,
    async close() {
      await workers.close()
      await jobs.close()
    },
  }
}

/** Resolves when the job has ended, has gone, or the time is over. */
export function waitForEnd(endpoint: Endpoint, jobId: string, waitMs: number, clock: Clock, signal: AbortSignal): Promise<void> {
  const isOver = () => {
    const job = endpoint.jobs.get(jobId)
    return job === null || isTerminal(job.status)
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
    const unwatch = endpoint.jobs.watch((changed) => {
      if (changed === jobId && isOver()) finish()
    })
    signal.addEventListener('abort', finish, { once: true })
  })
}
