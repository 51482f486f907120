import 'server-only'
// The simulated workers of one endpoint: takes queued jobs in order, a few at a time, and ends each within its time limit; it refuses a second run of a job at once.
import { holding, type Clock } from '../clock'
import type { Job } from '../jobs/job'
import type { JobStore } from '../jobs/job-store'
import type { Settings } from '../settings'
import type { Behaviours } from './behaviours'
import { performRun } from './job-run'
import { outOfTime, raised, type Outcome } from './outcome'
import type { QuickAnswers } from './quick-answers'
import type { Simulator } from './simulator'
import { drawWorkerName } from './worker-name'

export type PoolSettings = {
  jobs: JobStore
  clock: Clock
  simulator: Simulator
  quickAnswers: QuickAnswers
  behaviours: Behaviours
  settings: Settings
}

type Running = { abort: AbortController; workerId: string; done: Promise<void> }

export class WorkerPool {
  private running = new Map<string, Running>()
  private warm = new Set<string>()
  private idle: string[] = []
  private closed = false
  private dispatching = false
  private readonly unwatch: () => void

  constructor(private readonly pool: PoolSettings) {
    this.unwatch = pool.jobs.watch(() => this.dispatch())
    this.dispatch()
  }

  counts() {
    const running = this.running.size
    const idle = Math.max(this.pool.settings.workers - running, 0)
    return { idle, initializing: 0, ready: idle, running, throttled: 0, unhealthy: 0 }
  }

  /** Removes a queued job from the queue, stops a running one; whichever ending was first stands. */
  async cancel(jobId: string): Promise<void> {
    await this.pool.jobs.end(jobId, { status: 'CANCELLED', error: null, output: null, retries: 0 })
    this.running.get(jobId)?.abort.abort(new Error('cancelled'))
  }

  async close(): Promise<void> {
    this.closed = true
    this.unwatch()
    const running = [...this.running.values()]
    running.forEach(({ abort }) => abort.abort(new Error('the endpoint is stopping')))
    await Promise.all(running.map(({ done }) => done))
  }

  /** Gives waiting jobs to workers, as far as there are any. */
  dispatch(): void {
    // Each job that starts is a change, of which this hears again.
    if (this.closed || this.dispatching) return
    this.dispatching = true
    for (const job of this.pool.jobs.queued()) {
      if (this.running.size >= this.pool.settings.workers) break
      if (!this.running.has(job.id)) this.begin(job)
    }
    this.dispatching = false
  }

  private begin(job: Job): void {
    const abort = new AbortController()
    const workerId = this.idle.pop() ?? drawWorkerName()
    const running: Running = { abort, workerId, done: Promise.resolve() }
    this.running.set(job.id, running)
    this.pool.jobs.start(job.id, workerId)
    running.done = this.finish(job, running)
  }

  private async finish(job: Job, { abort, workerId }: Running): Promise<void> {
    const { jobs, clock } = this.pool
    const timeLimit = clock.after(job.policy.executionTimeout, () => abort.abort(OUT_OF_TIME))
    const outcome = await this.perform(job, workerId, abort.signal).catch((error: unknown) => failureOutcome(error, abort.signal, workerId))
    timeLimit()
    await holding(clock, async () => {
      if (outcome !== null) await jobs.end(job.id, outcome)
      this.running.delete(job.id)
      this.idle.push(workerId)
      this.dispatch()
    })
  }

  private perform(job: Job, workerId: string, signal: AbortSignal): Promise<Outcome> {
    const { jobs, clock, simulator, quickAnswers, behaviours, settings } = this.pool
    const cold = !this.warm.has(workerId)
    this.warm.add(workerId)
    return performRun({
      input: job.input,
      workerId,
      cold,
      behaviour: behaviours.take(job.pair?.jobId ?? null),
      stageSeconds: settings.stageSeconds,
      simulator,
      quickAnswers,
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
