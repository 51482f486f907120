// A person makes an API key in the browser, sees it once, uses it, and revokes it; and finds the API described.
import { expect, test } from './page'

test.describe('a scientist', () => {
  test.use({ demoRole: 'scientist' })

  test('makes a key, which works until it is revoked and is shown once', async ({ page, playwright, baseURL }) => {
    await page.goto('/')
    await page.getByRole('button', { name: /Account and team/ }).click()
    await page.getByRole('link', { name: 'API keys' }).click()
    await expect(page.getByText('You have no API keys.')).toBeVisible()
    await page.getByRole('button', { name: 'Make a key' }).click()
    await expect(page.getByLabel('manage')).toBeDisabled()
    await page.getByLabel('Name').fill('Notebook')
    await page.getByRole('button', { name: 'Make the key' }).click()
    const shown = page.getByLabel('The new API key')
    await expect(shown).toHaveValue(/^atm_[\w-]{43}$/)
    const key = await shown.inputValue()
    const program = await playwright.request.newContext({ baseURL, extraHTTPHeaders: { authorization: `Bearer ${key}` } })
    expect(await (await program.get('/api/v1/session')).json()).toMatchObject({ via: 'key', person: { name: 'Demo scientist' } })
    await page.reload()
    const row = page.getByRole('row', { name: /Notebook/ })
    await expect(row).toContainText('read, submit')
    expect(await page.content()).not.toContain(key)
    await row.getByRole('button', { name: 'Revoke' }).click()
    await page.getByRole('dialog').getByRole('button', { name: 'Revoke' }).click()
    await expect(row).toContainText('Revoked')
    expect((await program.get('/api/v1/session')).status()).toBe(401)
    await program.dispose()
  })

  test('reads in the app which scope a route needs and what it answers', async ({ page }) => {
    await page.goto('/')
    await page.getByRole('link', { name: 'HTTP API' }).click()
    await expect(page.getByLabel('The program predict.py')).toContainText('Idempotency-Key')
    const submit = page.locator('#post-predictions')
    await submit.getByText('/api/v1/predictions', { exact: true }).click()
    await expect(submit).toContainText('of a key the scope submit')
    await submit.getByRole('link', { name: 'Prediction' }).click()
    await expect(page.locator('#shape-Prediction')).toContainText('confidence_score')
  })
})
