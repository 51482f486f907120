// With only one of the two RunPod settings nothing is simulated: the prediction waits and its page says what is missing and the cure.
import { startProduct } from '../support/product'
import { expect, test } from './page'

test('with a key and no endpoint id a prediction waits and says so', async ({ page }) => {
  test.setTimeout(120_000)
  const product = await startProduct([], { RUNPOD_API_KEY: 'rpa_not_a_real_key_123456' })
  try {
    await page.goto(`${product.url}/new?example=ubiquitin`)
    await expect(page.getByText('RUNPOD_ENDPOINT_ID must be set').first()).toBeVisible()
    await page.getByRole('button', { name: /^Submit/ }).click()
    await expect(page).toHaveURL(/\/predictions\/pred_/)
    await expect(page.getByRole('main').getByText('RUNPOD_ENDPOINT_ID must be set').first()).toBeVisible()
    await expect(page.getByText('Queued').first()).toBeVisible()
    const health = await (await page.request.get(`${product.url}/api/health`)).json()
    expect(health.endpoint).toMatchObject({ kind: 'unconfigured', keySet: true, endpointId: null })
    expect(await page.content()).not.toContain('rpa_not_a_real_key')
  } finally {
    // A page that is left open would rightly complain that its server is gone.
    await page.close()
    await product.stop()
  }
})
