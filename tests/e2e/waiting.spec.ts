// What a page says while something waits: settings that are missing, and why a job stays in the endpoint's queue.
import type { Page } from '@playwright/test'
import { Client } from 'pg'
import { runningPostgres } from '@/scripts/launcher/postgres'
import { openControl } from '../support/control'
import { startProduct } from '../support/product'
import { SCRIPTED_KEY, startScriptedRunPod } from '../support/scripted-runpod'
import { expect, signInDemo, test } from './page'

type Product = Awaited<ReturnType<typeof startProduct>>

test('with a key and no endpoint id a prediction waits and says so', async ({ page }) => {
  test.setTimeout(120_000)
  const product = await startProduct([], { RUNPOD_API_KEY: SCRIPTED_KEY })
  try {
    await signInDemo(page, 'admin', product.url)
    await page.goto(`${product.url}/new?example=ubiquitin`)
    await expect(page.getByText('RUNPOD_ENDPOINT_ID must be set').first()).toBeVisible()
    await page.getByRole('button', { name: /^Submit/ }).click()
    await expect(page).toHaveURL(/\/predictions\/pred_/)
    await expect(page.getByRole('main').getByText('RUNPOD_ENDPOINT_ID must be set').first()).toBeVisible()
    await expect(page.getByText('Queued').first()).toBeVisible()
    const health = await (await page.request.get(`${product.url}/api/health`)).json()
    expect(health.endpoint).toMatchObject({ kind: 'unconfigured', keySet: true, endpointId: null })
    expect(await page.content()).not.toContain(SCRIPTED_KEY)
  } finally {
    // A page that is left open would rightly complain that its server is gone.
    await page.close()
    await product.stop()
  }
})

/** The database's clock goes on by so many ms in all. */
async function shiftClock({ dataDir }: Product, ms: number): Promise<void> {
  const client = new Client({ connectionString: (await runningPostgres(dataDir)) ?? '' })
  await client.connect()
  await client.query('INSERT INTO clock_shift (id, shift_ms) VALUES (1, $1) ON CONFLICT (id) DO UPDATE SET shift_ms = $1', [ms])
  await client.end()
}

async function submitted(page: Page, url: string): Promise<void> {
  await signInDemo(page, 'scientist', url)
  await page.goto(`${url}/new?example=ubiquitin`)
  await page.getByRole('button', { name: /^(Submit|Simulate)/ }).click()
  await expect(page.locator('[data-prediction][data-status="IN_QUEUE"]')).toBeVisible({ timeout: 30_000 })
}

test('conformance 23: after a minute in RunPod\'s queue an open page says why, with the cure and since when, and changes when the reason does', async ({ page }) => {
  test.setTimeout(180_000)
  const runPod = await startScriptedRunPod()
  const product = await startProduct([], { RUNPOD_API_KEY: SCRIPTED_KEY, RUNPOD_ENDPOINT_ID: 'abc123', RUNPOD_ENDPOINT_BASE_URL: runPod.baseUrl })
  try {
    await submitted(page, product.url)
    const main = page.getByRole('main')
    const steps: [object, RegExp, RegExp][] = [
      [{ initializing: 1 }, /^Cold start: a worker of the endpoint is starting/, /the first start of a large image takes minutes/],
      [{ throttled: 2 }, /workers are throttled/, /allow more GPU types or regions/],
      [{ unhealthy: 1 }, /crash when they start/, /Read the logs of its workers/],
      [{ idle: 0, initializing: 0, ready: 0, running: 0, throttled: 0, unhealthy: 0 }, /has no worker, and does not tell why/, /lowers it to 0 after 7 days without requests/],
    ]
    for (const [index, [workers, words, cure]] of steps.entries()) {
      runPod.showWorkers(workers)
      await shiftClock(product, 61_000 + index * 20_000)
      await expect(main.getByText(words)).toBeVisible({ timeout: 40_000 })
      await expect(main.getByText(cure)).toBeVisible()
      await expect(main.getByText(/^Waiting for \d+ (s|min).*since \d{4}-\d\d-\d\d \d\d:\d\d:\d\d UTC$/)).toBeVisible()
    }
  } finally {
    await page.close()
    await product.stop()
    await runPod.close()
  }
})

test('conformance 23: the local endpoint has its own words and cure', async ({ page }) => {
  test.setTimeout(120_000)
  const product = await startProduct()
  try {
    await openControl(product.dataDir).settings({ workers: 0 })
    await submitted(page, product.url)
    await shiftClock(product, 61_000)
    await expect(page.getByRole('main').getByText('The local endpoint has no worker.')).toBeVisible({ timeout: 40_000 })
    await expect(page.getByRole('main').getByText(/type npm run up again/)).toBeVisible()
  } finally {
    await page.close()
    await product.stop()
  }
})
