// The journey: from an empty list to a believed pose, by hand, and everything that may happen to it on the way.
import { expect, statesUntilEnded, test, untilCompleted, untilPainted } from './page'

const UBIQUITIN = 'MQIFVKTLTGKTITLEVEPSDTIENVKAKIQDKEGIPPDQQRLIFAGKQLEDGRTLSDYNIQKESTLHLVLRLRGG'

test('a protein and a ligand are built by hand, submitted, followed live and seen in 3D', async ({ page }) => {
  await page.goto('/')
  await page.getByRole('link', { name: 'New prediction' }).first().click()
  // The list has a field with such a label too.
  await expect(page).toHaveURL(/\/new$/)
  await page.getByLabel('Name', { exact: true }).fill('Ubiquitin with aspirin')
  await page.getByRole('textbox', { name: 'Protein sequence' }).fill(`>sp|P0CG48\n${UBIQUITIN.slice(0, 40)} 40\n${UBIQUITIN.slice(40)}`)
  await page.getByRole('group', { name: 'Add an entity' }).getByRole('button', { name: 'Ligand' }).click()
  await page.getByLabel('SMILES', { exact: true }).last().fill('CC(=O)Oc1ccccc1C(=O)O')
  await page.getByRole('radio', { name: /^Ligand [A-Z]/ }).check()
  await expect(page.getByLabel('Boltz YAML of this complex')).toContainText(UBIQUITIN)
  await expect(page.getByTestId('readiness')).toHaveText('Ready to submit.')
  await page.getByRole('button', { name: 'Simulate' }).click()

  await expect(page).toHaveURL(/\/predictions\/pred_/)
  await expect(page.getByRole('heading', { name: 'Ubiquitin with aspirin' })).toBeVisible()
  const states = await statesUntilEnded(page)
  expect(states.at(-1)).toBe('COMPLETED')
  expect(states.length).toBeGreaterThan(1)
  await untilCompleted(page)
  await expect(page).toHaveTitle(/✓ Completed, simulated · Ubiquitin with aspirin/)
  await expect(page.locator('[data-score="affinity_pred_value"]')).toHaveText(/(pM|nM|µM|μM|mM)$/)
  await expect(page.getByText('SIMULATED').first()).toBeVisible()
  await untilPainted(page)
})

test('a wrong letter is named at its place, and nothing typed is lost by a reload', async ({ page }) => {
  await page.goto('/new')
  await page.getByLabel('Name').fill('Draft')
  const sequence = page.getByRole('textbox', { name: 'Protein sequence' })
  await sequence.fill(`${UBIQUITIN.slice(0, 10)}1*${UBIQUITIN.slice(10)}`)
  await expect(sequence).toHaveAttribute('aria-invalid', 'true')
  await expect(sequence).toHaveAccessibleDescription(/\*.* 11/)
  await page.getByRole('button', { name: 'Simulate' }).click()
  await expect(page).toHaveURL(/\/new/)
  await page.reload()
  await expect(page.getByLabel('Name')).toHaveValue('Draft')
  await expect(page.getByRole('textbox', { name: 'Protein sequence' })).toHaveValue(/\*/)
})

for (const id of ['ubiquitin', 'trypsin-benzamidine', 'hiv-protease', 'zif268-dna', 'theophylline-aptamer', 'dhfr-cofactor']) {
  test(`the example ${id} goes from one click to a pose`, async ({ page }) => {
    await page.goto('/new')
    await page.locator(`[data-example="${id}"]`).click()
    await page.getByRole('button', { name: 'Simulate' }).click()
    await untilCompleted(page)
    await untilPainted(page)
  })
}

test('a reload in the middle changes nothing, and cancel reaches the endpoint', async ({ page, control }) => {
  await control.nextJob({ kind: 'slow', seconds: 60 })
  await page.goto('/new?example=ubiquitin')
  await page.getByRole('button', { name: 'Simulate' }).click()
  const running = page.locator('[data-prediction][data-status="IN_PROGRESS"]')
  await expect(running).toBeVisible({ timeout: 30_000 })
  await page.reload()
  await expect(running).toBeVisible()
  await page.getByRole('button', { name: 'Cancel' }).first().click()
  await page.getByRole('button', { name: 'Cancel the prediction' }).click()
  await expect(page).toHaveTitle(/Cancelled/, { timeout: 30_000 })
  const view = await (await page.request.get(`/api/v1${new URL(page.url()).pathname}`)).json()
  expect(await control.jobStatus(view.attempts[0].jobId)).toBe('CANCELLED')
})

test('a worker that fails is explained with cause and cure, and can be run again', async ({ page, control }) => {
  await control.nextJob({ kind: 'error', error: 'ran out of memory', errorCode: 'BOLTZ_OOM' })
  await page.goto('/new?example=ubiquitin')
  await page.getByRole('button', { name: 'Simulate' }).click()
  await expect(page.getByText('The GPU ran out of memory.').first()).toBeVisible({ timeout: 30_000 })
  await expect(page.getByText(/Use fewer residues or samples/).first()).toBeVisible()
  await page.getByRole('button', { name: 'Run again' }).first().click()
  await page.getByRole('dialog').getByRole('button', { name: 'Run again' }).click()
  await untilCompleted(page)
})

test('a result without its affinity is shown as incomplete, never with an invented number', async ({ page, control }) => {
  await control.nextJob({ kind: 'partial' })
  await page.goto('/new?example=trypsin-benzamidine')
  await page.getByRole('button', { name: 'Simulate' }).click()
  await untilCompleted(page)
  await expect(page.getByText('Incomplete').first()).toBeVisible()
  await expect(page.locator('[data-score="affinity_pred_value"]')).toHaveText('not reported')
})

test('the viewer switches samples without reloading, shows the pocket, and saves a picture that says simulated', async ({ page }) => {
  await page.goto('/new?example=trypsin-benzamidine')
  await page.getByLabel('Samples').first().fill('3')
  await page.getByRole('button', { name: 'Simulate' }).click()
  await untilCompleted(page)
  await untilPainted(page)
  const viewer = page.locator('[data-viewer="shown"]')
  await expect(viewer).toHaveAttribute('data-sample', '0')
  const loads = await page.evaluate(() => performance.getEntriesByType('navigation').length)
  await page.getByRole('button', { name: 'Sample 2' }).click()
  await expect(viewer).toHaveAttribute('data-sample', '2')
  await page.getByRole('button', { name: /^Pocket of/ }).click()
  await expect(page.getByText(/Within 5 Å/)).toBeVisible()
  for (const colour of ['Chain', 'Element', 'pLDDT']) {
    await page.getByRole('group', { name: 'Colour by' }).getByRole('button', { name: colour }).click()
    await untilPainted(page)
  }
  expect(await page.evaluate(() => performance.getEntriesByType('navigation').length)).toBe(loads)
  const [picture] = await Promise.all([page.waitForEvent('download'), page.getByRole('button', { name: 'Save the picture as PNG' }).click()])
  expect(picture.suggestedFilename()).toMatch(/simulated.*\.png$/i)
})

test('a prediction is renamed, cloned into the builder, found by name and deleted', async ({ page }) => {
  await page.goto('/new?example=ubiquitin')
  await page.getByRole('button', { name: 'Simulate' }).click()
  await untilCompleted(page)
  await page.getByRole('button', { name: 'Rename' }).click()
  await page.getByLabel('Name of the prediction').fill('Renamed by the test')
  await page.keyboard.press('Enter')
  await expect(page.getByRole('heading', { name: 'Renamed by the test' })).toBeVisible()
  await page.getByRole('link', { name: 'Clone into the builder' }).click()
  await expect(page.getByRole('textbox', { name: 'Protein sequence' })).toHaveValue(UBIQUITIN)
  await page.goto('/')
  await page.getByLabel('Search by name').fill('renamed by')
  await page.getByRole('link', { name: /Renamed by the test/ }).click()
  await page.getByRole('button', { name: 'Delete' }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'Delete' }).click()
  await expect(page).toHaveURL(/\/$/)
  await expect(page.getByText('Renamed by the test')).toHaveCount(0)
})
