import 'server-only'
// Waits at /status-sync for the ends of the jobs that matter most now, where the endpoint has it. Each call is a hint: its answer makes
// the loop look at once and saves it a fetch. It writes no state, judges no deadline, and ends at once when the process stops.
import { setMaxListeners } from 'node:events'
import { setTimeout as pause } from 'node:timers/promises'
import { answerRoom } from '@/lib/compute/answer-room'
import { endpointAddress } from '@/lib/compute/endpoint-store'
import type { EndpointAddress } from '@/lib/compute/address'
import type { StatusAnswer } from '@/lib/compute/answers'
import { readStatus } from '@/lib/compute/job-api'
import { hasEnded } from '@/lib/compute/wire'
import { SECOND } from '@/lib/clock'
import { log } from '@/lib/log'
import { makeDue, noteNoStatusSync, takeAwaited, type AwaitedJob } from '@/lib/predictions/await-ends-store'
import { earlyAnswers, type EarlyAnswer } from '@/lib/predictions/early-answers'
import { pauseForKey, slowDown } from '@/lib/predictions/endpoint-health'
import { Alarm } from '@/lib/predictions/alarm'

/** A call waits so long, with up to `SPREAD_MS` more by chance, so that they do not all end together. */
const WAIT_MS = 20 * SECOND
const SPREAD_MS = 5 * SECOND
/** Others may take the job this long after the call should have ended. */
const MARGIN_MS = 5 * SECOND
/** Places that became free are filled this often at most; new jobs are noticed once a second. */
const ROUND_MS = SECOND / 4
const IDLE_MS = SECOND
const REST_MS = { least: 2 * SECOND, most: 60 * SECOND }

const isRefused = (answer: StatusAnswer): boolean => answer.kind === 'notFound' || (answer.kind === 'unavailable' && answer.httpStatus === 405)

type Looks = {
  /** Begins a look now; false when that cannot be, such as in the middle of another look. */
  lookAt(predictionId: string): Promise<boolean>
  /** A prediction has become due. */
  due(): void
}

export class EndsAwaited {
  readonly #stop = new AbortController()
  readonly #alarm = new Alarm()
  #returned: string[] = []
  /** Endpoints that answered nothing useful, and until when they are left alone. */
  readonly #rests = new Map<string, { untilMs: number; lengthMs: number }>()
  /** Endpoints of which it is being found out whether they have /status-sync. */
  readonly #doubted = new Set<string>()
  readonly #calls = new Set<Promise<void>>()
  readonly #ended: Promise<void>

  constructor(private readonly looks: Looks) {
    // As many as there are calls.
    setMaxListeners(0, this.#stop.signal)
    this.#ended = this.#run()
  }

  /** Gives up the waiting calls; resolves when nothing more is read or written. */
  stop(): Promise<void> {
    this.#stop.abort()
    this.#alarm.ring()
    return this.#ended.then(() => Promise.all(this.#calls)).then(() => undefined)
  }

  #begin(job: AwaitedJob): void {
    const call: Promise<void> = this.#awaitEnd(job).finally(() => this.#calls.delete(call))
    this.#calls.add(call)
  }

  async #run(): Promise<void> {
    while (!this.#stop.signal.aborted) {
      const returned = this.#returned.splice(0)
      try {
        earlyAnswers.forget(performance.now())
        const jobs = await takeAwaited(WAIT_MS + SPREAD_MS + MARGIN_MS, returned, this.#resting())
        jobs.forEach((job) => this.#begin(job))
      } catch (error) {
        log.debug({ reason: String(error) }, 'no ends can be awaited at the moment')
        this.#returned.push(...returned)
      }
      await pause(ROUND_MS, undefined, { signal: this.#stop.signal }).catch(() => undefined)
      await this.#alarm.wait(IDLE_MS - ROUND_MS)
    }
  }

  #resting(): string[] {
    const now = performance.now()
    return [...this.#rests].flatMap(([endpointRef, { untilMs }]) => (untilMs > now ? [endpointRef] : []))
  }

  /** A job that is not known there is not asked for again at once. */
  async #awaitEnd(job: AwaitedJob): Promise<void> {
    const room = answerRoom()
    try {
      const address = await endpointAddress(job.endpointRef)
      if (address === null) return this.#rest(job.endpointRef)
      const waitMs = WAIT_MS + Math.random() * SPREAD_MS
      const answer = await readStatus(address, job.jobId, { waitMs, signal: this.#stop.signal, room })
      if (this.#stop.signal.aborted) return room.leave()
      if (isRefused(answer)) return await this.#doubt(job, address)
      // One that has ended keeps its place until it was looked at: asked for again meanwhile, its whole result would be sent anew each time.
      if (answer.kind === 'job' && hasEnded(answer.job.status)) return await this.#tellEnd(job, { answer, room })
      this.#returned.push(job.attemptId)
      room.leave()
      await this.#hear(job, answer)
    } catch (error) {
      room.leave()
      log.debug({ attempt: job.attemptId, reason: String(error) }, 'an end could not be awaited')
      this.#rest(job.endpointRef)
    } finally {
      this.#alarm.ring()
    }
  }

  async #hear(job: AwaitedJob, answer: StatusAnswer): Promise<void> {
    switch (answer.kind) {
      case 'job':
        return void this.#rests.delete(job.endpointRef)
      case 'auth':
        this.#rest(job.endpointRef)
        return pauseForKey(job.endpointRef, answer.message)
      case 'unavailable':
        this.#rest(job.endpointRef, answer.retryAfterMs)
        if (answer.httpStatus === 429) await slowDown(job.endpointRef, answer.retryAfterMs)
    }
  }

  async #tellEnd(job: AwaitedJob, early: EarlyAnswer): Promise<void> {
    this.#rests.delete(job.endpointRef)
    earlyAnswers.keep(job.attemptId, early, performance.now())
    if (await this.looks.lookAt(job.predictionId).catch(() => false)) return
    await makeDue(job.predictionId)
    this.looks.due()
  }

  /** Is it the job that is unknown, or the route? /status tells. One of the calls that were refused together finds out for all. */
  async #doubt(job: AwaitedJob, address: EndpointAddress): Promise<void> {
    if (this.#doubted.has(job.endpointRef)) return
    this.#doubted.add(job.endpointRef)
    try {
      if ((await readStatus(address, job.jobId)).kind !== 'job') return
      if (!isRefused(await readStatus(address, job.jobId, { waitMs: SECOND, signal: this.#stop.signal }))) return
      log.info({ endpoint: job.endpointRef }, 'the endpoint has no /status-sync; ended runs are noticed by webhooks and by asking')
      await noteNoStatusSync(job.endpointRef)
    } finally {
      this.#doubted.delete(job.endpointRef)
    }
  }

  /** Longer each time, up to a minute, until an answer is good again; an endpoint that rests already is not put off further by calls that ended with the first. */
  #rest(endpointRef: string, atLeastMs: number | null = null): void {
    const now = performance.now()
    const before = this.#rests.get(endpointRef)
    if (before !== undefined && before.untilMs > now) return
    const lengthMs = Math.min(REST_MS.most, before === undefined ? REST_MS.least : before.lengthMs * 2)
    this.#rests.set(endpointRef, { untilMs: now + Math.max(atLeastMs ?? 0, lengthMs * (0.5 + Math.random() / 2)), lengthMs })
  }
}
