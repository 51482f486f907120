// The audit: an admin finds who renamed a prediction, from what and from where, and takes the lines along as a table.
import { readFile } from 'node:fs/promises'
import { seriousFindings, widerThanScreen } from './everybody'
import { expect, ofThePage, test } from './page'

test('what was done is found by deed and name, opened, and exported', async ({ page }) => {
  await page.goto('/')
  const complex = { entities: [{ type: 'protein', chainIds: ['A'], sequence: 'MKTAYIAKQRQISFVK' }] }
  const { id } = await (await page.request.post('/api/v1/predictions', { ...ofThePage(), data: { name: 'Audited before', complex, options: { use_msa_server: false } } })).json()
  expect((await page.request.patch(`/api/v1/predictions/${id}`, { ...ofThePage(), data: { name: 'Audited after' } })).status()).toBe(200)

  await page.getByRole('link', { name: 'Admin' }).click()
  await page.getByRole('navigation', { name: 'Admin' }).getByRole('link', { name: 'Audit' }).click()
  await expect(page.getByRole('heading', { name: 'Audit', level: 1 })).toBeVisible()
  const deed = page.getByLabel('Deed')
  await deed.focus()
  await deed.selectOption('renamed')
  await expect(page).toHaveURL(/verb=renamed/)
  // The next choice is one key away, not a way through the whole page.
  await expect(page.locator('[data-audit-line]').first()).toContainText('renamed')
  await expect(deed).toBeFocused()
  await page.getByLabel('What it was done to').fill('audited before')
  await page.keyboard.press('Enter')
  await expect(page).toHaveURL(/subject=audited/)
  const line = page.locator('[data-audit-line]')
  await expect(line).toHaveCount(1)
  await expect(line).toContainText('Demo admin renamed “Audited before” to “Audited after”')
  await expect(line).toContainText('127.0.0.1')
  await line.getByText('Details').click()
  await expect(line.getByRole('link', { name: id })).toBeVisible()
  expect(await seriousFindings(page)).toEqual([])

  const saved = page.waitForEvent('download')
  await page.getByRole('link', { name: 'Export CSV' }).click()
  const table = (await readFile(await (await saved).path(), 'utf8')).trimEnd().split('\r\n')
  expect(table).toHaveLength(2)
  expect(table[1]).toContain('127.0.0.1')

  await page.setViewportSize({ width: 390, height: 844 })
  expect(await widerThanScreen(page)).toBeLessThanOrEqual(0)
  await page.goto('/admin/audit?verb=slept')
  await expect(page.getByText('Nothing was done that fits.')).toBeVisible()
  await page.getByRole('button', { name: 'Clear' }).click()
  await expect(page.locator('[data-audit-line]').first()).toBeVisible()
})
