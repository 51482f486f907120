import 'server-only'
// What the endpoint knows of time: a clock's shape, and waiting by it; it knows no jobs.

export type Clock = {
  now(): number
  /** Calls `action` once after `delayMs`; the returned function forgets it. */
  after(delayMs: number, action: () => void): () => void
  /** Work is under way that takes real time and none of the clock's: whoever advances the clock waits for it. */
  hold?(): () => void
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

/** The work's value; the clock is held until it is there. */
export async function holding<Value>(clock: Clock, work: () => Promise<Value>): Promise<Value> {
  const release = clock.hold?.()
  try {
    return await work()
  } finally {
    release?.()
  }
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
