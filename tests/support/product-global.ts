// Playwright's global set-up: one product for all e2e tests, with short stages of the simulated worker. Its end searches it for every secret that was used.
import path from 'node:path'
import { keptSecrets } from './kept-secrets'
import { startProduct } from './product'
import { beginNoting } from './used-secrets'

export default async function setup(): Promise<() => Promise<void>> {
  // As much as can be is logged, so that as much as can be is searched.
  const product = await startProduct(['--stage-seconds', process.env.ATOMERA_TEST_STAGE_SECONDS ?? '0.6'], { LOG_LEVEL: 'debug' })
  process.env.ATOMERA_TEST_URL = product.url
  process.env.ATOMERA_TEST_DATA_DIR = product.dataDir
  beginNoting(path.join(product.dataDir, 'used-secrets.jsonl'))
  return async () => {
    const kept = await keptSecrets(product).catch((error: unknown) => [String(error)])
    const code = await product.stop()
    if (code !== 0) throw new Error(`npm run up ended with code ${code}:\n${product.launch.words()}`)
    if (kept.length > 0) throw new Error(`What was secret in this run is kept in clear, or could not be looked for:\n${kept.join('\n')}`)
  }
}
