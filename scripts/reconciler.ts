// `npm run reconciler`: the reconciler as a process of its own, for a server that runs with ATOMERA_RECONCILER=none.
import 'dotenv/config'
import { env } from '@/lib/env'
import { startReconcilerLoop } from '@/lib/predictions/loop'

const STOP_WITHIN_MS = 35_000
try {
  env()
} catch (error) {
  console.error(error instanceof Error ? error.message : error)
  process.exit(1)
}
const loop = startReconcilerLoop()
console.log('The reconciler runs. Ctrl-C stops it.')

for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, () => void loop.stop(STOP_WITHIN_MS).then(() => process.exit(0)))
}
