import 'server-only'
// One visit by cron: reconciles until nothing is due, at most for a while, under a holder's lock of its own.
import { SECOND } from '@/lib/clock'
import { announceDeployment } from '@/lib/compute/deployment'
import { readDeployment } from '@/lib/compute/endpoint-store'
import { openListener, type Listener } from '@/lib/listener'
import { doChores } from '@/lib/predictions/chores'
import { newHolder } from '@/lib/predictions/loop'
import { createReconciler } from '@/lib/predictions/reconciler'

const LONGEST_MS = 50 * SECOND
const CONNECT_WITHIN_MS = 10 * SECOND

/** @returns how many turns were taken */
export async function reconcileForCron(): Promise<number> {
  if ((await readDeployment()) === null) await announceDeployment()
  const holder = newHolder()
  const listener = await lockHeld(holder)
  const reconciler = createReconciler(holder)
  const begun = performance.now()
  const isOver = () => performance.now() - begun >= LONGEST_MS
  let turns = 0
  try {
    for (let last = -1; last !== 0 && !isOver(); turns += last) {
      last = await reconciler.reconcileOnce()
      await reconciler.settled()
    }
    await doChores(isOver)
    return turns
  } finally {
    reconciler.close()
    await listener.close()
  }
}

/** @throws when the database does not answer in time */
function lockHeld(lock: number): Promise<Listener> {
  return new Promise((resolve, reject) => {
    const listener = openListener({ channels: [], lock, heard: () => undefined, connected: () => queueMicrotask(() => {
      clearTimeout(limit)
      resolve(listener)
    }) })
    const limit = setTimeout(() => {
      void listener.close()
      reject(new Error('The database connection could not be opened in time: timeout exceeded when trying to connect.'))
    }, CONNECT_WITHIN_MS)
    limit.unref()
  })
}
