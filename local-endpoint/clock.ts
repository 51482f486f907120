import 'server-only'
// The endpoint's only source of time and of timers, so that a test may later hold or speed it; it knows no jobs.

export type Clock = {
  now(): number
  /** Calls `action` once after `delayMs`; the returned function forgets it. */
  after(delayMs: number, action: () => void): () => void
}

// setTimeout fires at once above this many milliseconds, and a TTL of 7 days must not depend on a reader's arithmetic.
const LONGEST_TIMER_MS = 2 ** 31 - 1

export const systemClock: Clock = {
  now: () => Date.now(),
  after(delayMs, action) {
    const timer = setTimeout(action, Math.min(Math.max(delayMs, 0), LONGEST_TIMER_MS))
    return () => clearTimeout(timer)
  },
}

/** Resolves after `delayMs`, or rejects with the signal's reason as soon as it is aborted. */
export function pause(clock: Clock, delayMs: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    if (signal.aborted) return reject(signal.reason)
    const stop = () => {
      forget()
      reject(signal.reason)
    }
    const forget = clock.after(delayMs, () => {
      signal.removeEventListener('abort', stop)
      resolve()
    })
    signal.addEventListener('abort', stop, { once: true })
  })
}

/** The promise's value, or the signal's reason as soon as it is aborted; the promise itself then goes on unheard. */
export function unlessAborted<Value>(promise: Promise<Value>, signal: AbortSignal): Promise<Value> {
  return new Promise((resolve, reject) => {
    const stop = () => reject(signal.reason)
    if (signal.aborted) stop()
    signal.addEventListener('abort', stop, { once: true })
    promise.then(resolve, reject).finally(() => signal.removeEventListener('abort', stop))
  })
}
