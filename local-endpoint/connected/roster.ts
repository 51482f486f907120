// The workers that have been heard of lately, and what each of them is to stop; it refuses to remember those that have gone silent.
import type { Clock } from '../clock'

/** `hear` is called when there is something to stop. */
type Worker = { seenAt: number; isUnhealthy: boolean; toStop: Set<string>; hear: (() => void) | null }

export class Roster {
  private workers = new Map<string, Worker>()

  constructor(
    private readonly clock: Clock,
    private readonly silenceMs: () => number,
  ) {}

  /** The worker has made a call. */
  see(workerId: string, { isUnhealthy = false } = {}): void {
    this.forgetSilent()
    const worker = this.workerOf(workerId)
    worker.seenAt = this.clock.now()
    worker.isUnhealthy = isUnhealthy
  }

  forget(workerId: string): void {
    this.workers.delete(workerId)
  }

  /** Names of those that are there, healthy or not. */
  present(): { healthy: string[]; unhealthy: string[] } {
    this.forgetSilent()
    const isUnhealthy = (workerId: string) => this.workers.get(workerId)?.isUnhealthy === true
    const names = [...this.workers.keys()]
    return { healthy: names.filter((name) => !isUnhealthy(name)), unhealthy: names.filter(isUnhealthy) }
  }

  /** It is to stop this job: told once, when it next asks. One that is not there is told when a ping of its names the job. */
  stop(workerId: string, jobId: string): void {
    const worker = this.workers.get(workerId)
    worker?.toStop.add(jobId)
    worker?.hear?.()
  }

  /** It has been given this job again. */
  unstop(workerId: string, jobId: string): void {
    this.workers.get(workerId)?.toStop.delete(jobId)
  }

  /** What it is to stop, as soon as there is something; nothing after the wait or when its call has ended. */
  async stops(workerId: string, waitMs: number, signal: AbortSignal): Promise<string[]> {
    const worker = this.workerOf(workerId)
    if (worker.toStop.size === 0) await this.untilHeard(worker, waitMs, signal)
    if (signal.aborted) return []
    const jobIds = [...worker.toStop]
    worker.toStop.clear()
    return jobIds
  }

  private untilHeard(worker: Worker, waitMs: number, signal: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      const finish = () => {
        forgetTimer()
        signal.removeEventListener('abort', finish)
        if (worker.hear === finish) worker.hear = null
        resolve()
      }
      const forgetTimer = this.clock.after(waitMs, finish)
      signal.addEventListener('abort', finish, { once: true })
      worker.hear = finish
    })
  }

  private workerOf(workerId: string): Worker {
    const worker = this.workers.get(workerId) ?? { seenAt: this.clock.now(), isUnhealthy: false, toStop: new Set(), hear: null }
    this.workers.set(workerId, worker)
    return worker
  }

  private forgetSilent(): void {
    const since = this.clock.now() - this.silenceMs()
    for (const [workerId, worker] of this.workers) if (worker.seenAt <= since && worker.hear === null) this.workers.delete(workerId)
  }
}
