// `npm run reconciler`: the reconciler as a process of its own, for a server that runs with ATOMERA_RECONCILER=none.
import 'dotenv/config'
import { env } from '@/lib/env'
import type { EnvValues } from '@/lib/env-schema'
import { startReconcilerLoop } from '@/lib/predictions/loop'
import { foundSettingsFile } from './launcher/own-worker'
import { readSecretFile } from './launcher/secret-file'

const STOP_WITHIN_MS = 35_000
// What `npm run up` has found on this machine and nothing here sets.
const found = readSecretFile<EnvValues>(foundSettingsFile(process.env.ATOMERA_DATA_DIR || '.atomera')) ?? {}
for (const [name, value] of Object.entries(found)) if (!process.env[name]) process.env[name] = value
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
