// A page that stays open when its session is ended elsewhere: it says so.
import { expect, test } from './page'

// Until the page is loaded again it asks in vain.
test.use({ refusals: [401] })

test('the page of a session that was ended says so by itself', async ({ page }) => {
  await page.goto('/')
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible()
  const [cookie] = (await page.context().cookies()).filter(({ name }) => name === 'atomera_session')
  const answer = await fetch(new URL('/api/v1/session', page.url()), { method: 'DELETE', headers: { cookie: `atomera_session=${cookie?.value ?? ''}`, origin: new URL(page.url()).origin } })
  expect(answer.status).toBe(204)
  // The server ends the stream, the browser comes back for it and is not let in: nobody presses anything.
  await expect(page.getByText('You are signed out: the session has ended, or was ended.')).toBeVisible({ timeout: 40_000 })
  await page.getByRole('button', { name: 'Sign in again' }).click()
  await expect(page).toHaveURL(/\/sign-in/)
})
