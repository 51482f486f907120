import 'server-only'
// Tells each job's webhook of its end, three times at most, and goes on after a restart with what is owed; it refuses to hold up the job or to let one host hold up another.
import { holding, type Clock } from '../clock'
import type { Fault } from '../faults/fault'
import type { FaultTable } from '../faults/fault-table'
import { isTerminal, type Job } from '../jobs/job'
import type { JobStore } from '../jobs/job-store'
import { seededRandom } from '../simulation/random'
import type { DeliveryLog } from './delivery-log'
import { CALLS_AT_A_TIME, type WebhookSender } from './sender'

export type OutboxParts = { jobs: JobStore; clock: Clock; faults: FaultTable; sender: WebhookSender; log: DeliveryLog }

const MOST_TRIES = 3

type Lane = { active: number; waiting: { id: string; copies: number; forge: Fault['forge'] }[] }

export class Outbox {
  private lanes = new Map<string, Lane>()
  private told = new Map<string, () => void>()
  private closed = false

  constructor(private readonly parts: OutboxParts) {
    parts.jobs.onEnd((id) => this.plan(id))
    parts.jobs.owing().forEach(({ id }) => this.plan(id))
  }

  /** Resolves after the first try to tell of this job's end. */
  afterFirstTry(id: string): Promise<void> {
    const job = this.parts.jobs.get(id)
    if (job === null || job.webhook === null || (isTerminal(job.status) && (job.owed === null || job.owed.tries > 0))) return Promise.resolve()
    return new Promise((resolve) => this.told.set(id, resolve))
  }

  /** Delivers once more, or a forgery, whatever was told before; the status of the answer. */
  async deliverNow(id: string, forge: Fault['forge']): Promise<number | null> {
    const job = this.parts.jobs.get(id)
    return job === null || job.webhook === null ? null : this.call(job, forge === undefined ? 'again' : 'forged', forge)
  }

  close(): void {
    this.closed = true
  }

  private plan(id: string): void {
    const { jobs, clock, faults } = this.parts
    const job = jobs.get(id)
    if (job === null || job.owed === null || job.webhook === null) return this.announce(id)
    if (this.closed) return
    const now = clock.now()
    const met = faults.take({ route: 'webhook', now, predictionId: () => job.pair?.jobId ?? null, jobAgeMs: () => now - job.submittedAt })
    const copies = met.find((fault) => fault.copies !== undefined)?.copies ?? 1
    const forge = met.find((fault) => fault.forge !== undefined)?.forge
    const delayMs = met.reduce((sum, fault) => sum + fault.delayMs, 0)
    const lane = this.laneOf(job.webhook)
    const enter = () => {
      lane.waiting.push({ id, copies, forge })
      this.pump(lane)
    }
    if (delayMs > 0) clock.after(delayMs, enter)
    else enter()
  }

  private laneOf(address: string): Lane {
    const host = URL.canParse(address) ? new URL(address).host : ''
    const lane = this.lanes.get(host) ?? { active: 0, waiting: [] }
    this.lanes.set(host, lane)
    return lane
  }

  private pump(lane: Lane): void {
    while (!this.closed && lane.active < CALLS_AT_A_TIME) {
      const next = lane.waiting.shift()
      if (next === undefined) return
      lane.active += 1
      holding(this.parts.clock, () => this.tell(next))
        .catch((error: unknown) => console.error('local endpoint: a webhook of job', next.id, error))
        .finally(() => {
          lane.active -= 1
          this.pump(lane)
        })
    }
  }

  private async tell({ id, copies, forge }: Lane['waiting'][number]): Promise<void> {
    const { jobs, clock } = this.parts
    const job = jobs.get(id)
    if (job === null || job.owed === null) return
    if (forge !== undefined) await this.call(job, 'forged', forge)
    let isTold = copies === 0
    for (let copy = 0; copy < copies; copy += 1) isTold = isSuccess(await this.call(job, 'true', undefined)) || isTold
    if (this.closed) return
    const tries = job.owed.tries + 1
    if (isTold || tries >= MOST_TRIES) await jobs.settle(id)
    else {
      await jobs.noteTry(id, tries)
      clock.after(gapMs(id, tries), () => this.plan(id))
    }
    this.announce(id)
  }

  private announce(id: string): void {
    this.told.get(id)?.()
    this.told.delete(id)
  }

  private async call(job: Job, kind: 'true' | 'forged' | 'again', forge: Fault['forge']): Promise<number | null> {
    const { jobs, clock, sender, log } = this.parts
    const body = forge?.body !== undefined ? textOf(forge.body) : await jobs.renderWebhook(forge?.id === undefined ? job : { ...job, id: forge.id })
    const at = clock.now()
    const httpStatus = await sender.post(job.webhook ?? '', body)
    log.record({ id: job.id, at, kind, tryNumber: (job.owed?.tries ?? 0) + 1, httpStatus })
    return httpStatus
  }
}

const isSuccess = (httpStatus: number | null) => httpStatus !== null && httpStatus >= 200 && httpStatus < 300
const textOf = (body: unknown) => (typeof body === 'string' ? body : JSON.stringify(body))

/** 5 to 10 s after the first try, 10 to 15 s after the second: RunPod documents 10, and 5 and 15 were measured. */
function gapMs(id: string, tries: number): number {
  return Math.round(seededRandom('webhook', id, tries).between(5_000, 10_000) + (tries - 1) * 5_000)
}
