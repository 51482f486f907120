// Playwright's global set-up: one product for all e2e tests, with short stages of the simulated worker.
import { startProduct } from './product'

export default async function setup(): Promise<() => Promise<void>> {
  const product = await startProduct(['--stage-seconds', process.env.ATOMERA_TEST_STAGE_SECONDS ?? '0.6'])
  process.env.ATOMERA_TEST_URL = product.url
  process.env.ATOMERA_TEST_DATA_DIR = product.dataDir
  return async () => {
    const code = await product.stop()
    if (code !== 0) throw new Error(`npm run up ended with code ${code}:\n${product.launch.words()}`)
  }
}
