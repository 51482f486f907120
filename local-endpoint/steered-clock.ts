import 'server-only'
// The endpoint's clock: the wall's, until a test advances it, makes it run faster or holds it; it refuses to advance backwards.
import { setImmediate as nextTurn, setTimeout as sleep } from 'node:timers/promises'
import type { Clock } from './clock'
import { TimerQueue } from './timer-queue'

/** The line on which the clock runs: at `wallMs` of the wall it showed `clockMs`, and since then it has gone `speed` times as fast. */
export type ClockLine = { wallMs: number; clockMs: number; speed: number }

/** Looked at again at least so often, since the wall's clock may be set, and sleep does not count in timers. */
const LONGEST_SLEEP_MS = 60_000

/** Nobody who advances the clock waits longer than this for work that is under way. */
const LONGEST_HOLD_MS = 60_000

export class SteeredClock implements Clock {
  private timers = new TimerQueue()
  private alarm: NodeJS.Timeout | undefined
  private holds = 0
  private line: ClockLine

  /** Without a line it shows the wall's time. */
  constructor(line: ClockLine | null = null) {
    this.line = line ?? { wallMs: 0, clockMs: 0, speed: 1 }
  }

  now(): number {
    const { wallMs, clockMs, speed } = this.line
    return Math.floor(clockMs + (Date.now() - wallMs) * speed)
  }

  after(delayMs: number, action: () => void): () => void {
    const timer = this.timers.add(this.now() + Math.max(Math.ceil(delayMs), 0), action)
    if (this.timers.peek() === timer) this.setAlarm()
    return () => this.timers.forget(timer)
  }

  hold(): () => void {
    let isHeld = true
    this.holds += 1
    return () => {
      if (isHeld) this.holds -= 1
      isHeld = false
    }
  }

  /** How the clock runs, for whoever shows it or wants to go on with it after a restart. */
  get course(): ClockLine {
    return this.line
  }

  get isSteered(): boolean {
    return this.line.wallMs !== this.line.clockMs || this.line.speed !== 1
  }

  /** From now on so many times as fast as the wall's; with 0 it stands still until it is advanced. */
  setSpeed(speed: number): void {
    this.line = { wallMs: Date.now(), clockMs: this.now(), speed }
    this.setAlarm()
  }

  /** Plays everything that is due within `ms`, each at its own moment and after what it set off, and then stands at their end. */
  async advance(ms: number): Promise<void> {
    const target = this.now() + ms
    await this.settle()
    for (let next = this.timers.peek(); next !== null && next.due <= target; next = this.timers.peek()) {
      this.moveTo(next.due)
      this.playDue()
      await this.settle()
    }
    this.moveTo(target)
    this.setAlarm()
  }

  private moveTo(clockMs: number): void {
    if (clockMs > this.now()) this.line = { ...this.line, wallMs: Date.now(), clockMs }
  }

  private playDue(): void {
    const now = this.now()
    for (let next = this.timers.peek(); next !== null && next.due <= now; next = this.timers.peek()) this.timers.take()?.action()
  }

  /** Until everything that was set off has come to rest: in this process, on the disk, in the simulation. */
  private async settle(): Promise<void> {
    const patience = performance.now() + LONGEST_HOLD_MS
    await nextTurn()
    while (this.holds > 0 && performance.now() < patience) await sleep(1)
    await nextTurn()
  }

  private setAlarm(): void {
    clearTimeout(this.alarm)
    const next = this.timers.peek()
    if (next === null) return
    // What is due at once is so on a clock that stands still, too.
    const wait = next.due <= this.now() ? 0 : Math.ceil((next.due - this.now()) / this.line.speed)
    if (wait === Infinity) return
    this.alarm = setTimeout(() => {
      this.playDue()
      this.setAlarm()
    }, Math.min(wait, LONGEST_SLEEP_MS))
    this.alarm.unref()
  }
}
