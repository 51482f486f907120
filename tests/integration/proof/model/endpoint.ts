// An endpoint of the model: what it was given, and how its jobs truly are. It keeps results as RunPod does, and a ledger that nothing is ever taken from.
import { sha256 } from '@/lib/crypto'
import type { RunRequest } from '@/lib/compute/run-request'
import { pick, type Draw } from './random'

const RESULT_KEPT_MS = 30 * 60_000

export type Output = 'whole' | 'guide' | 'nothing' | 'garbage' | 'cut'
export type JobStatus = 'IN_QUEUE' | 'IN_PROGRESS' | 'COMPLETED' | 'FAILED' | 'CANCELLED' | 'TIMED_OUT'

export type Job = {
  id: string
  attemptId: string
  predictionId: string
  status: JobStatus
  acceptedAt: number
  endedAt: number | null
  ttlMs: number
  worker: string | null
  retries: number
  seq: number
  output: Output
  error: unknown
  /** Cancels that arrived. */
  cancels: number
  webhook: string | null
}

export type Accepted = { endpoint: string; jobId: string; attemptId: string; predictionId: string; yamlSha256: string; inputSha256: string }

const ALIVE: readonly JobStatus[] = ['IN_QUEUE', 'IN_PROGRESS']
export const isAlive = (job: Job): boolean => ALIVE.includes(job.status)

/** What a job of a wild endpoint may do between two looks; the first is what it does when nobody draws. */
const LIFE = { forward: 10, complete: 6, fail: 4, again: 2, stay: 4, timeOut: 1, cancelled: 1 } as const
const OUTPUTS: Record<Output, number> = { whole: 8, guide: 3, nothing: 1, garbage: 2, cut: 1 }
const ERRORS = { other: 3, timeout: 2, lost: 2, worker: 2 } as const
const ERROR_TEXT: Record<keyof typeof ERRORS, unknown> = {
  other: 'CUDA error: device-side assert',
  timeout: 'executionTimeout exceeded',
  lost: 'job timed out after 2 retries',
  worker: 'The GPU ran out of memory.',
}

export class ModelEndpoint {
  readonly jobs = new Map<string, Job>()
  private readonly voided = new Set<string>()
  private readonly late: RunRequest[] = []

  constructor(
    readonly id: string,
    private readonly ledger: Accepted[],
    private readonly now: () => number,
  ) {}

  isVoided(attemptId: string): boolean {
    return this.voided.has(attemptId)
  }

  accept(body: RunRequest): Job {
    const attemptId = body.input.attempt ?? ''
    const id = `${this.id.replace(/\W/g, '')}-${this.ledger.length + 1}-u1`
    const yamlSha256 = sha256(Buffer.from(body.input.input_yaml, 'base64'))
    this.ledger.push({ endpoint: this.id, jobId: id, attemptId, predictionId: body.input.job_id, yamlSha256, inputSha256: sha256(JSON.stringify(body.input)) })
    const job: Job = {
      id, attemptId, predictionId: body.input.job_id, status: 'IN_QUEUE', acceptedAt: this.now(), endedAt: null, ttlMs: body.policy.ttl,
      worker: null, retries: 0, seq: 0, output: 'whole', error: null, cancels: 0, webhook: body.webhook ?? null,
    }
    this.jobs.set(id, job)
    return job
  }

  /** The request is on its way although its sender has given up. */
  delay(body: RunRequest): void {
    this.late.push(body)
  }

  /** What was on its way arrives; of a voided attempt nothing is taken. */
  arrive(): Job | null {
    const body = this.late.shift()
    return body === undefined || this.isVoided(body.input.attempt ?? '') ? null : this.accept(body)
  }

  jobOf(attemptId: string): Job | null {
    return [...this.jobs.values()].find((job) => job.attemptId === attemptId) ?? null
  }

  voidAttempt(attemptId: string): Job | null {
    const job = this.jobOf(attemptId)
    if (job === null) this.voided.add(attemptId)
    return job
  }

  /** The job as it is now; null when it never was here or was deleted. */
  find(id: string): Job | null {
    const job = this.jobs.get(id)
    if (job === undefined) return null
    const isOld = job.endedAt !== null && this.now() - job.endedAt > RESULT_KEPT_MS
    if (isOld || this.now() - job.acceptedAt > job.ttlMs) {
      this.end(job, job.status === 'COMPLETED' ? 'COMPLETED' : 'TIMED_OUT')
      return null
    }
    return job
  }

  hearCancel(id: string): void {
    const job = this.jobs.get(id)
    if (job !== undefined) job.cancels += 1
  }

  end(job: Job, status: JobStatus): void {
    job.status = status
    job.endedAt ??= this.now()
  }

  /** Time passes for the job. */
  live(job: Job, draw: Draw | null): void {
    if (!isAlive(job)) return
    switch (pick(draw, LIFE)) {
      case 'forward':
        if (job.status === 'IN_QUEUE') this.start(job, draw)
        else if (draw === null) this.complete(job, draw)
        else job.seq += 1
        return
      case 'complete':
        return this.complete(job, draw)
      case 'fail': {
        const cause = pick(draw, ERRORS)
        job.error = ERROR_TEXT[cause]
        job.output = cause === 'worker' ? 'garbage' : 'nothing'
        return this.end(job, 'FAILED')
      }
      case 'again':
        job.retries += 1
        job.status = 'IN_QUEUE'
        job.seq = 0
        return
      case 'timeOut':
        return this.end(job, 'TIMED_OUT')
      case 'cancelled':
        return this.end(job, 'CANCELLED')
      case 'stay':
    }
  }

  private start(job: Job, draw: Draw | null): void {
    job.status = 'IN_PROGRESS'
    job.worker = draw === null || draw() < 0.5 ? 'w1' : 'w2'
    job.seq = 1
  }

  private complete(job: Job, draw: Draw | null): void {
    job.output = pick(draw, OUTPUTS)
    this.end(job, 'COMPLETED')
  }
}
