// Every page in every clothing: axe finds nothing serious, the policy is not violated, nothing is wider than a narrow screen.
import type { Page } from '@playwright/test'
import { findingsInEachScheme, widerThanScreen } from './everybody'
import { completedExample, expect, test } from './page'

let completed = ''

test.beforeAll(async ({ browser }) => {
  test.setTimeout(120_000)
  completed = await completedExample(browser)
})

const PAGES: [string, () => string, (page: Page) => Promise<void>][] = [
  ['the list', () => '/', (page) => expect(page.getByRole('heading', { name: 'Predictions', level: 1 })).toBeVisible()],
  ['the builder', () => '/new?example=trypsin-benzamidine', (page) => expect(page.getByTestId('readiness')).toHaveText('Ready to submit.')],
  ['a result', () => completed, (page) => expect(page.locator('canvas').first()).toBeVisible({ timeout: 30_000 })],
  ['the team', () => '/team', (page) => expect(page.getByRole('region', { name: 'Members of Demo team' })).toBeVisible()],
  ['the people', () => '/admin/people', (page) => expect(page.getByRole('region', { name: 'People' })).toBeVisible()],
  ['an invitation that is none', () => '/join#nothing', (page) => expect(page.getByText('This link opens nothing')).toBeVisible()],
  ['a new password', () => '/reset#nothing', (page) => expect(page.getByLabel('A new password')).toBeVisible()],
  ['the audit', () => '/admin/audit', (page) => expect(page.getByRole('heading', { name: 'Audit', level: 1 })).toBeVisible()],
  ['the overview', () => '/overview', (page) => expect(page.getByRole('group', { name: 'Simulated predictions by week' }).getByRole('link').first()).toBeVisible()],
  ['the API keys', () => '/account/keys', (page) => expect(page.getByRole('region', { name: 'Your API keys' })).toBeVisible()],
  ['the HTTP API', () => '/api', (page) => expect(page.getByRole('heading', { name: 'HTTP API', level: 1 })).toBeVisible()],
  ['what is not there', () => '/predictions/pred_nobody', (page) => expect(page.getByRole('heading').first()).toBeVisible()],
  ['an unknown address', () => '/nowhere', (page) => expect(page.getByRole('heading').first()).toBeVisible()],
]

for (const [name, address, ready] of PAGES) {
  test(`${name} can be used by everybody, light and dark`, async ({ page }) => {
    // Loaded dark, as no other journey does.
    await page.emulateMedia({ colorScheme: 'dark' })
    await page.goto(address())
    await ready(page)
    expect(await findingsInEachScheme(page)).toEqual({ light: [], dark: [] })
    await page.setViewportSize({ width: 390, height: 844 })
    expect(await widerThanScreen(page)).toBeLessThanOrEqual(0)
  })
}

test('a page carries the strict policy and the security headers', async ({ request }) => {
  const answer = await request.get('/')
  const policy = answer.headers()['content-security-policy'] ?? ''
  expect(policy).toContain("default-src 'none'")
  expect(policy).toMatch(/script-src 'self' 'nonce-[A-Za-z0-9+/=_-]+' 'strict-dynamic'/)
  expect(policy).not.toContain('unsafe-eval')
  expect(answer.headers()['x-content-type-options']).toBe('nosniff')
})

test('a dialog opens and closes without breaking the policy', async ({ page }) => {
  await page.goto('/new')
  await page.getByRole('button', { name: 'Import' }).first().click()
  await page.getByLabel('YAML or FASTA').fill('version: 1\nsequences:\n  - protein:\n      id: A\n      sequence: MKTAYIAK\n      msa: ./a.a3m\n')
  await page.getByRole('dialog').getByRole('button', { name: 'Import' }).click()
  await expect(page.getByLabel('What stands in the way')).toContainText(/line 6/i)
  await expect(page.getByLabel('YAML or FASTA')).toHaveValue(/a\.a3m/)
  await page.keyboard.press('Escape')
  await expect(page.getByRole('dialog')).toBeHidden()
})
