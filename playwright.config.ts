import { defineConfig } from '@playwright/test'
import { CHROMIUM_FLAGS, findChromium } from './scripts/launcher/chromium.mjs'

const OWN_PRODUCTS = ['**/waiting.spec.ts', '**/own-worker.spec.ts', '**/admin.spec.ts', '**/people.spec.ts', '**/group.spec.ts']

export default defineConfig({
  testDir: 'tests/e2e',
  outputDir: 'tests/.output/e2e',
  globalSetup: './tests/support/product-global.ts',
  workers: 2,
  // Side by side, each in its order: some start products of their own, all others share one and its scripted endpoint.
  projects: [
    { name: 'shared', testIgnore: OWN_PRODUCTS, workers: 1 },
    { name: 'own products', testMatch: OWN_PRODUCTS, workers: 1 },
  ],
  timeout: 90_000,
  expect: { timeout: 15_000 },
  forbidOnly: Boolean(process.env.CI),
  reporter: [['list'], ['json', { outputFile: 'tests/.output/e2e.json' }]],
  use: {
    baseURL: process.env.ATOMERA_TEST_URL,
    screenshot: 'only-on-failure',
    trace: 'retain-on-failure',
    viewport: { width: 1440, height: 900 },
    launchOptions: { executablePath: findChromium() ?? undefined, args: CHROMIUM_FLAGS },
  },
})
