// Given to a group: set up, invite, submit; the key is changed while something waits at RunPod; a person who is removed is out at once; the audit tells it all.
import type { Page } from '@playwright/test'
import { startProduct } from '../support/product'
import { SCRIPTED_KEY, startScriptedRunPod, type ScriptedRunPod } from '../support/scripted-runpod'
import { seriousFindings, widerThanScreen } from './everybody'
import { expect, test } from './page'

const NEW_KEY = 'rpa_the_rotated_key_654321'
const LEAD = { name: 'Ada Lovelace', email: 'ada@example.org', password: 'engines that compute' }
const SCIENTIST = { name: 'Rosalind Franklin', email: 'rosalind@example.org', password: 'photograph fifty one' }

let runPod: ScriptedRunPod
let product: Awaited<ReturnType<typeof startProduct>>
test.use({ demoRole: null, refusals: [401, 403] })
test.beforeAll(async () => {
  test.setTimeout(180_000)
  runPod = await startScriptedRunPod()
  runPod.showWorkers({ idle: 1, ready: 1, initializing: 0, running: 0, throttled: 0, unhealthy: 0 })
  product = await startProduct(['--no-demo'], { RUNPOD_ENDPOINT_BASE_URL: runPod.baseUrl, RUNPOD_POLL_INTERVAL: '1s' })
})
test.afterAll(async () => {
  await product.stop()
  await runPod.close()
})

const setupCode = (): string => /with the code (\S+)/.exec(product.launch.words())?.[1] ?? ''

async function setUp(page: Page): Promise<void> {
  await page.goto(`${product.url}/predictions/pred_nobody?tab=files`)
  await expect(page).toHaveURL(`${product.url}/sign-in?next=%2Fpredictions%2Fpred_nobody%3Ftab%3Dfiles`)
  await expect(page.getByRole('button', { name: /^Demo/ })).toHaveCount(0)
  await page.getByRole('link', { name: 'Set this installation up' }).click()
  await expect(page.getByRole('heading', { name: 'Set Atomera up' })).toBeVisible()
  expect(await seriousFindings(page)).toEqual([])
  await page.getByLabel('Name of your first team').fill('Crystals')
  await page.getByLabel('Your name').fill(LEAD.name)
  await page.getByLabel('Your e-mail address').fill(LEAD.email)
  await page.getByLabel('A new password').fill(LEAD.password)
  await page.getByLabel('Set-up code').fill('wrong-wrong-wron')
  const make = page.getByRole('button', { name: 'Make the first account' })
  await make.click()
  await expect(page.getByText('That is not the code.')).toBeVisible()
  await expect(page.getByLabel('Name of your first team')).toHaveValue('Crystals')
  await page.getByLabel('Set-up code').fill(setupCode())
  await make.click()
  await expect(page.getByRole('heading', { name: 'Settings', level: 1 })).toBeVisible()
}

async function saveKey(page: Page, key: string, endpointId?: string): Promise<void> {
  await page.goto(`${product.url}/admin`)
  await page.getByLabel('API key', { exact: true }).fill(key)
  if (endpointId !== undefined) await page.getByLabel('Endpoint id', { exact: true }).fill(endpointId)
  await page.getByRole('button', { name: 'Save' }).click()
  await expect(page.getByText('Saved. It counts from now on')).toBeVisible()
}

/** The link that the team's page hands out, once. */
async function invite(page: Page): Promise<string> {
  await page.goto(`${product.url}/team`)
  await page.getByLabel(/^E-mail address/).fill(SCIENTIST.email)
  await page.getByRole('button', { name: 'Invite', exact: true }).click()
  const link = page.getByText(/\/join#/)
  await expect(link).toBeVisible()
  return (await link.textContent()) ?? ''
}

async function join(page: Page, link: string): Promise<void> {
  await page.goto(link)
  await expect(page.getByText(`${LEAD.name} invites ${SCIENTIST.email} into the team Crystals, as scientist.`)).toBeVisible()
  expect(await seriousFindings(page)).toEqual([])
  await page.getByLabel('Your name').fill(SCIENTIST.name)
  await page.getByLabel('A new password').fill(SCIENTIST.password)
  await page.getByRole('button', { name: 'Make an account and join' }).click()
  await expect(page.getByRole('heading', { name: 'Predictions', level: 1 })).toBeVisible()
}

async function submit(page: Page): Promise<void> {
  await page.goto(`${product.url}/new?example=ubiquitin`)
  await page.getByRole('button', { name: /^Submit/ }).click()
  await expect(page.locator('[data-prediction][data-status="IN_QUEUE"]')).toBeVisible({ timeout: 30_000 })
}

test('set-up, invitation, submission, a changed key, a removed person, and the audit of it all', async ({ page, somebodyElse }) => {
  test.setTimeout(240_000)
  await setUp(page)
  await saveKey(page, SCRIPTED_KEY, 'abc123')
  const scientist = await somebodyElse()
  await join(scientist, await invite(page))
  await submit(scientist)
  const address = scientist.url()

  await saveKey(page, NEW_KEY)
  // What waits goes on under its own job: it is looked at with the new key, and never handed over again.
  await expect.poll(() => runPod.asked().some(({ route, key }) => route === 'status' && key === NEW_KEY), { timeout: 30_000 }).toBe(true)
  expect(runPod.asked().filter(({ route }) => route === 'run').map(({ key }) => key)).toEqual([SCRIPTED_KEY])
  await expect(scientist.locator('[data-prediction][data-status="IN_QUEUE"]')).toBeVisible()

  await page.goto(`${product.url}/team`)
  await page.getByRole('button', { name: `Remove ${SCIENTIST.name} from Crystals` }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'Remove' }).click()
  await expect(page.getByText(`${SCIENTIST.name} is no longer in “Crystals”.`).first()).toBeVisible()
  expect((await scientist.request.get(`${product.url}/api/v1/predictions`)).status()).toBe(401)
  // The open page says so by itself, within the half minute that a stream may live on.
  await expect(scientist.getByText(/signed out/).first()).toBeVisible({ timeout: 40_000 })
  await scientist.goto(address)
  await expect(scientist.getByRole('button', { name: 'Sign in' })).toBeVisible()
  await scientist.close()

  await page.goto(`${product.url}/admin/audit`)
  for (const words of [
    `${LEAD.name} set the installation up with the team “Crystals”`,
    new RegExp(`${LEAD.name} invited`),
    new RegExp(`${SCIENTIST.name} submitted`),
    new RegExp(`${LEAD.name} changed RunPod’s API key`),
    new RegExp(`${LEAD.name} removed`),
  ]) await expect(page.getByText(words).first()).toBeVisible()
  expect(await page.content()).not.toContain(NEW_KEY)
  expect(await seriousFindings(page)).toEqual([])
  expect(await widerThanScreen(page)).toBe(0)
})
