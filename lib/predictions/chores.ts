import 'server-only'
// What a reconciler does now and then beside its work: the rule of retention. Nothing here holds up a look or a hand-over, and a fault is tried again.
import { MINUTE, SECOND } from '@/lib/clock'
import { log } from '@/lib/log'
import { Alarm } from '@/lib/predictions/alarm'
import { applyRetention } from '@/lib/predictions/retention'

const EVERY_MS = 10 * SECOND

type Chore = { everyMs: number; dueAt: number; act(): Promise<unknown> }

export type Chores = { stop(): Promise<void> }

/** `mayWork`: whether this process is connected; nothing is begun before. */
export function startChores({ mayWork }: { mayWork: () => boolean }): Chores {
  const alarm = new Alarm()
  let stopped = false
  const chores: Chore[] = [{ everyMs: MINUTE, dueAt: 0, act: () => applyRetention(() => stopped) }]
  const ended = (async () => {
    while (!stopped) {
      if (mayWork()) for (const chore of chores) await doWhenDue(chore)
      if (!stopped) await alarm.wait(mayWork() ? EVERY_MS : SECOND)
    }
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
  try {
    await chore.act()
  } catch (error) {
    log.warn({ reason: error instanceof Error ? error.message : String(error) }, 'a chore of the reconciler failed; it is tried again')
  }
}
