import 'server-only'
// Keeps a reconciler going: woken by notifications, by the next due moment, and by a back-stop once a second.
import { randomInt } from 'node:crypto'
import { SECOND } from '@/lib/clock'
import { announceDeployment } from '@/lib/compute/deployment'
import { openListener } from '@/lib/listener'
import { log } from '@/lib/log'
import { settleRestoredEvents } from '@/lib/predictions/event-store'
import { nextDueInMs } from '@/lib/predictions/claim-store'
import { createReconciler } from '@/lib/predictions/reconciler'

const BACK_STOP_MS = SECOND
/** A floor for what is due but has no room now: the end of a turn wakes the loop anyway. */
const SHORTEST_MS = 25

export type ReconcilerLoop = {
  /** No more claims; resolves when open turns have ended or after `withinMs`. */
  stop(withinMs: number): Promise<void>
  /** When the last round ended without a fault, in ms of performance.now(); null before the first. */
  lastRoundAt(): number | null
}

/** A number for this process's advisory lock, drawn anew at each start. */
export const newHolder = (): number => randomInt(1, 2 ** 31 - 1)

export function startReconcilerLoop(): ReconcilerLoop {
  const holder = newHolder()
  const reconciler = createReconciler(holder)
  let stopped = false
  let lastRound: number | null = null
  let wake: () => void = () => undefined
  let woken = false
  const nudge = (): void => {
    woken = true
    wake()
  }
  const listener = openListener({ channels: ['atomera_work'], lock: holder, heard: nudge, connected: nudge })
  reconciler.onTurnEnd(nudge)

  const sleep = async (ms: number): Promise<void> => {
    if (!woken && !stopped) {
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, ms)
        wake = () => {
          clearTimeout(timer)
          resolve()
        }
      })
    }
    woken = false
  }

  const ended = (async () => {
    await announced(() => stopped, sleep)
    while (!stopped) {
      await sleep(await round())
    }
  })()

  /** @returns how long to sleep, in ms */
  async function round(): Promise<number> {
    // Claims are named by the lock: without it other processes would take them over at once.
    if (!listener.isOpen()) return BACK_STOP_MS / 4
    try {
      await reconciler.reconcileOnce()
      const nextMs = await nextDueInMs()
      lastRound = performance.now()
      return Math.min(BACK_STOP_MS, Math.max(SHORTEST_MS, nextMs ?? BACK_STOP_MS))
    } catch (error) {
      log.warn({ reason: error instanceof Error ? error.message : String(error) }, 'a round of the reconciler failed; it goes on')
      return BACK_STOP_MS
    }
  }

  return {
    lastRoundAt: () => lastRound,
    stop: async (withinMs) => {
      stopped = true
      nudge()
      const limit = new Promise<void>((resolve) => setTimeout(resolve, withinMs).unref())
      await Promise.race([ended.then(() => reconciler.settled()), limit])
      reconciler.close()
      await listener.close()
    },
  }
}

/** Writes this process's endpoint, as soon as the database takes it. */
async function announced(isStopped: () => boolean, sleep: (ms: number) => Promise<void>): Promise<void> {
  while (!isStopped()) {
    try {
      await settleRestoredEvents()
      return await announceDeployment()
    } catch (error) {
      log.warn({ reason: error instanceof Error ? error.message : String(error) }, 'the endpoint could not be written to the database yet')
      await sleep(BACK_STOP_MS)
    }
  }
}
