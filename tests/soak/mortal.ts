// A process that is killed and started again: whether it is well, how often it was started, and whether it ever died without being killed.
import { tailOf, type Child } from '@/scripts/launcher/child'

export type Mortal = {
  name: string
  starts(): number
  kills(): { all: number; whileStarting: number }
  isWell(): boolean
  /** Resolves when it answers; rejects when it ends before. */
  untilWell(): Promise<void>
  spawn(): void
  /** SIGKILL to its whole group, and gone. */
  kill(): Promise<void>
  /** As the launcher stops it, for good: it is not started again. */
  stop(): Promise<void>
  /** Ends that nobody wished, with its last words. */
  diedAlone(): string[]
}

const STOP_LIMIT_MS = 40_000

export function createMortal(name: string, start: () => Child, answers: (child: Child) => Promise<unknown>): Mortal {
  let child: Child | null = null
  let well: Promise<unknown> = Promise.resolve()
  let isWell = false
  let isWished = false
  let isOver = false
  let starts = 0
  const kills = { all: 0, whileStarting: 0 }
  const diedAlone: string[] = []

  const endIt = async (end: (living: Child) => unknown): Promise<void> => {
    const living = child
    if (living === null) return
    isWished = true
    child = null
    await end(living)
    await living.exited
    isWell = false
  }

  return {
    name,
    starts: () => starts,
    kills: () => ({ ...kills }),
    isWell: () => isWell,
    untilWell: async () => void (await well),
    spawn: () => {
      if (isOver) return
      const born = start()
      child = born
      starts += 1
      isWell = false
      isWished = false
      well = answers(born).then(() => void (isWell = child === born))
      // Whoever waits hears of it; while it is being killed nobody does.
      well.catch(() => undefined)
      void born.exited.then((words) => {
        if (!isWished && child === born) diedAlone.push(`${name} ${words}:\n${tailOf(born.logFile, 12)}`)
      })
    },
    kill: () => {
      kills.all += 1
      if (!isWell) kills.whileStarting += 1
      return endIt(({ pid }) => killGroup(pid))
    },
    stop: () => {
      isOver = true
      return endIt((living) => living.stop(STOP_LIMIT_MS))
    },
    diedAlone: () => [...diedAlone],
  }
}

function killGroup(pid: number): void {
  try {
    process.kill(process.platform === 'win32' ? pid : -pid, 'SIGKILL')
  } catch (error) {
    // It has died by itself, which is told elsewhere.
    if (!(error instanceof Error && 'code' in error && error.code === 'ESRCH')) throw error
  }
}
