// RunPod's limits per key and endpoint: calls within 10 s, and calls at a time; it refuses nothing unless they are switched on. What more running workers would add is not documented and left out.
import type { Clock } from './clock'
import type { Settings } from './settings'

type LimitClass = 'run' | 'runsync' | 'read' | 'cancel' | 'purge'
type Limits = { [Name in LimitClass]?: { per10s: number; concurrent: number | null } | undefined }

const CLASSES: Record<string, LimitClass> = { run: 'run', runsync: 'runsync', status: 'read', 'status-sync': 'read', stream: 'read', cancel: 'cancel', 'purge-queue': 'purge' }

/** As documented; routes that are not named have no documented limit. */
const RUNPOD_LIMITS: Limits = {
  run: { per10s: 1_000, concurrent: 200 },
  runsync: { per10s: 2_000, concurrent: 400 },
  read: { per10s: 2_000, concurrent: 400 },
  cancel: { per10s: 100, concurrent: 20 },
  purge: { per10s: 2, concurrent: null },
}

const WINDOW_MS = 10_000

export type Admission = { admitted: true; leave(): void } | { admitted: false; waitMs: number }

type Window = { arrivals: number[]; active: number }

export class RateLimits {
  private windows = new Map<string, Window>()

  constructor(
    private readonly clock: Clock,
    private readonly settings: Settings,
  ) {}

  /** Counts a call; one that is admitted leaves when it was answered. */
  enter(key: string, endpointId: string, route: string): Admission {
    const { rateLimits } = this.settings
    const name = CLASSES[route]
    const limit = rateLimits === 'off' || name === undefined ? undefined : (rateLimits === 'runpod' ? RUNPOD_LIMITS : rateLimits)[name]
    if (limit === undefined) return { admitted: true, leave: () => undefined }
    const now = this.clock.now()
    const window = this.windowOf(JSON.stringify([key, endpointId, name]))
    window.arrivals = window.arrivals.filter((at) => at > now - WINDOW_MS)
    if (window.arrivals.length >= limit.per10s) return { admitted: false, waitMs: (window.arrivals[0] ?? now) + WINDOW_MS - now }
    if (limit.concurrent !== null && window.active >= limit.concurrent) return { admitted: false, waitMs: 1_000 }
    window.arrivals.push(now)
    window.active += 1
    return { admitted: true, leave: () => void (window.active -= 1) }
  }

  clear(): void {
    this.windows.clear()
  }

  private windowOf(name: string): Window {
    const window = this.windows.get(name) ?? { arrivals: [], active: 0 }
    this.windows.set(name, window)
    return window
  }
}
