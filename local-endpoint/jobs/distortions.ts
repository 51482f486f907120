// What `/status` shows of a job instead of the truth until the job truly starts or ends: the platform's own confusions. In memory only; it refuses to change a job.
import type { Shown } from '../faults/fault'
import { isTerminal, type Job } from './job'

export class Distortions {
  private shown = new Map<string, Shown>()

  set(jobId: string, shown: Shown): void {
    this.shown.set(jobId, { ...this.shown.get(jobId), ...shown })
  }

  of(jobId: string): Shown {
    return this.shown.get(jobId) ?? {}
  }

  lift(jobId: string): void {
    this.shown.delete(jobId)
  }

  hasEnded(jobId: string): boolean {
    return isTerminal(this.of(jobId).status ?? '')
  }

  statusOf(job: Job): string {
    return this.of(job.id).status ?? job.status
  }
}
