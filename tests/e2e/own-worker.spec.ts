// Predictions on this machine: `npm run up` finds Boltz-2 (a stand-in for it), starts the real worker, and a person follows a run, meets one
// that runs out of memory, and corrects it. Nothing is simulated.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import type { Page } from '@playwright/test'
import { demandRunpod } from '../support/runpod-worker'
import { startProduct } from '../support/product'
import { goOn, installStandInBoltz, play } from '../support/stand-in-boltz'
import { expect, signInDemo, test, untilCompleted, untilPainted } from './page'

/** The one that the stand-in predicts, whatever it is asked for. */
const YAML = 'version: 1\nsequences:\n  - protein:\n      id: A\n      sequence: MKTAYI\n  - ligand:\n      id: B\n      smiles: CCNO\nproperties:\n  - affinity:\n      binder: B\n'

let home: string
let product: Awaited<ReturnType<typeof startProduct>>
test.beforeAll(async () => {
  test.setTimeout(180_000)
  demandRunpod()
  home = mkdtempSync(path.join(tmpdir(), 'atomera-own-worker-'))
  product = await startProduct([], { LOCAL_WORKER: '', ATOMERA_BOLTZ_PYTHON: installStandInBoltz(home) })
})
test.afterAll(async () => {
  await product.stop()
  rmSync(home, { recursive: true, force: true })
})
// A page that is left open would rightly complain that its server is gone.
test.afterEach(({ page }) => page.close())
test.beforeEach(({ page }) => signInDemo(page, 'scientist', product.url))

async function importComplex(page: Page, name: string, samples: string): Promise<void> {
  await page.goto(`${product.url}/new`)
  await page.getByRole('button', { name: 'Import' }).first().click()
  const dialog = page.getByRole('dialog')
  await dialog.getByRole('textbox').fill(YAML)
  await dialog.getByRole('button', { name: /^(Import|Replace)/ }).click()
  await expect(page.getByLabel('Boltz YAML of this complex')).toContainText('CCNO')
  await page.getByLabel('Name', { exact: true }).fill(name)
  await page.locator('[data-option="diffusion_samples"]').fill(samples)
}

/** Once the builder has checked what stands in it, and its address names no other draft any more. */
async function submit(page: Page): Promise<void> {
  await expect(page.getByTestId('readiness')).toHaveText('Ready to submit.')
  await expect(page).toHaveURL(/\/new$/)
  await page.getByRole('button', { name: /^Submit/ }).click()
}

test('a run on a worker of one\'s own is followed from its first step to the pose', async ({ page }) => {
  test.setTimeout(120_000)
  expect(product.launch.words()).toContain('Predictions run on this machine: boltz 2.2.1 on Test GPU, up to 1200 tokens.')
  play(home, 'halfway')
  // The worker comes a moment after the pages.
  await expect(async () => {
    await page.goto(`${product.url}/new`)
    await expect(page.getByText('Own worker').first()).toBeVisible({ timeout: 1_000 })
  }).toPass({ timeout: 60_000 })
  await importComplex(page, 'Own run', '2')
  await submit(page)
  const bar = page.getByRole('main').getByRole('progressbar').first()
  const share = async () => Number(await bar.getAttribute('aria-valuenow'))
  await expect(bar).toBeVisible({ timeout: 60_000 })
  // Half of the steps are done, and Boltz-2 waits.
  await expect.poll(share, { timeout: 60_000 }).toBeGreaterThan(0)
  const halfway = await share()
  expect(halfway).toBeLessThan(100)
  goOn(home)
  await untilCompleted(page)
  await untilPainted(page)
  await expect(page.getByText(/simulated/i)).toHaveCount(0)
  await expect(page.getByText('boltz 2.2.1', { exact: true })).toBeVisible()
  await expect(page.getByText('Test GPU', { exact: true })).toBeVisible()
  await expect(page.getByText('Own worker. As the settings say.')).toBeVisible()
})

test('a run that has no memory left says so with its cure, and corrected it succeeds', async ({ page }) => {
  test.setTimeout(120_000)
  play(home, 'oom_structure')
  await importComplex(page, 'Too much', '5')
  await submit(page)
  const main = page.getByRole('main')
  await expect(main.getByText('The GPU ran out of memory.').first()).toBeVisible({ timeout: 60_000 })
  await expect(main.getByText(/Use fewer residues or samples, .* or choose an endpoint with a larger GPU/).first()).toBeVisible()
  await main.getByRole('link', { name: 'Change it to 1 sample' }).click()
  await expect(page.locator('[data-option="diffusion_samples"]')).toHaveValue('1')
  play(home, 'success')
  await submit(page)
  await expect(page).toHaveURL(/\/predictions\/pred_/)
  await untilCompleted(page)
  await expect(page.getByText(/simulated/i)).toHaveCount(0)
})
