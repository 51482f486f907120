// A group comes together: the first admin, somebody by an open link, somebody by a letter; a role that changes, a password that is forgotten, a person who is shut out.
import type { Page } from '@playwright/test'
import { startMailServer, type MailServer } from '../support/mail-server'
import { startProduct } from '../support/product'
import { seriousFindings, widerThanScreen } from './everybody'
import { expect, test } from './page'

const CODE = 'abcde-fghjk-mnpq'
let mail: MailServer
let product: Awaited<ReturnType<typeof startProduct>>

// Whoever is shut out asks in vain from the page that is still open.
test.use({ demoRole: null, refusals: [401, 404, 409] })
test.describe.configure({ mode: 'serial' })
test.beforeAll(async () => {
  test.setTimeout(180_000)
  mail = await startMailServer()
  // The port is drawn at the start, so the letters name another; what is looked at is the path.
  product = await startProduct(['--no-demo'], { ATOMERA_SETUP_CODE: CODE, SMTP_URL: mail.url, SMTP_FROM: 'Atomera <atomera@example.org>', PUBLIC_URL: 'http://127.0.0.1:1' })
})
test.afterAll(async () => {
  await product.stop()
  await mail.close()
})

const here = (link: string): string => `${product.url}${/\/(?:join|reset)#[\w-]+/.exec(link)?.[0] ?? ''}`
const letterTo = async (address: string): Promise<string> => {
  await expect.poll(() => mail.letters.filter(({ to }) => to.includes(address)).length).toBeGreaterThan(0)
  return mail.letters.filter(({ to }) => to.includes(address)).at(-1)?.text ?? ''
}
const predictions = (page: Page) => expect(page.getByRole('heading', { name: 'Predictions', level: 1 })).toBeVisible()

async function forEverybody(page: Page): Promise<void> {
  expect(await seriousFindings(page)).toEqual([])
  const size = page.viewportSize()
  await page.setViewportSize({ width: 390, height: 844 })
  expect(await widerThanScreen(page)).toBeLessThanOrEqual(0)
  if (size !== null) await page.setViewportSize(size)
}

async function signIn(page: Page): Promise<void> {
  await page.goto(`${product.url}/sign-in`)
  await page.getByLabel('E-mail address').fill('ada@example.org')
  await page.getByLabel('Password', { exact: true }).fill('engines that compute')
  await page.getByRole('button', { name: 'Sign in' }).click()
  await predictions(page)
}

test('the first admin invites by an open link, which makes an account and signs it in', async ({ page, somebodyElse }) => {
  await page.goto(`${product.url}/setup`)
  for (const [label, value] of [['Set-up code', CODE], ['Name of your first team', 'Kinases'], ['Your name', 'Ada Lovelace'], ['Your e-mail address', 'ada@example.org'], ['A new password', 'engines that compute']] as const) await page.getByLabel(label).fill(value)
  await page.getByRole('button', { name: 'Make the first account' }).click()
  await expect(page.getByRole('heading', { name: 'Settings', level: 1 })).toBeVisible()
  await page.goto(`${product.url}/team`)
  await page.getByRole('button', { name: 'Invite' }).click()
  const link = (await page.locator('code').textContent()) ?? ''
  await forEverybody(page)

  const guest = await somebodyElse()
  const asked: string[] = []
  guest.on('request', (request) => asked.push(request.url()))
  await guest.goto(here(link))
  await expect(guest.getByText('Ada Lovelace invites you into the team Kinases, as scientist.')).toBeVisible()
  await forEverybody(guest)
  await guest.getByLabel('Your name').fill('Grace Hopper')
  await guest.getByLabel('Your e-mail address').fill('grace@example.org')
  await guest.getByLabel('A new password').fill('nanoseconds of wire')
  await guest.getByRole('button', { name: 'Make an account and join' }).click()
  await predictions(guest)
  expect(asked.filter((address) => address.includes(link.split('#')[1] ?? 'no token'))).toEqual([])
  await page.reload()
  await expect(page.getByRole('combobox', { name: 'Role of Grace Hopper in Kinases' })).toHaveValue('scientist')
})

test('somebody with an account comes in by a letter, after signing in', async ({ page, somebodyElse }) => {
  await signIn(page)
  await page.goto(`${product.url}/admin/people`)
  await page.getByLabel('Name of a new team').fill('Phosphatases')
  await page.getByRole('button', { name: 'Make a team' }).click()
  await page.getByLabel('Team', { exact: true }).selectOption('Phosphatases')
  await page.getByLabel('E-mail address').fill('grace@example.org')
  await page.getByRole('button', { name: 'Invite' }).click()
  await expect(page.getByText('The invitation was sent to grace@example.org.')).toBeVisible()
  await forEverybody(page)

  const guest = await somebodyElse()
  await guest.goto(here(await letterTo('grace@example.org')))
  await expect(guest.getByText('This address has an account.')).toBeVisible()
  await guest.getByRole('button', { name: 'Sign in' }).click()
  await guest.getByLabel('E-mail address').fill('grace@example.org')
  await guest.getByLabel('Password', { exact: true }).fill('nanoseconds of wire')
  await guest.getByRole('button', { name: 'Sign in' }).click()
  await guest.getByRole('button', { name: 'Join Phosphatases' }).click()
  await predictions(guest)
  await expect(guest.getByRole('button', { name: /Phosphatases/ }).first()).toBeVisible()
})

test('a forgotten password is set anew by a letter', async ({ somebodyElse }) => {
  const guest = await somebodyElse()
  await guest.goto(`${product.url}/sign-in`)
  await guest.getByRole('link', { name: 'Forgot your password?' }).click()
  // The page before has a field of the same name.
  await expect(guest.getByRole('heading', { name: 'Forgot your password?' })).toBeVisible()
  await guest.getByLabel('E-mail address').fill('grace@example.org')
  await forEverybody(guest)
  const before = mail.letters.length
  await guest.getByRole('button', { name: 'Send me a link' }).click()
  await expect(guest.getByText('If there is an account with that address')).toBeVisible()
  await forEverybody(guest)
  await expect.poll(() => mail.letters.length).toBeGreaterThan(before)
  await guest.goto(here(await letterTo('grace@example.org')))
  await guest.getByLabel('A new password').fill('many nanoseconds of wire')
  await forEverybody(guest)
  await guest.getByRole('button', { name: 'Set the password and sign in' }).click()
  await predictions(guest)
})

test('whoever is disabled is out at once, the only admin stays, and the audit tells it', async ({ page, somebodyElse }) => {
  const guest = await somebodyElse()
  const answer = await guest.request.post(`${product.url}/api/v1/session`, { data: { email: 'grace@example.org', password: 'many nanoseconds of wire' }, headers: { origin: product.url } })
  expect(answer.status()).toBe(204)
  await guest.goto(`${product.url}/team`)
  await expect(guest.getByRole('region', { name: /^Members of/ })).toBeVisible()

  await signIn(page)
  await page.goto(`${product.url}/admin/people`)
  await page.getByRole('button', { name: 'Change Grace Hopper' }).click()
  await forEverybody(page)
  await page.getByRole('button', { name: 'Disable' }).click()
  await page.getByRole('dialog', { name: 'Disable Grace Hopper?' }).getByRole('button', { name: 'Disable' }).click()
  await expect(page.getByText('Grace Hopper is disabled.')).toBeVisible()
  await page.keyboard.press('Escape')
  await guest.goto(`${product.url}/team`)
  await expect(guest.getByRole('heading', { name: 'Sign in' })).toBeVisible()

  await page.getByRole('button', { name: 'Change Ada Lovelace' }).click()
  await page.getByRole('button', { name: 'Take admin away' }).click()
  await page.getByRole('button', { name: 'Take away' }).click()
  await expect(page.getByText('Ada Lovelace is the only admin. Make somebody else an admin first.')).toBeVisible()

  await page.goto(`${product.url}/admin/audit`)
  for (const words of ['Ada Lovelace disabled “Grace Hopper”', 'Grace Hopper set a new password with a link', 'Grace Hopper joined “Phosphatases” as scientist with an invitation', 'Ada Lovelace invited whoever has the link into “Kinases” as scientist']) await expect(page.getByText(words)).toBeVisible()
})
