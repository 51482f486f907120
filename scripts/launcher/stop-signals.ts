// When a person, or whoever runs npm, wants a program to end: the first wish, and a second one that comes later and means at once.

const HURRY_AFTER_MS = 2_000
const LOOK_FOR_NPM_MS = 200

/**
 * Calls back at the first signal, and again at each that comes later than a moment: npm passes Ctrl-C on although the terminal did
 * already. It hands a SIGTERM to its shell, which ends without handing it on; that we were orphaned is all that reaches us.
 */
export function onStopSignals(ask: (isAgain: boolean) => void): void {
  let firstAt: number | null = null
  const heard = () => {
    if (firstAt === null) {
      firstAt = Date.now()
      ask(false)
    } else if (Date.now() - firstAt > HURRY_AFTER_MS) ask(true)
  }
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, heard)
  if (!process.env.npm_lifecycle_event) return
  const parent = process.ppid
  const timer = setInterval(() => {
    if (process.ppid === parent) return
    clearInterval(timer)
    heard()
  }, LOOK_FOR_NPM_MS)
  timer.unref()
}
