import 'server-only'
// Leaves an endpoint in peace that does not answer: after some failures in a row nobody asks it about jobs for a while, then one call tries.
// Never stands before a submit, and any answer closes it.

/** So many failures in a row, of whatever calls; one job whose status cannot be had among others that can opens nothing. */
const FAILURES = 5
const FIRST_MS = 1_000
const LONGEST_MS = 60_000
/** How long others are sent away while one call tries. */
const TRIAL_MS = 5_000

/** Says how a call went; `heard`: the endpoint answered, whatever it said. */
export type Note = (heard: boolean) => void

export class Breaker {
  private failures = 0
  /** Trials that failed since it opened; null while it is closed. */
  private trials: number | null = null
  private shutUntil = 0
  private trying = false

  constructor(
    private readonly now: () => number = () => performance.now(),
    private readonly random: () => number = Math.random,
  ) {}

  /** Milliseconds to wait for a call that is no trial, because it may take long by its nature; 0: go ahead. */
  waitMs(): number {
    if (this.trials === null) return 0
    const left = this.shutUntil - this.now()
    // A little apart, so that those who were sent away do not come back together.
    return left > 0 ? left + this.random() * FIRST_MS : TRIAL_MS * (1 + this.random())
  }

  /** Go ahead and say how it went; or the milliseconds to wait. */
  enter(): Note | number {
    if (this.trials === null) return this.note
    if (this.trying || this.shutUntil > this.now()) return this.waitMs()
    this.trying = true
    return (heard) => {
      this.trying = false
      if (heard) return this.note(true)
      this.shut((this.trials ?? 0) + 1)
    }
  }

  /** How a call went that asked nobody. */
  readonly note: Note = (heard) => {
    if (heard) {
      this.failures = 0
      this.trials = null
      return
    }
    this.failures += 1
    // Those that were on their way when it opened are no trials.
    if (this.failures >= FAILURES && this.trials === null) this.shut(0)
  }

  private shut(trials: number): void {
    this.trials = trials
    const longest = Math.min(LONGEST_MS, FIRST_MS * 2 ** Math.min(trials + 1, 10))
    this.shutUntil = this.now() + FIRST_MS + this.random() * (longest - FIRST_MS)
  }
}

// One map per process: Next loads this file once for instrumentation and once for routes.
const shared = globalThis as typeof globalThis & { atomeraBreakers?: Map<string, Breaker> }

/** The breaker of one endpoint of this process. */
export function breakerOf(endpoint: string): Breaker {
  const breakers = (shared.atomeraBreakers ??= new Map())
  const known = breakers.get(endpoint)
  if (known) return known
  const breaker = new Breaker()
  breakers.set(endpoint, breaker)
  return breaker
}
