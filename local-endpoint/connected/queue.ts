// Workers that wait for jobs, and jobs that wait for workers: first those whose worker was lost, then the queue in its order, to whoever has waited longest. It refuses to give anything to a call that has ended.
import type { Clock } from '../clock'
import type { Job } from '../jobs/job'
import type { JobStore } from '../jobs/job-store'

type Waiting = { workerId: string; most: number; finish(jobs: Promise<Job | null>[]): void }

export class Queue {
  private readonly workers = new Set<Waiting>()
  private readonly lost = new Set<string>()
  private serving = false

  /** `begin` gives a job to a worker; it resolves once that is on the disk. */
  constructor(
    private readonly parts: { jobs: JobStore; clock: Clock },
    private readonly begin: (job: Job, workerId: string) => Promise<Job | null>,
  ) {}

  async take(workerId: string, most: number, waitMs: number, signal: AbortSignal): Promise<Job[]> {
    if (signal.aborted) return []
    const begun = await new Promise<Promise<Job | null>[]>((resolve) => {
      const leave = () => waiting.finish([])
      const waiting: Waiting = {
        workerId,
        most,
        finish: (jobs) => {
          this.workers.delete(waiting)
          forgetTimer()
          signal.removeEventListener('abort', leave)
          resolve(jobs)
        },
      }
      const forgetTimer = this.parts.clock.after(waitMs, leave)
      signal.addEventListener('abort', leave, { once: true })
      this.workers.add(waiting)
      this.serve()
    })
    return (await Promise.all(begun)).filter((job) => job !== null)
  }

  /** A job whose worker was lost. */
  giveAgain(jobId: string): void {
    this.lost.add(jobId)
    this.serve()
  }

  forget(jobId: string): void {
    this.lost.delete(jobId)
  }

  /** Gives out what there is, as far as anybody waits for it. */
  serve(): void {
    // Each job that begins is a change, of which this hears again.
    if (this.serving) return
    this.serving = true
    try {
      for (const waiting of [...this.workers]) {
        const jobs = this.next(waiting.most)
        if (jobs.length === 0) return
        waiting.finish(jobs.map((job) => this.begin(job, waiting.workerId)))
      }
    } finally {
      this.serving = false
    }
  }

  private next(most: number): Job[] {
    const jobs: Job[] = []
    for (const jobId of this.lost) {
      if (jobs.length === most) return jobs
      const job = this.parts.jobs.get(jobId)
      this.lost.delete(jobId)
      if (job !== null) jobs.push(job)
    }
    for (const job of this.parts.jobs.queued()) {
      if (jobs.length === most) break
      jobs.push(job)
    }
    return jobs
  }
}
