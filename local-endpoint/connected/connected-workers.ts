import 'server-only'
// Real workers that come for the jobs of one endpoint: each job is given to one, taken from it when it goes silent or runs too long, and given once more. It refuses what a worker says of a job that is not its own.
import { holding, type Clock } from '../clock'
import { isTerminal, type Job } from '../jobs/job'
import type { JobStore, NewEnding } from '../jobs/job-store'
import type { Settings } from '../settings'
import type { WorkerCounts } from '../worker/fleet'
import { lostByPlatform, outOfTime } from '../worker/outcome'
import { Queue } from './queue'
import { Roster } from './roster'
import { RunTimers } from './run-timers'
import { WITHOUT_OUTPUT, type WorkerReport } from './worker-report'

export type ConnectedParts = { jobs: JobStore; clock: Clock; settings: Settings }

type Run = { workerId: string; timers: RunTimers }

export class ConnectedWorkers {
  private readonly runs = new Map<string, Run>()
  private readonly roster: Roster
  private readonly queue: Queue
  private readonly unwatch: () => void

  constructor(private readonly parts: ConnectedParts) {
    const { jobs, clock } = parts
    this.roster = new Roster(clock, () => this.silenceMs())
    this.queue = new Queue(parts, (job, workerId) => this.begin(job, workerId))
    // A worker that was at work when the last process ended may still come back with its result.
    for (const job of jobs.inProgress()) this.follow(job)
    this.unwatch = jobs.watch((jobId) => {
      const job = jobs.get(jobId)
      if (job === null || isTerminal(job.status)) this.release(jobId)
      this.queue.serve()
    })
  }

  counts(): WorkerCounts {
    const { healthy, unhealthy } = this.roster.present()
    const busy = new Set([...this.runs.values()].map((run) => run.workerId))
    const idle = healthy.filter((name) => !busy.has(name)).length
    return { idle, initializing: 0, ready: idle, running: busy.size, throttled: 0, unhealthy: unhealthy.length }
  }

  /** The job ends at once; its worker hears of it on its stop channel. */
  async cancel(jobId: string): Promise<void> {
    await this.parts.jobs.end(jobId, { status: 'CANCELLED', error: null, output: null })
  }

  /** After a change of the settings: from now on each worker may be silent for so long. */
  restart(): void {
    for (const { timers } of this.runs.values()) timers.beat()
  }

  async close(): Promise<void> {
    this.unwatch()
    for (const { timers } of this.runs.values()) timers.stop()
  }

  /** As many jobs as there are, at most so many; it waits for the first, and comes back with none after the wait or when its call has ended. */
  take(workerId: string, most: number, waitMs: number, signal: AbortSignal): Promise<Job[]> {
    this.roster.see(workerId)
    return this.queue.take(workerId, most, waitMs, signal)
  }

  /** The worker lives, and so do those of its jobs that it names; it is told to stop any that is not its own. */
  ping(workerId: string, jobIds: string[], isUnhealthy: boolean): void {
    this.roster.see(workerId, { isUnhealthy })
    for (const jobId of jobIds) {
      const run = this.runOf(workerId, jobId)
      if (run === null) this.roster.stop(workerId, jobId)
      else run.timers.beat()
    }
  }

  /** The worker goes and runs nothing any more: what it had waits for another one, and counts as never begun. */
  async leave(workerId: string): Promise<void> {
    const left = [...this.runs].filter(([, run]) => run.workerId === workerId)
    for (const [jobId, run] of left) {
      run.timers.stop()
      this.runs.delete(jobId)
      await this.parts.jobs.requeue(jobId)
    }
    this.roster.forget(workerId)
  }

  stops(workerId: string, waitMs: number, signal: AbortSignal): Promise<string[]> {
    this.roster.see(workerId)
    return this.roster.stops(workerId, waitMs, signal)
  }

  /** Resolves once an end is on the disk. */
  async report(workerId: string, jobId: string, report: WorkerReport): Promise<void> {
    this.roster.see(workerId)
    const run = this.runOf(workerId, jobId)
    if (run === null) return
    if (report.kind === 'progress') {
      run.timers.beat()
      return this.parts.jobs.reportProgress(jobId, report.progress)
    }
    await this.finish(jobId, run, report.kind === 'ended' ? report.ending : WITHOUT_OUTPUT)
  }

  chunk(workerId: string, jobId: string, text: string): void {
    this.roster.see(workerId)
    const run = this.runOf(workerId, jobId)
    run?.timers.beat()
    if (run !== null) this.parts.jobs.reportChunk(jobId, text)
  }

  /** Out of the hands of the clock while it is written; a disk that is full leaves the job to its worker, which tries again. */
  private async finish(jobId: string, run: Run, ending: NewEnding): Promise<void> {
    run.timers.stop()
    this.runs.delete(jobId)
    try {
      await this.parts.jobs.end(jobId, ending)
    } catch (error) {
      const job = this.parts.jobs.get(jobId)
      if (job !== null) this.follow(job)
      throw error
    }
  }

  private async begin(job: Job, workerId: string): Promise<Job | null> {
    this.roster.unstop(workerId, job.id)
    const taken = this.parts.jobs.take(job.id, workerId)
    const started = this.parts.jobs.get(job.id)
    if (started !== null) this.follow(started)
    return taken
  }

  /** Watches over a job that a worker has. */
  private follow(job: Job): void {
    const { clock, settings } = this.parts
    const limitMs = (job.startedAt ?? clock.now()) + job.policy.executionTimeout - clock.now()
    const timers = new RunTimers(clock, { silenceMs: () => this.silenceMs(), limitMs, latenessMs: () => settings.timeoutLatenessMs }, {
      onSilence: () => this.lose(job.id),
      onLimit: () => this.roster.stop(job.workerId ?? '', job.id),
      onEnd: () => this.settle(job.id, outOfTime()),
    })
    this.runs.set(job.id, { workerId: job.workerId ?? '', timers })
  }

  /** A worker that is lost is replaced once; the platform gives up on the second. */
  private lose(jobId: string): void {
    const run = this.runs.get(jobId)
    const job = this.parts.jobs.get(jobId)
    if (run === undefined || job === null) return
    if (job.retries > 0) return this.settle(jobId, lostByPlatform())
    this.release(jobId)
    this.queue.giveAgain(jobId)
  }

  private settle(jobId: string, ending: NewEnding): void {
    holding(this.parts.clock, () => this.parts.jobs.end(jobId, ending)).catch((error: unknown) => console.error('local endpoint: the end of', jobId, error))
  }

  /** Nobody waits for this worker's result any more; if it still lives, it is told. */
  private release(jobId: string): void {
    this.queue.forget(jobId)
    const run = this.runs.get(jobId)
    if (run === undefined) return
    run.timers.stop()
    this.runs.delete(jobId)
    this.roster.stop(run.workerId, jobId)
  }

  private runOf(workerId: string, jobId: string): Run | null {
    const run = this.runs.get(jobId)
    return run?.workerId === workerId ? run : null
  }

  private silenceMs(): number {
    return this.parts.settings.heartbeatLostSeconds * 1_000
  }
}
