// Keeps one child running: a child that ends by itself is named with its last words and started again, but not for ever.
import { tailOf, type Child } from './child'
import { say } from './progress'

const STARTS_PER_WINDOW = 3
const WINDOW_MS = 5 * 60_000

export type Supervised = { stop(): Promise<void>; gaveUp: Promise<string> }

/** `gaveUp` answers with the reason when the child ended three times within five minutes. */
export function supervise(name: string, first: Child, stopLimitMs: number, startAgain: () => Child): Supervised {
  let child = first
  let isStopping = false
  const ends: number[] = []
  const watch = async (): Promise<string> => {
    for (;;) {
      const words = await child.exited
      if (isStopping) return new Promise(() => undefined)
      say(`${name} ${words}. Its last words (${child.logFile}):\n${tailOf(child.logFile, 12)}`)
      const now = Date.now()
      ends.push(now)
      if (ends.filter((time) => now - time < WINDOW_MS).length >= STARTS_PER_WINDOW) return `${name} ended ${STARTS_PER_WINDOW} times within five minutes`
      child = startAgain()
      say(`${name} was started again.`)
    }
  }
  return {
    gaveUp: watch(),
    stop: async () => {
      isStopping = true
      await child.stop(stopLimitMs)
    },
  }
}
