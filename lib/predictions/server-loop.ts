import 'server-only'
// The reconciler inside the server process: started once by instrumentation, and stopped before the process ends.
import { env } from '@/lib/env'
import { announceResponses } from '@/lib/door/node-response'
import { announcePeers } from '@/lib/door/peer'
import { log } from '@/lib/log'
import { eventHub } from '@/lib/predictions/event-hub'
import { startReconcilerLoop, type ReconcilerLoop } from '@/lib/predictions/loop'
import { announceDeployment } from '@/lib/compute/deployment'

/** Open hand-overs may take their 30 s and the write after them. */
const STOP_WITHIN_MS = 35_000
const created = globalThis as typeof globalThis & { atomeraReconciler?: ReconcilerLoop }

/** What this process's health says of its reconciler. */
export function reconcilerHealth(): { here: boolean; lastRoundMsAgo: number | null } {
  const lastRoundAt = created.atomeraReconciler?.lastRoundAt() ?? null
  return { here: created.atomeraReconciler !== undefined, lastRoundMsAgo: lastRoundAt === null ? null : Math.round(performance.now() - lastRoundAt) }
}

/** Begins, unless the settings say that another process reconciles, and sees to an orderly end. */
export function startInServer(): void {
  announcePeers()
  announceResponses('/api/v1/events')
  if (env().reconciler === 'server') created.atomeraReconciler ??= startReconcilerLoop()
  else announceDeployment().catch((error: unknown) => log.error({ reason: String(error) }, 'the endpoint could not be written to the database'))
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => void stop(signal))
}

async function stop(signal: NodeJS.Signals): Promise<void> {
  log.info({ signal }, 'stopping: no more claims; open hand-overs finish')
  await created.atomeraReconciler?.stop(STOP_WITHIN_MS)
  await eventHub().close()
  // Next ends by itself once the last connection is closed; a client that holds one does not keep us.
  setTimeout(() => process.exit(0), 500).unref()
}
