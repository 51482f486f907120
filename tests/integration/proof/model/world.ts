// The world of one case: two workers, people, endpoints and the time. Every step of it is followed by a look at the database and at the rules.
import type { Client } from 'pg'
import type { EndpointAddress } from '@/lib/compute/address'
import type { Env } from '@/lib/env-schema'
import { WORKER_LOCK_CLASS } from '@/lib/listener'
import type { Census } from './census'
import type { ModelClock } from './clock'
import { ModelEndpoint, type Accepted } from './endpoint'
import type { Draw } from './random'
import { brokenBetween, brokenInLedger, isEnd, type Deed } from './rules'
import type { Place } from './settings'
import { takeSnapshot, type AttemptRow, type Snapshot } from './snapshot'
import { runningTurn, stop, Turn, type Cut, type Worker } from './turns'

/** These hold only once the workers have had their chance; the end of a case asks for them. */
const IN_TIME = new Set(['an attempt ends in time', 'a wish to cancel ends', 'nothing waits for ever', 'bytes belong to a file'])

/** At the end of a case the endpoints are all good (what is to be cancelled does not end by itself), answer nothing, know no job, or let no job end. */
export type Mood = 'itself' | 'good' | 'silent' | 'forgetful' | 'stubborn'

export type Circumstances = { client: Client; clock: ModelClock; census: Census; settings(place: Place): Env; clockOffsetMs: number; jitter: Draw }

type ModelWorker = Worker & { settings: Env }

export class World {
  readonly ledger: Accepted[] = []
  readonly endpoints = new Map<string, ModelEndpoint>()
  readonly workers: ModelWorker[] = []
  /** sha256 of the YAML that each person was shown as accepted. */
  readonly yamlOf = new Map<string, string>()
  turns: Turn[] = []
  /** How wild the endpoints are at this moment; null: they tell the truth. */
  draw: Draw | null = null
  mood: Mood = 'itself'
  opensPages = false
  place: Place
  snapshot: Snapshot = { predictions: new Map(), attempts: new Map(), endpoints: new Map(), breaches: [], matter: '' }
  readonly complaints: string[] = []
  private readonly alive = new Set<number>()
  private readonly unhealthy = new Set<string>()
  private readonly delivered = new Map<Turn, string>()
  private holders = 0

  constructor(readonly given: Circumstances, place: Place) {
    this.place = place
  }

  get now(): number {
    return this.given.clock.now
  }

  get settings(): Env {
    return (runningTurn()?.worker as ModelWorker | undefined)?.settings ?? this.given.settings(this.place)
  }

  count(group: string, name: string): void {
    this.given.census.count(group, name)
  }

  endpoint(ref: string): ModelEndpoint {
    const known = this.endpoints.get(ref) ?? new ModelEndpoint(ref, this.ledger, () => this.now)
    this.endpoints.set(ref, known)
    return known
  }

  /** A process begins in the place of another, with the settings of this moment. */
  async beWorker(index: number): Promise<ModelWorker> {
    this.holders += 1
    const worker = { index, holder: this.holders, clockOffsetMs: index * this.given.clockOffsetMs, settings: this.given.settings(this.place) }
    this.workers[index] = worker
    this.alive.add(worker.holder)
    await this.given.client.query({ name: 'live', text: 'SELECT pg_advisory_lock_shared($1::int, $2::int)', values: [WORKER_LOCK_CLASS, worker.holder] })
    return worker
  }

  /** All that the process was doing stops where it is, for ever. */
  async die(worker: Worker): Promise<void> {
    for (const turn of this.turns.filter((one) => one.worker === worker)) this.count('deaths before', `${turn.verb}: ${turn.next?.name}`)
    this.turns = this.turns.filter((turn) => turn.worker !== worker)
    this.alive.delete(worker.holder)
    await this.given.client.query({ name: 'die', text: 'SELECT pg_advisory_unlock_shared($1::int, $2::int)', values: [WORKER_LOCK_CLASS, worker.holder] })
  }

  /** `verb` begins and waits before its first step. */
  async begin(worker: Worker, verb: Turn['verb'], claim: Turn['claim'], work: () => Promise<void>): Promise<Turn> {
    const turn = new Turn(worker, verb, claim, work)
    this.turns.push(turn)
    await turn.begun
    return turn
  }

  /** Up to `steps` further steps of a turn; then, with a cut, one that loses its connection, and all the rest. */
  async advance(turn: Turn, steps: number, cut: Cut | null = null): Promise<void> {
    for (let left = steps; left > 0 && !turn.isOver; left -= 1) await this.step(turn, null)
    if (cut === null || turn.isOver) return
    await this.step(turn, cut)
    while (!turn.isOver) await this.step(turn, null)
  }

  private async step(turn: Turn, cut: Cut | null): Promise<void> {
    const { next } = turn
    if (next === null) throw new Error('The turn does not wait for a step.')
    this.count('steps', next.name)
    if (cut !== null) this.count('cuts', `${cut} ${next.name}`)
    if (turn.claim !== null && next.writes && this.snapshot.predictions.get(turn.claim.predictionId)?.fence !== turn.claim.fence) this.count('stale claims before', `${turn.verb}: ${next.name}`)
    await turn.step(cut)
    if (next.writes) await this.look({ turn, click: null, isForged: false })
    if (turn.isOver) this.end(turn)
    this.demand([])
  }

  private end(turn: Turn): void {
    this.turns = this.turns.filter((one) => one !== turn)
    if (turn.fault !== null) this.complain(`a turn (${turn.verb}) threw: ${String(turn.fault)}`)
    const heard = this.delivered.get(turn)
    if (heard === undefined || turn.fault !== null) return
    const owner = [...this.snapshot.attempts.values()].find((attempt) => attempt.jobId === heard)
    if (owner === undefined) this.complain('a job whose id was heard is stored, because it is paid for')
  }

  complain(words: string): void {
    if (runningTurn()?.wasCut !== true) this.complaints.push(words)
  }

  /** Looks at the database after a deed. */
  async look(deed: Deed): Promise<void> {
    const before = this.snapshot
    const after = await takeSnapshot(this.given.client, before)
    this.note(before, after)
    this.snapshot = after
    const scene = {
      before, after, deed, now: this.now,
      isAlive: (holder: number) => this.alive.has(holder),
      window: (ref: string) => this.windowOf(after, ref),
      mayHandOver: (ref: string) => !this.unhealthy.has(ref),
    }
    const broken = [...brokenBetween(scene), ...brokenInLedger(this.ledger, after, this.yamlOf)]
    for (const attempt of after.attempts.values()) {
      if (attempt.state === 'SUBMIT_UNKNOWN' && before.attempts.get(attempt.id)?.state !== 'SUBMIT_UNKNOWN') this.unhealthy.add(attempt.endpointRef)
    }
    this.demand([...broken, ...this.breaches()])
  }

  private windowOf(after: Snapshot, ref: string): number {
    const running = after.endpoints.get(ref)?.running ?? 0
    return Math.min(this.given.settings(this.place).runpod.maxInFlight, 2 * running + 4)
  }

  private breaches(): string[] {
    return this.snapshot.breaches.filter(({ rule }) => !IN_TIME.has(rule)).map(({ rule, detail }) => `${rule}: ${detail}`)
  }

  /** All invariants, those about time among them. */
  async demandInTime(): Promise<void> {
    const { breaches } = await takeSnapshot(this.given.client, null)
    this.demand(breaches.map(({ rule, detail }) => `${rule}: ${detail}`))
  }

  demand(broken: readonly string[]): void {
    const all = [...broken, ...this.complaints]
    if (all.length > 0) throw new Error(`Broken: ${all.join('; ')}`)
  }

  private note(before: Snapshot, after: Snapshot): void {
    for (const row of after.predictions.values()) {
      const old = before.predictions.get(row.id)?.status ?? 'nothing'
      if (old !== row.status) this.count('moves', `${old} to ${row.status}`)
      if (old !== row.status && isEnd(row.status)) this.count('ends', `${row.status} ${row.failureCode ?? row.remark ?? ''}`.trim())
    }
    for (const row of after.attempts.values()) {
      const old = before.attempts.get(row.id)
      if (old?.state !== row.state) this.count('attempts', `${old?.state ?? 'nothing'} to ${row.state}`)
      if (row.ended && old?.ended !== true) this.count('attempt ends', `${row.outcome} ${row.failureCode ?? ''}`.trim())
      if (row.cancelReason !== null && old?.cancelReason !== row.cancelReason) this.count('cancels for', row.cancelReason)
    }
  }

  /** One call of a worker: it leaves, has its effect, and is answered; time may pass in between, and the process may die. */
  async call<Answer>(route: string, address: EndpointAddress, about: Call<Answer>): Promise<Answer> {
    await stop(`${route} leaves`, false)
    if (about.mayLeave?.() === false) return about.unsent
    const leftAt = this.now
    const ref = `${address.kind}:${address.endpointId}`
    const homes = about.jobId === null ? [] : this.homesOf(about.jobId)
    if (homes.length > 0 && !homes.includes(ref)) this.complain(`${route} of ${about.jobId} is asked only where it was submitted, not at ${ref}`)
    const answer = this.mood === 'silent' ? about.unheard : about.answer(this.endpoint(ref), ref)
    await stop(`${route} is answered`, false)
    return this.now - leftAt > about.withinMs ? about.unheard : answer
  }

  /** Whether time passes for a job while it is looked at. */
  moves(jobId: string): boolean {
    return this.mood !== 'stubborn' && !(this.mood === 'good' && this.attemptsOf(jobId).some((attempt) => attempt.cancelReason !== null))
  }

  /** Where a job is, or may be by what a webhook has said; none when nothing is known of it any more. */
  private homesOf(jobId: string): string[] {
    return [...this.attemptsOf(jobId).map((attempt) => attempt.endpointRef), ...this.ledger.flatMap((line) => (line.jobId === jobId ? [line.endpoint] : []))]
  }

  private attemptsOf(jobId: string): AttemptRow[] {
    return [...this.snapshot.attempts.values()].filter((attempt) => attempt.jobId === jobId || attempt.webhookJobId === jobId)
  }

  /** The endpoint showed health. */
  sawHealth(ref: string): void {
    this.unhealthy.delete(ref)
  }

  /** The id of a job has reached the process that submitted it. */
  deliver(jobId: string): void {
    const turn = runningTurn()
    if (turn !== null) this.delivered.set(turn, jobId)
  }
}

type Call<Answer> = {
  jobId: string | null
  withinMs: number
  /** What the caller makes of no answer at all. */
  unheard: Answer
  /** What it makes of a call that did not leave. */
  unsent: Answer
  mayLeave?: () => boolean
  answer(endpoint: ModelEndpoint, ref: string): Answer
}
