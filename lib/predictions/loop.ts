import 'server-only'
// Keeps a reconciler going: woken by notifications, by the next due moment, and by a back-stop once a second. Looks and hand-overs
// go on side by side, so that an endpoint which is slow to show its health holds up no result.
import { randomInt } from 'node:crypto'
import { SECOND } from '@/lib/clock'
import { announceDeployment } from '@/lib/compute/deployment'
import { openListener } from '@/lib/listener'
import { log } from '@/lib/log'
import { Alarm } from '@/lib/predictions/alarm'
import { EndsAwaited } from '@/lib/predictions/await-ends'
import { startChores } from '@/lib/predictions/chores'
import { settleRestoredEvents } from '@/lib/predictions/event-store'
import { nextDueInMs } from '@/lib/predictions/claim-store'
import { createReconciler } from '@/lib/predictions/reconciler'
import { warmReader } from '@/lib/results/reader-pool'

const BACK_STOP_MS = SECOND
/** A floor for what is due but has no room now: the end of a turn wakes the loop anyway. */
const SHORTEST_MS = 25

export type ReconcilerLoop = {
  /** No more claims; resolves when open turns have ended or after `withinMs`. */
  stop(withinMs: number): Promise<void>
  /** When both looks and hand-overs had last ended a round without a fault, in ms of performance.now(); null before the first. */
  lastRoundAt(): number | null
}

/** A number for this process's advisory lock, drawn anew at each start. */
export const newHolder = (): number => randomInt(1, 2 ** 31 - 1)

export function startReconcilerLoop(): ReconcilerLoop {
  const holder = newHolder()
  const reconciler = createReconciler(holder)
  let stopped = false
  const nudge = (): void => [looks, handOvers].forEach((lane) => lane.alarm.ring())
  // Work at the endpoint changes nothing for what waits to be handed over.
  const heard = (channel: string): void => (channel === 'atomera_look' ? looks.alarm.ring() : nudge())
  const listener = openListener({ channels: ['atomera_work', 'atomera_look'], lock: holder, heard, connected: nudge })
  // Claims are named by the lock: without it other processes would take them over at once.
  const mayClaim = (): boolean => listener.isOpen()
  const looks = new Lane(mayClaim, async () => {
    await reconciler.beginLooks()
    return nextDueInMs()
  })
  const handOvers = new Lane(mayClaim, async () => {
    await reconciler.beginHandOvers()
    return null
  })
  const ends = new EndsAwaited({
    lookAt: async (predictionId) => !stopped && mayClaim() && (await reconciler.lookAt(predictionId)),
    due: () => looks.alarm.ring(),
  })
  // A look after which nothing is left to do may have made a place at the endpoint.
  reconciler.onTurnEnd((isOver) => (isOver ? nudge() : looks.alarm.ring()))
  warmReader().catch((error: unknown) => log.warn({ reason: String(error) }, 'the reader of results could not be started ahead of its first use'))

  const ended = (async () => {
    await announced(() => stopped, looks.alarm)
    await Promise.all([looks, handOvers].map((lane) => lane.run(() => stopped)))
  })()
  const lastRoundAt = () => (looks.lastRoundAt === null || handOvers.lastRoundAt === null ? null : Math.min(looks.lastRoundAt, handOvers.lastRoundAt))
  const chores = startChores({ holder, mayWork: mayClaim, lastRoundAt })

  return {
    lastRoundAt,
    stop: async (withinMs) => {
      stopped = true
      nudge()
      const limit = new Promise<void>((resolve) => setTimeout(resolve, withinMs).unref())
      await Promise.race([Promise.all([ends.stop(), chores.stop(), ended]).then(() => reconciler.settled()), limit])
      reconciler.close()
      await listener.close()
    },
  }
}

/** One kind of work, round after round. */
class Lane {
  readonly alarm = new Alarm()
  lastRoundAt: number | null = null

  /** `work` returns how many milliseconds it is until there may be more; null: until it is woken. */
  constructor(
    private readonly mayWork: () => boolean,
    private readonly work: () => Promise<number | null>,
  ) {}

  async run(isStopped: () => boolean): Promise<void> {
    while (!isStopped()) await this.alarm.wait(await this.#round())
  }

  /** @returns how long to sleep, in ms */
  async #round(): Promise<number> {
    if (!this.mayWork()) return BACK_STOP_MS / 4
    try {
      const nextMs = await this.work()
      this.lastRoundAt = performance.now()
      return Math.min(BACK_STOP_MS, Math.max(SHORTEST_MS, nextMs ?? BACK_STOP_MS))
    } catch (error) {
      log.warn({ reason: error instanceof Error ? error.message : String(error) }, 'a round of the reconciler failed; it goes on')
      return BACK_STOP_MS
    }
  }
}

/** Writes this process's endpoint, as soon as the database takes it. */
async function announced(isStopped: () => boolean, alarm: Alarm): Promise<void> {
  while (!isStopped()) {
    try {
      await settleRestoredEvents()
      return await announceDeployment()
    } catch (error) {
      log.warn({ reason: error instanceof Error ? error.message : String(error) }, 'the endpoint could not be written to the database yet')
      await alarm.wait(BACK_STOP_MS)
    }
  }
}
