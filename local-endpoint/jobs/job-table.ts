// Jobs by id, with the queue and the running ones at hand, so that nothing ever looks through all of them; it refuses to keep a job twice.
import { isTerminal, type Job } from './job'

export class JobTable {
  private byId = new Map<string, Job>()
  /** Ids in the order in which they came into the queue. */
  private waiting = new Set<string>()
  private running = new Set<string>()

  get size(): number {
    return this.byId.size
  }

  get queuedCount(): number {
    return this.waiting.size
  }

  get runningCount(): number {
    return this.running.size
  }

  get(id: string): Job | undefined {
    return this.byId.get(id)
  }

  values(): IterableIterator<Job> {
    return this.byId.values()
  }

  /** Waiting jobs, the longest waiting first. */
  *queued(): Generator<Job> {
    for (const id of this.waiting) {
      const job = this.byId.get(id)
      if (job !== undefined) yield job
    }
  }

  /** Jobs that have started and not ended. */
  inProgress(): Job[] {
    return [...this.running].flatMap((id) => this.byId.get(id) ?? [])
  }

  set(id: string, job: Job): void {
    this.byId.set(id, job)
    const isWaiting = job.status === 'IN_QUEUE'
    if (isWaiting) this.waiting.add(id)
    else this.waiting.delete(id)
    if (isWaiting || isTerminal(job.status)) this.running.delete(id)
    else this.running.add(id)
  }

  delete(id: string): void {
    this.byId.delete(id)
    this.waiting.delete(id)
    this.running.delete(id)
  }
}
