import 'server-only'
// The simulated workers of one endpoint: takes queued jobs in order, a few at a time, and ends each within its time limit; it refuses a second run of a job at once.
import type { Clock } from '../clock'
import type { Job } from '../jobs/job'
import type { JobStore } from '../jobs/job-store'
import type { Behaviours } from './behaviours'
import { performRun } from './job-run'
import { outOfTime, raised, type Outcome } from './outcome'
import type { Simulator } from './simulator'
import { drawWorkerName } from './worker-name'

export type PoolSettings = {
  jobs: JobStore
  clock: Clock
  simulator: Simulator
  behaviours: Behaviours
  speed: { stageSeconds: number }
  size: number
}

type Running = { abort: AbortController; workerId: string; done: Promise<void> }

export class WorkerPool {
  private running = new Map<string, Running>()
  private warm = new Set<string>()
  private idle: string[] = []
  private closed = false
  private readonly unwatch: () => void

  constructor(private readonly settings: PoolSettings) {
    this.unwatch = settings.jobs.watch(() => this.dispatch())
    this.dispatch()
  }

  counts() {
    const running = this.running.size
    const idle = Math.max(this.settings.size - running, 0)
    return { idle, initializing: 0, ready: idle, running, throttled: 0, unhealthy: 0 }
  }

  /** With 0 every job stays queued. */
  resize(size: number): void {
    this.settings.size = size
    this.dispatch()
  }

  /** Removes a queued job from the queue, stops a running one; whichever ending was first stands. */
  async cancel(jobId: string): Promise<void> {
    await this.settings.jobs.end(jobId, { status: 'CANCELLED', error: null, retries: 0 }, null)
    this.running.get(jobId)?.abort.abort(new Error('cancelled'))
  }

  async close(): Promise<void> {
    this.closed = true
    this.unwatch()
    const running = [...this.running.values()]
    running.forEach(({ abort }) => abort.abort(new Error('the endpoint is stopping')))
    await Promise.all(running.map(({ done }) => done))
  }

  private dispatch(): void {
    if (this.closed) return
    for (const job of this.settings.jobs.queued()) {
      if (this.running.size >= this.settings.size) return
      if (!this.running.has(job.id)) this.begin(job)
    }
  }

  private begin(job: Job): void {
    const abort = new AbortController()
    const workerId = this.idle.pop() ?? drawWorkerName()
    const running: Running = { abort, workerId, done: Promise.resolve() }
    this.running.set(job.id, running)
    this.settings.jobs.start(job.id, workerId)
    running.done = this.finish(job, running)
  }

  private async finish(job: Job, { abort, workerId }: Running): Promise<void> {
    const { jobs, clock } = this.settings
    const timeLimit = clock.after(job.policy.executionTimeout, () => abort.abort(OUT_OF_TIME))
    const outcome = await this.perform(job, workerId, abort.signal).catch((error: unknown) => failureOutcome(error, abort.signal, workerId))
    timeLimit()
    if (outcome !== null) {
      const { output, ...ending } = outcome
      await jobs.end(job.id, ending, output)
    }
    this.running.delete(job.id)
    this.idle.push(workerId)
    this.dispatch()
  }

  private perform(job: Job, workerId: string, signal: AbortSignal): Promise<Outcome> {
    const { jobs, clock, simulator, behaviours, speed } = this.settings
    const cold = !this.warm.has(workerId)
    this.warm.add(workerId)
    return performRun({
      input: job.input,
      workerId,
      cold,
      behaviour: behaviours.take(job.pair?.jobId ?? null),
      stageSeconds: speed.stageSeconds,
      simulator,
      clock,
      signal,
      report: (progress, status) => jobs.reportProgress(job.id, JSON.stringify(progress), status),
    })
  }
}

const OUT_OF_TIME = new Error('executionTimeout exceeded')

/** An aborted run ends as its reason says; null: it was cancelled, or it starts over with the next process. */
function failureOutcome(error: unknown, signal: AbortSignal, workerId: string): Outcome | null {
  if (!signal.aborted) return raised('RuntimeError', error instanceof Error ? error.message : String(error), workerId)
  return signal.reason === OUT_OF_TIME ? outOfTime() : null
}
