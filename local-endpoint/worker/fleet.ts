import 'server-only'
// Which workers an endpoint has: warm or started cold, throttled, crashing, deaf; it refuses a worker to a job when the script says that there is none.
import type { Clock } from '../clock'
import type { Settings } from '../settings'
import { drawWorkerName } from './worker-name'

export type WorkerCounts = { idle: number; initializing: number; ready: number; running: number; throttled: number; unhealthy: number }

export class Fleet {
  private busy = 0
  private initializing = 0
  /** Workers without a job, the last that had one at the end. */
  private idle: { name: string }[] = []
  private wake: (() => void) | null = null

  /** `onChange` is called when a worker has become ready by itself. */
  constructor(
    private readonly clock: Clock,
    private readonly settings: Settings,
    private readonly onChange: () => void,
  ) {}

  /** A worker for the next of so many waiting jobs, or null. */
  take(waiting: number): string | null {
    const { workers, coldStartSeconds, takesJobs } = this.settings
    if (this.troubles() !== null || !takesJobs || this.busy >= workers) return null
    if (coldStartSeconds > 0) this.startCold(waiting)
    const name = this.idle.pop()?.name ?? (coldStartSeconds > 0 ? null : drawWorkerName())
    if (name !== null) this.busy += 1
    return name
  }

  giveBack(name: string): void {
    this.busy -= 1
    this.rest(name)
  }

  /** Settings have changed: workers that stand ready from before go. */
  restart(): void {
    this.idle = []
  }

  counts(): WorkerCounts {
    const rest = Math.max(this.settings.workers - this.busy, 0)
    const none = { idle: 0, initializing: 0, ready: 0, running: this.busy, throttled: 0, unhealthy: 0 }
    const trouble = this.troubles()
    if (trouble !== null) return { ...none, [trouble]: rest }
    const idle = this.settings.coldStartSeconds > 0 ? Math.min(this.idle.length, rest) : rest
    return { ...none, idle, ready: idle, initializing: this.initializing }
  }

  close(): void {
    this.wake?.()
  }

  private troubles(): 'throttled' | 'unhealthy' | null {
    if (this.settings.crashLoop) return 'unhealthy'
    const left = this.settings.throttledUntil - this.clock.now()
    if (left <= 0) return null
    this.wake ??= this.clock.after(left, () => {
      this.wake = null
      this.onChange()
    })
    return 'throttled'
  }

  private startCold(waiting: number): void {
    const there = this.busy + this.idle.length + this.initializing
    const missing = Math.min(waiting - this.idle.length - this.initializing, this.settings.workers - there)
    for (let start = 0; start < missing; start += 1) {
      this.initializing += 1
      this.clock.after(this.settings.coldStartSeconds * 1_000, () => {
        this.initializing -= 1
        this.rest(drawWorkerName())
        this.onChange()
      })
    }
  }

  private rest(name: string): void {
    const resting = { name }
    this.idle.push(resting)
    if (this.settings.coldStartSeconds === 0) return
    this.clock.after(this.settings.idleSeconds * 1_000, () => {
      this.idle = this.idle.filter((one) => one !== resting)
    })
  }
}
