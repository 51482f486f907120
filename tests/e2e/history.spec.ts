// The team's history: found by what is in it, narrowed, sorted, with its state in the address, for everybody and on a narrow screen.
import { readFile } from 'node:fs/promises'
import type { Page } from '@playwright/test'
import { unzipSync } from 'fflate'
import { seriousFindings, widerThanScreen } from './everybody'
import { expect, ofThePage, test } from './page'

const PEPTIDE = { type: 'protein', chainIds: ['A'], sequence: 'MKTAYIAKQRQISFVK' }
const BENZAMIDINE = { type: 'ligand', chainIds: ['B'], ccd: 'BEN' }
const TOLUENE = { type: 'ligand', chainIds: ['B'], smiles: 'Cc1ccccc1' }

const submit = async (page: Page, name: string, entities: object[]): Promise<void> => {
  const answer = await page.request.post('/api/v1/predictions', { ...ofThePage(), data: { name, complex: { entities }, options: { use_msa_server: false } } })
  expect(answer.status()).toBe(202)
}

const names = (page: Page) => page.getByRole('table', { name: 'Predictions' }).locator('[data-row-link]')

test.beforeEach(async ({ page }) => {
  await page.goto('/?q=History')
  if ((await (await page.request.get('/api/v1/predictions?q=History')).json()).items.length > 0) return
  await submit(page, 'History small', [PEPTIDE])
  await submit(page, 'History benzamidine', [PEPTIDE, BENZAMIDINE])
  await submit(page, 'History toluene', [PEPTIDE, TOLUENE])
})

test('a ligand finds its predictions, by code and by SMILES', async ({ page }) => {
  await page.goto('/')
  const search = page.getByLabel(/^Search by name/)
  // The key is listened for once the page has come alive.
  await expect(async () => {
    await page.keyboard.press('/')
    await expect(search).toBeFocused({ timeout: 500 })
  }).toPass()
  await search.fill('history ben')
  await expect(names(page)).toHaveText(['History benzamidine'])
  await search.fill('history c1ccccc1')
  await expect(names(page)).toHaveText(['History toluene'])
  await expect(page).toHaveURL(/q=history\+c1ccccc1/)
  await search.fill('history nothing-like-it')
  await expect(page.getByText('No prediction matches')).toBeVisible()
  await page.getByRole('button', { name: 'Show all predictions' }).click()
  await expect(names(page).first()).toBeVisible()
  await expect(search).toHaveValue('')
})

test('sorting and filters stand in the address and come back with it', async ({ page }) => {
  await page.goto('/?q=History')
  await expect(names(page)).toHaveCount(3)
  await page.getByRole('columnheader', { name: 'Prediction' }).getByRole('button').click()
  await expect(names(page)).toHaveText(['History benzamidine', 'History small', 'History toluene'])
  await page.getByRole('columnheader', { name: 'Tokens' }).getByRole('button').click()
  await expect(page.getByRole('columnheader', { name: 'Tokens' })).toHaveAttribute('aria-sort', 'descending')
  await expect(names(page).last()).toHaveText('History small')
  await page.getByRole('button', { name: 'Filters' }).click()
  await page.getByRole('combobox', { name: 'Simulated' }).selectOption('Real only')
  await expect(page.getByText('No prediction matches')).toBeVisible()
  await page.getByRole('combobox', { name: 'Simulated' }).selectOption('Simulated only')
  await expect(names(page)).toHaveCount(3)
  await page.getByLabel('Confidence at least').fill('0.7x')
  await expect(page.getByText('Give a number, such as 0.7.')).toBeVisible()
  expect(await seriousFindings(page)).toEqual([])
  await page.reload()
  await expect(page).toHaveURL('/?q=History&simulated=yes&sort=-tokens')
  await expect(page.getByRole('columnheader', { name: 'Tokens' })).toHaveAttribute('aria-sort', 'descending')
  await expect(names(page)).toHaveCount(3)
  await page.getByRole('button', { name: 'Filters (1)' }).click()
  await page.getByRole('button', { name: 'Clear these filters' }).click()
  await expect(page).toHaveURL('/?q=History&sort=-tokens')
})

test('chosen columns are remembered, also after a reload', async ({ page }) => {
  await page.goto('/?q=History')
  await page.getByRole('button', { name: 'Columns' }).click()
  await page.getByRole('checkbox', { name: 'Ligands' }).check()
  await page.getByRole('checkbox', { name: 'Tokens' }).uncheck()
  await expect(page.getByRole('cell', { name: 'Cc1ccccc1' })).toBeVisible()
  await page.reload()
  await expect(page.getByRole('columnheader', { name: 'Ligands' })).toBeVisible()
  await expect(page.getByRole('columnheader', { name: 'Tokens' })).toHaveCount(0)
})

test('on a narrow screen a row says all that a card must, nothing is wider than the screen, and an order can be chosen', async ({ page }) => {
  await page.setViewportSize({ width: 390, height: 844 })
  await page.goto('/?q=History')
  await expect(names(page)).toHaveCount(3)
  const row = page.locator('tr[data-prediction]').first()
  await expect(row.getByText('Tokens')).toBeVisible()
  expect(await widerThanScreen(page)).toBeLessThanOrEqual(0)
  await page.getByLabel('Order').selectOption('By name')
  await expect(names(page)).toHaveText(['History benzamidine', 'History small', 'History toluene'])
  await page.getByRole('button', { name: 'Filters' }).click()
  expect(await widerThanScreen(page)).toBeLessThanOrEqual(0)
  expect(await seriousFindings(page)).toEqual([])
})

test('tags and a note are written on the page and in the table, and are found by', async ({ page }) => {
  await page.goto('/?q=History+small')
  await names(page).first().click()
  await page.getByLabel('Add a tag').fill('e2e series')
  await page.getByLabel('Add a tag').press('Enter')
  await expect(page.getByRole('list', { name: 'Tags' })).toContainText('e2e series')
  await page.getByRole('button', { name: 'Write a note' }).click()
  await page.getByLabel('Note for the team').fill('Look at the <b>C-terminus</b>')
  await page.getByRole('button', { name: 'Keep the note' }).click()
  await expect(page.getByText('Look at the <b>C-terminus</b>')).toBeVisible()
  await page.goto('/?q=c-terminus')
  await expect(names(page)).toHaveText(['History small'])
  await page.getByRole('button', { name: 'Tags and note of History small' }).first().click()
  const dialog = page.getByRole('dialog')
  await dialog.getByRole('button', { name: 'Take off e2e series' }).click()
  await dialog.getByLabel('Add a tag').fill('later')
  await dialog.getByRole('button', { name: 'Add', exact: true }).click()
  await expect(dialog.getByRole('list', { name: 'Tags' })).toHaveText('later')
  expect(await seriousFindings(page)).toEqual([])
  await page.keyboard.press('Escape')
  await expect(page.getByRole('row', { name: /History small/ })).toContainText('later')
})

test('many are selected, tagged, and taken out as a table and as an archive that say they are simulated', async ({ page }) => {
  await page.goto('/?q=History&sort=name')
  await page.getByRole('checkbox', { name: 'Select History benzamidine' }).check()
  const bar = page.getByRole('group', { name: 'Selected predictions' })
  await expect(bar.getByRole('status')).toHaveText('1 selected')
  // By keyboard: on from box to box, and with Shift everything in between.
  await page.keyboard.press('ArrowDown')
  await page.keyboard.press('ArrowDown')
  await expect(page.getByRole('checkbox', { name: 'Select History toluene' })).toBeFocused()
  await page.keyboard.press('Shift+Space')
  await expect(bar.getByRole('status')).toHaveText('3 selected')
  await bar.getByLabel('Tag the selected').fill('batch e2e')
  await bar.getByRole('button', { name: 'Put on' }).click()
  await expect(page.getByText('3 predictions changed.')).toBeVisible()
  await expect(page.getByRole('row', { name: /History toluene/ })).toContainText('batch e2e')
  expect(await seriousFindings(page)).toEqual([])
  const [table] = await Promise.all([page.waitForEvent('download'), bar.getByRole('button', { name: 'CSV' }).click()])
  expect(table.suggestedFilename()).toBe('atomera-3-predictions-SIMULATED.csv')
  const text = await readFile(await table.path(), 'utf8')
  expect(text.split('\r\n').filter((line) => line.includes('batch e2e'))).toHaveLength(3)
  await expect.poll(async () => (await (await page.request.get('/api/v1/predictions?q=History&status=active')).json()).items.length, { timeout: 60_000 }).toBe(0)
  const [archive] = await Promise.all([page.waitForEvent('download'), bar.getByRole('button', { name: 'Results as ZIP' }).click()])
  expect(archive.suggestedFilename()).toBe('atomera-3-results-SIMULATED.zip')
  const names = Object.keys(unzipSync(await readFile(await archive.path())))
  expect(names.filter((name) => name.endsWith('/files/pose_0.cif'))).toHaveLength(3)
  await bar.getByRole('button', { name: 'Select none' }).click()
  await expect(bar).toHaveCount(0)
})

test('the end of a prediction of one\'s own is told of on another page, and leads there', async ({ page }) => {
  await page.goto('/new')
  // The stream listens: what ends from now on is heard of.
  await page.waitForResponse((response) => response.url().includes('/api/v1/events'))
  await submit(page, 'History told of', [PEPTIDE])
  const notice = page.getByRole('status').filter({ hasText: 'History told of' })
  await expect(notice).toContainText('Completed. Simulated.', { timeout: 60_000 })
  // It goes along to another page, and the keyboard reaches it from anywhere.
  await page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: 'Overview' }).click()
  await expect(page.getByRole('heading', { name: 'Overview', level: 1 })).toBeVisible()
  await expect(notice).toBeVisible()
  expect(await seriousFindings(page)).toEqual([])
  await page.keyboard.press('F8')
  await expect(notice.getByRole('button', { name: 'Open' })).toBeFocused()
  await page.keyboard.press('Enter')
  await expect(page.getByRole('heading', { name: 'History told of' })).toBeVisible()
  await expect(notice).toHaveCount(0)
})
