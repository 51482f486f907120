// The lead's overview: its charts open the lists behind them, by keyboard and by mouse, and what was simulated stands apart.
import type { Page } from '@playwright/test'
import { LIST_PAGE_SIZE } from '@/lib/query-keys'
import type { UsageView } from '@/lib/usage/schema'
import { completedExample, expect, test } from './page'

const rows = (page: Page) => page.getByRole('table', { name: 'Predictions' }).locator('[data-row-link]')
const weeksOf = (page: Page) => page.getByRole('group', { name: 'Simulated predictions by week' })

test.use({ demoRole: 'lead' })

test.beforeAll(async ({ browser }) => {
  test.setTimeout(120_000)
  await completedExample(browser)
})

async function thisWeek(page: Page): Promise<{ week: string; completed: number }> {
  const { simulated }: UsageView = await (await page.request.get('/api/v1/usage?weeks=4')).json()
  const week = simulated.weeks.at(-1)
  if (week === undefined) throw new Error('The overview has no week.')
  return { week: week.from, completed: week.counts.completed }
}

test('simulated predictions have charts of their own, and no GPU seconds or cost', async ({ page }) => {
  await page.goto('/')
  await page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: 'Overview' }).click()
  await expect(page.getByRole('heading', { name: /^Simulated predictions: \d+$/ })).toBeVisible()
  await expect(page.getByText('No real prediction was submitted in these weeks')).toBeVisible()
  await expect(page.getByText('Estimated cost')).toHaveCount(0)
})

test('a column opens the list of its week by keyboard, and one of its parts that of a state', async ({ page }) => {
  await page.goto('/overview?weeks=4')
  const columns = weeksOf(page).getByRole('link')
  await expect(columns).toHaveCount(4)
  const { week, completed } = await thisWeek(page)
  await columns.last().focus()
  await expect(columns.last()).toHaveAccessibleName(new RegExp(`^W\\d\\d, .*: ${completed} completed`))
  await page.keyboard.press('Enter')
  await expect(page).toHaveURL(new RegExp(`\\?simulated=yes&from=${week}&to=`))
  await expect(rows(page).first()).toBeVisible()

  await page.goBack()
  await weeksOf(page).locator('.fill-state-completed').last().click()
  await expect(page).toHaveURL(new RegExp(`\\?status=COMPLETED&simulated=yes&from=${week}&to=`))
  await expect(rows(page)).toHaveCount(Math.min(completed, LIST_PAGE_SIZE))
})

test('the table says the same, and the period stands in the address', async ({ page }) => {
  await page.goto('/overview')
  await page.getByRole('navigation', { name: 'Period' }).getByRole('link', { name: '26 weeks' }).click()
  await expect(page).toHaveURL(/weeks=26/)
  await expect(weeksOf(page).getByRole('link')).toHaveCount(26)
  await page.getByText('Simulated predictions by week as a table').click()
  const table = page.getByRole('region', { name: 'Simulated predictions by week as a table' })
  await expect(table.getByRole('row')).toHaveCount(27)
  const { completed } = await thisWeek(page)
  await table.getByRole('link', { name: `${completed} completed in W` }).first().click()
  await expect(rows(page)).toHaveCount(Math.min(completed, LIST_PAGE_SIZE))
})

test.describe('a scientist', () => {
  test.use({ demoRole: 'scientist' })
  test('has no overview', async ({ page }) => {
    await page.goto('/')
    await expect(page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: 'Predictions' })).toBeVisible()
    await expect(page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: 'Overview' })).toHaveCount(0)
    expect((await page.goto('/overview'))?.status()).toBe(404)
  })
})
