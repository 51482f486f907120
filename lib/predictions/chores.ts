import 'server-only'
// What a reconciler does now and then beside its work: it tells that it lives, applies the rule of retention, and drops old samples of health.
// Nothing here holds up a look or a hand-over, and a fault is tried again.
import { hostname } from 'node:os'
import { HOUR, MINUTE, SECOND } from '@/lib/clock'
import { trimHealthSamples } from '@/lib/compute/health-sample-store'
import { log } from '@/lib/log'
import { Alarm } from '@/lib/predictions/alarm'
import { forgetProcess, tellProcess } from '@/lib/predictions/process-store'
import { applyRetention } from '@/lib/predictions/retention'
import { version } from '@/package.json'

const EVERY_MS = 10 * SECOND

type Chore = { everyMs: number; dueAt: number; act(): Promise<unknown> }

type Wishes = {
  /** The number of this process's advisory lock. */
  holder: number
  /** Whether it is connected; nothing is begun before. */
  mayWork(): boolean
  /** When both lanes had last ended a round, in ms of performance.now(). */
  lastRoundAt(): number | null
}

/** What is due without anybody to tell of: for a visit that reconciles and goes again. */
export async function doChores(isStopped: () => boolean): Promise<void> {
  await attempt(() => applyRetention(isStopped))
  await attempt(trimHealthSamples)
}

export type Chores = { stop(): Promise<void> }

export function startChores({ holder, mayWork, lastRoundAt }: Wishes): Chores {
  const alarm = new Alarm()
  const startedAt = performance.now()
  let stopped = false
  let toldRound = false
  const tell = () => {
    const [now, roundAt] = [performance.now(), lastRoundAt()]
    toldRound = roundAt !== null
    return tellProcess({ holder, host: hostname(), pid: process.pid, version, upMs: now - startedAt, roundMsAgo: roundAt === null ? null : now - roundAt })
  }
  const chores: Chore[] = [
    { everyMs: 0, dueAt: 0, act: tell },
    { everyMs: MINUTE, dueAt: 0, act: () => applyRetention(() => stopped) },
    { everyMs: HOUR, dueAt: 0, act: trimHealthSamples },
  ]
  const ended = (async () => {
    while (!stopped) {
      if (mayWork()) for (const chore of chores) await doWhenDue(chore)
      // The first round is told as soon as it has ended.
      if (!stopped) await alarm.wait(toldRound ? EVERY_MS : SECOND)
    }
    await attempt(() => forgetProcess(holder))
  })()
  return {
    stop: async () => {
      stopped = true
      alarm.ring()
      await ended
    },
  }
}

async function doWhenDue(chore: Chore): Promise<void> {
  if (performance.now() < chore.dueAt) return
  chore.dueAt = performance.now() + chore.everyMs
  await attempt(() => chore.act())
}

async function attempt(act: () => Promise<unknown>): Promise<void> {
  try {
    await act()
  } catch (error) {
    log.warn({ reason: error instanceof Error ? error.message : String(error) }, 'a chore of the reconciler failed; it is tried again')
  }
}
