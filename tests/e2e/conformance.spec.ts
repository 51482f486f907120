// The conformance check in the browser: what it costs is said first, and its grades come in by themselves.
import { findingsInEachScheme, widerThanScreen } from './everybody'
import { expect, test } from './page'

test('an admin checks the endpoint, is told first what that costs, and sees each grade', async ({ page }) => {
  await page.goto('/admin')
  await page.getByRole('button', { name: 'Run the check' }).click()
  await expect(page.getByRole('dialog')).toContainText('The simulator answers them; it costs nothing.')
  await page.getByRole('dialog').getByRole('button', { name: 'Run it' }).click()
  // The newest check stands first.
  await expect(page.locator('[data-check="errorShape"][data-grade="good"]').first()).toBeVisible({ timeout: 60_000 })
  await expect(page.locator('[data-grade="waiting"]')).toHaveCount(0, { timeout: 60_000 })
  for (const code of ['ran', 'poses', 'confidence', 'affinity']) await expect(page.locator(`[data-check="${code}"]`).first()).toHaveAttribute('data-grade', 'good')
  await expect(page.getByText('simulated: it says nothing about a real endpoint').first()).toBeVisible()
  expect(await findingsInEachScheme(page)).toEqual({ light: [], dark: [] })
  await page.setViewportSize({ width: 390, height: 844 })
  expect(await widerThanScreen(page)).toBeLessThanOrEqual(0)
  await page.getByRole('link', { name: 'The job' }).first().click()
  await expect(page).toHaveURL(/\/predictions\/pred_/)
})
