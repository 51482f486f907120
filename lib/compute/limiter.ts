import 'server-only'
// Keeps this process under half of RunPod's documented rates, per endpoint and operation. Refuses a caller that would have to wait too long.

export type Operation = 'run' | 'status' | 'cancel' | 'health'

/** Half of what RunPod documents per user and endpoint: calls begun within 10 s, and calls open at once. `/health` is undocumented. */
export const RATES: Record<Operation, { per10Seconds: number; atOnce: number }> = {
  run: { per10Seconds: 500, atOnce: 100 },
  status: { per10Seconds: 1000, atOnce: 200 },
  cancel: { per10Seconds: 50, atOnce: 10 },
  health: { per10Seconds: 50, atOnce: 10 },
}

const WINDOW_MS = 10_000

/** Gives a place back; a second call does nothing. */
export type Release = () => void

/** One gate: a sliding window of begun calls and a count of open ones, first come first served. */
export class Gate {
  private begun: number[] = []
  private open = 0
  private waiting: (() => void)[] = []

  constructor(
    private readonly rate: { per10Seconds: number; atOnce: number },
    /** Milliseconds of a clock that nobody sets: a wall clock that jumps back would close the gate for as long. */
    private readonly now: () => number = () => performance.now(),
  ) {}

  /** Milliseconds until a place may be free; 0 when one is free now. */
  private delayMs(): number {
    const at = this.now()
    this.begun = this.begun.filter((start) => at - start < WINDOW_MS)
    const oldest = this.begun[0]
    if (oldest !== undefined && this.begun.length >= this.rate.per10Seconds) return oldest + WINDOW_MS - at
    return this.open < this.rate.atOnce ? 0 : Number.POSITIVE_INFINITY
  }

  private take(): Release {
    this.begun.push(this.now())
    this.open += 1
    let held = true
    return () => {
      if (!held) return
      held = false
      this.open -= 1
      this.waiting.shift()?.()
    }
  }

  /** A place within `patienceMs`, or null. */
  async enter(patienceMs: number): Promise<Release | null> {
    const until = this.now() + patienceMs
    for (;;) {
      const delay = this.delayMs()
      if (delay === 0) return this.take()
      const left = until - this.now()
      // A full window opens when it opens; a place may be given back at any moment.
      if (left <= 0 || (Number.isFinite(delay) && delay > left)) return null
      await this.pause(Math.min(delay, left))
    }
  }

  private pause(milliseconds: number): Promise<void> {
    return new Promise((resolve) => {
      const wake = () => {
        clearTimeout(timer)
        this.waiting = this.waiting.filter((waiter) => waiter !== wake)
        resolve()
      }
      const timer = setTimeout(wake, milliseconds)
      this.waiting.push(wake)
    })
  }
}

// One map per process: Next loads this file once for instrumentation and once for routes.
const shared = globalThis as typeof globalThis & { atomeraGates?: Map<string, Gate> }

/** The gate of one operation on one endpoint of this process. */
export function gateOf(endpoint: string, operation: Operation): Gate {
  const gates = (shared.atomeraGates ??= new Map())
  const key = `${endpoint} ${operation}`
  const known = gates.get(key)
  if (known) return known
  const gate = new Gate(RATES[operation])
  gates.set(key, gate)
  return gate
}
