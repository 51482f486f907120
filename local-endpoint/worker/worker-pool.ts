import 'server-only'
// Runs the jobs of one endpoint: gives waiting ones to workers in order, dispatches a lost one once more, ends each within its time limit; it refuses a second run of a job at once.
import { holding, pause, type Clock } from '../clock'
import type { Job } from '../jobs/job'
import type { JobStore } from '../jobs/job-store'
import type { Settings } from '../settings'
import type { BehaviourKind, Behaviours } from './behaviours'
import { Fleet } from './fleet'
import { performRun } from './job-run'
import { lostByPlatform, outOfTime, raised, type Outcome, type RunEnd } from './outcome'
import type { QuickAnswers } from './quick-answers'
import type { Simulator } from './simulator'
import { drawWorkerName } from './worker-name'

export type PoolParts = {
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
  private readonly closing = new AbortController()
  private dispatching = false
  private readonly fleet: Fleet
  private readonly unwatch: () => void

  constructor(private readonly parts: PoolParts) {
    this.fleet = new Fleet(parts.clock, parts.settings, () => this.dispatch())
    this.unwatch = parts.jobs.watch((jobId) => {
      // Purged or past its ttl while it ran.
      if (parts.jobs.get(jobId) === null) this.stop(jobId, new Error('deleted'))
      this.dispatch()
    })
    this.dispatch()
  }

  counts() {
    return this.fleet.counts()
  }

  /** Removes a queued job from the queue, stops a running one; whichever ending was first stands. */
  async cancel(jobId: string): Promise<void> {
    await this.parts.jobs.end(jobId, { status: 'CANCELLED', error: null, output: null })
    this.stop(jobId, new Error('cancelled'))
  }

  async close(): Promise<void> {
    const reason = new Error('the endpoint is stopping')
    this.closing.abort(reason)
    this.unwatch()
    this.fleet.close()
    const running = [...this.running.values()]
    running.forEach(({ abort }) => abort.abort(reason))
    await Promise.all(running.map(({ done }) => done))
  }

  /** Gives waiting jobs to workers, as far as there are any. */
  dispatch(): void {
    // Each job that starts is a change, of which this hears again.
    if (this.closing.signal.aborted || this.dispatching) return
    this.dispatching = true
    try {
      for (const job of this.parts.jobs.queued()) {
        if (this.running.has(job.id)) continue
        const workerId = this.fleet.take(this.parts.jobs.counts().inQueue)
        if (workerId === null) break
        this.begin(job, workerId)
      }
    } finally {
      this.dispatching = false
    }
  }

  /** After a change of the settings. */
  restart(): void {
    this.fleet.restart()
    this.dispatch()
  }

  private stop(jobId: string, reason: Error): void {
    this.running.get(jobId)?.abort.abort(reason)
  }

  private begin(job: Job, workerId: string): void {
    const running: Running = { abort: new AbortController(), workerId, done: Promise.resolve() }
    this.running.set(job.id, running)
    this.parts.jobs.start(job.id, workerId)
    running.done = this.finish(job, running)
  }

  private async finish(job: Job, running: Running): Promise<void> {
    const { jobs, clock } = this.parts
    const outcome = await this.runUntilEnd(job, running).catch((error: unknown) => this.failureOutcome(error, running))
    await holding(clock, async () => {
      if (outcome !== null) await jobs.end(job.id, outcome)
      this.running.delete(job.id)
      this.fleet.giveBack(running.workerId)
      this.dispatch()
    })
  }

  /** A worker that is lost is replaced once; the platform gives up on the second. */
  private async runUntilEnd(job: Job, running: Running): Promise<Outcome> {
    const next = () => this.parts.behaviours.take(job.pair?.jobId ?? null)
    const behaviour = next()
    const first = await this.perform(job, running, behaviour)
    if (first !== 'lost') return first
    running.workerId = drawWorkerName()
    this.parts.jobs.start(job.id, running.workerId)
    const isLostAgain = behaviour.kind === 'lost' && behaviour.runs === 2
    const second = await this.perform(job, running, isLostAgain ? behaviour : next())
    return second === 'lost' ? lostByPlatform() : second
  }

  private async perform(job: Job, { workerId, abort }: Running, behaviour: BehaviourKind): Promise<RunEnd> {
    const { jobs, clock, simulator, quickAnswers, settings } = this.parts
    const cold = !this.warm.has(workerId)
    this.warm.add(workerId)
    const forgetLimit = clock.after(job.policy.executionTimeout, () => abort.abort(OUT_OF_TIME))
    try {
      return await performRun({
        input: job.input,
        workerId,
        cold,
        behaviour,
        stageSeconds: settings.stageSeconds,
        simulator,
        quickAnswers,
        clock,
        signal: abort.signal,
        report: (progress, status) => jobs.reportProgress(job.id, JSON.stringify(progress), status),
        yield: (chunk) => jobs.reportChunk(job.id, JSON.stringify(chunk)),
      })
    } finally {
      forgetLimit()
    }
  }

  /** An aborted run ends as its reason says; null: it was cancelled or deleted, or it starts over with the next process. */
  private async failureOutcome(error: unknown, { abort: { signal }, workerId }: Running): Promise<Outcome | null> {
    if (!signal.aborted) return raised('RuntimeError', error instanceof Error ? error.message : String(error), workerId)
    if (signal.reason !== OUT_OF_TIME) return null
    const [least, most] = this.parts.settings.timeoutLatenessMs
    const isLate = await pause(this.parts.clock, least + Math.random() * (most - least), this.closing.signal).then(
      () => true,
      () => false,
    )
    return isLate ? outOfTime() : null
  }
}

const OUT_OF_TIME = new Error('executionTimeout exceeded')
