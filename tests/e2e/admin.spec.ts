// The admin sets RunPod up in the browser: complaints stand at their fields, what is pinned is said, nothing typed is lost, and new predictions follow at once.
import type { Page } from '@playwright/test'
import { startProduct } from '../support/product'
import { SCRIPTED_KEY, startScriptedRunPod, type ScriptedRunPod } from '../support/scripted-runpod'
import { findingsInEachScheme, seriousFindings, widerThanScreen } from './everybody'
import { expect, signInDemo, test } from './page'

let runPod: ScriptedRunPod
let product: Awaited<ReturnType<typeof startProduct>>
test.beforeAll(async () => {
  test.setTimeout(180_000)
  runPod = await startScriptedRunPod()
  runPod.showWorkers({ idle: 1, ready: 1, initializing: 0, running: 0, throttled: 0, unhealthy: 0 })
  product = await startProduct([], { RUNPOD_ENDPOINT_BASE_URL: runPod.baseUrl, RUNPOD_TIMEOUT: '45m' })
})
test.afterAll(async () => {
  await product.stop()
  await runPod.close()
})

async function openSettings(page: Page): Promise<void> {
  await signInDemo(page, 'admin', product.url)
  await page.goto(`${product.url}/`)
  await page.getByRole('navigation').getByRole('link', { name: 'Admin' }).click()
  await expect(page.getByRole('heading', { name: 'Settings', level: 1 })).toBeVisible()
}
const saved = (page: Page) => expect(page.getByText('Saved. It counts from now on')).toBeVisible()
const field = (page: Page, label: string) => page.getByLabel(label, { exact: true })
const save = (page: Page) => page.getByRole('button', { name: 'Save' }).click()

test('from the simulator to RunPod without a restart, and a complaint loses nothing', async ({ page }) => {
  await openSettings(page)
  await expect(page.getByText('Nothing to save.')).toBeVisible()
  await expect(field(page, 'Time limit of a run')).toBeDisabled()
  await expect(page.getByText('pinned by RUNPOD_TIMEOUT')).toBeVisible()

  await field(page, 'API key').fill(SCRIPTED_KEY)
  await field(page, 'Endpoint id').fill('https://api.runpod.ai/v2/abc123')
  await field(page, 'Queue allowance').fill('a while')
  await save(page)
  await expect(page.getByText('It must be the id alone')).toBeVisible()
  await expect(page.getByText('It must be a time from 10')).toBeVisible()
  await expect(field(page, 'Endpoint id')).toBeFocused()
  await expect(field(page, 'Endpoint id')).toHaveAttribute('aria-invalid', 'true')
  expect(await seriousFindings(page)).toEqual([])
  await expect(field(page, 'API key')).toHaveValue(SCRIPTED_KEY)

  await field(page, 'Endpoint id').fill('abc123')
  await page.getByRole('button', { name: 'Test connection' }).click()
  await expect(page.getByText('The key is accepted, and the endpoint is there.')).toBeVisible()
  await expect(page.getByText('Workers: 0 running, 1 idle')).toBeVisible()
  await field(page, 'Endpoint id').fill('abc1234')
  await expect(page.getByText('The key is accepted, and the endpoint is there.')).toBeHidden()
  await field(page, 'Endpoint id').fill('abc123')

  await field(page, 'Queue allowance').fill('2h')
  await page.getByRole('button', { name: '48 GB: 1,600' }).click()
  await expect(page.getByText('4 settings would change.')).toBeVisible()
  await save(page)
  await saved(page)
  await expect(page.getByText('RunPod abc123').first()).toBeVisible()
  await expect(page.getByText(`…${SCRIPTED_KEY.slice(-4)}`)).toBeVisible()
  await expect(page.getByText('set by Demo admin')).toBeVisible()
  await expect(field(page, 'API key')).toHaveValue('')
  expect(await page.content()).not.toContain(SCRIPTED_KEY)

  await page.goto(`${product.url}/new?example=ubiquitin`)
  await expect(page.getByText('at most 1,600 tokens')).toBeVisible()
  await page.getByRole('button', { name: 'Submit prediction' }).click()
  await expect(page.locator('[data-prediction][data-status="IN_QUEUE"]')).toBeVisible({ timeout: 30_000 })
})

test('of two admins the second is told, keeps what was typed, and saves on top', async ({ page, somebodyElse }) => {
  await openSettings(page)
  await field(page, 'Look every').fill('9s')
  const other = await somebodyElse()
  await signInDemo(other, 'admin', product.url)
  await other.goto(`${product.url}/admin`)
  await field(other, 'Most runs at the endpoint').fill('7')
  await save(other)
  await saved(other)
  await other.close()

  await save(page)
  await expect(page.getByRole('alert').getByText('Somebody else has changed the settings')).toBeVisible()
  await expect(field(page, 'Look every')).toHaveValue('9s')
  await expect(field(page, 'Most runs at the endpoint')).toHaveValue('7')
  await save(page)
  await saved(page)
  await page.reload()
  await expect(field(page, 'Look every')).toHaveValue('9s')
})

test('what is typed and not saved waits while another page is looked at', async ({ page }) => {
  await openSettings(page)
  await field(page, 'Look every').fill('11s')
  await page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: 'Predictions' }).click()
  await expect(page.getByText('What you typed into the settings is not saved.')).toBeVisible()
  await page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: 'Admin' }).click()
  await expect(field(page, 'Look every')).toHaveValue('11s')
  await expect(page.getByText('One setting would change.')).toBeVisible()
  await page.getByRole('button', { name: 'Discard' }).click()
  await expect(page.getByText('Nothing to save.')).toBeVisible()
})

test('the settings can be used by everybody, light and dark', async ({ page }) => {
  await openSettings(page)
  expect(await findingsInEachScheme(page)).toEqual({ light: [], dark: [] })
  await page.setViewportSize({ width: 390, height: 844 })
  expect(await widerThanScreen(page)).toBeLessThanOrEqual(0)
})
