import 'server-only'
// Everything a test can set and read, together, and what of it outlives the process; it knows no sockets.
import type { Clock } from '../clock'
import type { Endpoint } from '../endpoint'
import { FaultTable } from '../faults/fault-table'
import { RateLimits } from '../rate-limits'
import type { Settings, SettingsChange } from '../settings'
import { SteeredClock } from '../steered-clock'
import { DeliveryLog } from '../webhooks/delivery-log'
import { Behaviours } from '../worker/behaviours'
import type { ControlFile, Standing } from './control-file'
import { SeenRequests } from './seen-requests'
import { Tally } from './tally'

export class ControlRoom {
  readonly endpoints = new Map<string, Endpoint>()
  readonly requests = new SeenRequests()
  readonly tally = new Tally()
  readonly deliveries = new DeliveryLog()
  readonly limits: RateLimits
  readonly faults: FaultTable
  readonly behaviours: Behaviours
  /** The live object: whoever needs a setting reads it here when it is needed. */
  readonly settings: Settings
  private changes: SettingsChange
  private readonly starts: number

  private constructor(
    readonly clock: Clock,
    /** Its own clock goes on after a restart; one that was given is the giver's. */
    private readonly ownClock: SteeredClock | null,
    private readonly initial: Settings,
    private readonly file: ControlFile,
    standing: Standing | null,
  ) {
    this.starts = standing?.starts ?? 0
    this.changes = standing?.settings ?? {}
    this.settings = { ...initial, ...this.changes }
    this.limits = new RateLimits(clock, this.settings)
    this.faults = new FaultTable(this.starts)
    this.behaviours = new Behaviours(this.starts)
    standing?.faults.forEach(({ fault, since }) => this.faults.add(fault, since))
    standing?.behaviours.forEach((behaviour) => this.behaviours.add(behaviour))
  }

  static async open(initial: Settings, file: ControlFile, given: Clock | undefined): Promise<ControlRoom> {
    const standing = await file.read()
    const own = given === undefined ? new SteeredClock(standing?.clock ?? null) : null
    const room = new ControlRoom(given ?? (own as SteeredClock), own, initial, file, standing)
    await room.save()
    return room
  }

  all(): Endpoint[] {
    return [...this.endpoints.values()]
  }

  change(change: SettingsChange): void {
    this.changes = { ...this.changes, ...change }
    Object.assign(this.settings, change)
    this.all().forEach((endpoint) => endpoint.workers.restart())
  }

  /** As after the start, but for the jobs and for the time that has passed. */
  reset(): void {
    this.faults.clear()
    this.behaviours.clear()
    this.requests.clear()
    this.tally.clear()
    this.deliveries.clear()
    this.limits.clear()
    this.changes = {}
    if (this.ownClock?.isSteered) this.ownClock.setSpeed(1)
    Object.assign(this.settings, this.initial)
    this.all().forEach((endpoint) => endpoint.workers.restart())
  }

  /** Resolves when what was set for good is on the disk. */
  save(): Promise<void> {
    const clock = this.ownClock?.isSteered ? this.ownClock.course : null
    const standing: Standing = { clock, starts: this.starts, settings: this.changes, faults: this.faults.lasting(), behaviours: this.behaviours.standing() }
    const isEmpty = Object.keys(this.changes).length + standing.faults.length + standing.behaviours.length === 0 && clock === null
    return this.file.write(isEmpty ? null : standing)
  }
}
