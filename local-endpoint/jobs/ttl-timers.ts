// One timer per job that has not ended, for the end of its ttl; it refuses to keep one for a job that has.
import type { Clock } from '../clock'
import type { Job } from './job'

export class TtlTimers {
  private forget = new Map<string, () => void>()

  constructor(
    private readonly clock: Clock,
    private readonly onEnd: (jobId: string) => void,
  ) {}

  start(job: Job): void {
    this.stop(job.id)
    const left = job.submittedAt + job.policy.ttl - this.clock.now()
    const end = () => {
      this.forget.delete(job.id)
      this.onEnd(job.id)
    }
    this.forget.set(job.id, this.clock.after(left, end))
  }

  stop(jobId: string): void {
    this.forget.get(jobId)?.()
    this.forget.delete(jobId)
  }

  stopAll(): void {
    this.forget.forEach((forget) => forget())
    this.forget.clear()
  }
}
