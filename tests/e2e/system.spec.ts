// How the installation does, and how long results are kept, in an admin's browser: what the page says, its chart in words too, and a result whose files went.
import { findingsInEachScheme, widerThanScreen } from './everybody'
import { expect, test, untilCompleted } from './page'

test('the page of the system tells what waits, endpoints over time, versions and disk', async ({ page }) => {
  await page.goto('/new?example=ubiquitin')
  await page.getByRole('button', { name: 'Simulate' }).click()
  await untilCompleted(page)
  await page.goto('/admin')
  await page.getByRole('navigation', { name: 'Admin' }).getByRole('link', { name: 'System' }).click()
  await expect(page.getByRole('heading', { name: 'System', level: 1 })).toBeVisible()
  await expect(page.getByTestId('overdue')).toBeVisible()
  await expect(page.locator('[data-count="COMPLETED"]')).toHaveText(/^[1-9]/)
  await expect(page.getByRole('img', { name: /^Local endpoint \(simulated\): healthy .* of the time/ })).toBeVisible()
  await page.getByText('As a table').first().click()
  await expect(page.getByRole('row', { name: /Healthy/ }).first()).toBeVisible()
  await page.getByRole('button', { name: '7 days' }).click()
  await expect(page.getByRole('button', { name: '7 days' })).toHaveAttribute('aria-pressed', 'true')
  await expect(page.getByText(/^v\d+\.\d+\.\d+$/)).toBeVisible()
  await expect(page.getByText(/GB of .* GB/)).toBeVisible()
})

test('the system can be used by everybody, light and dark', async ({ page }) => {
  await page.goto('/admin/system')
  await expect(page.getByRole('heading', { name: 'System', level: 1 })).toBeVisible()
  expect(await findingsInEachScheme(page)).toEqual({ light: [], dark: [] })
  await page.setViewportSize({ width: 390, height: 844 })
  expect(await widerThanScreen(page)).toBeLessThanOrEqual(0)
})

test('a rule of retention says beforehand what would go, and complains at its field', async ({ page }) => {
  await page.goto('/admin')
  const preview = page.getByTestId('retention-preview')
  await expect(preview).toHaveText('Nothing goes: results are kept for ever.')
  const days = page.getByLabel('Remove files after', { exact: true })
  await days.fill('30')
  await expect(preview).toHaveText('Nothing would go now.')
  await days.fill('a month')
  await expect(page.getByText('What would go is told when the number of days can be read.')).toBeVisible()
  await page.getByRole('button', { name: 'Save' }).click()
  await expect(page.getByText('It must be a whole number from 1 to 36500.')).toBeVisible()
  await days.fill('36500')
  await page.getByRole('button', { name: 'Save' }).click()
  const question = page.getByRole('dialog', { name: 'Remove files 36500 days after the end of a prediction?' })
  await expect(question).toContainText('Nothing would go now.')
  await question.getByRole('button', { name: 'Do not save yet' }).click()
  await page.getByRole('button', { name: 'Discard' }).click()
  await expect(preview).toHaveText('Nothing goes: results are kept for ever.')
})
