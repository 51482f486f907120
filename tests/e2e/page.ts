// The page that every journey uses, signed in as the demo's admin unless it says otherwise, and the pages of others beside it: each fails the test on a policy
// violation, a console error or a page error. It knows the endpoint's control.
import { expect, test as base, type Browser, type BrowserContext, type Page } from '@playwright/test'
import type { DemoRole } from '@/lib/auth/schema'
import { openControl, type Control } from '../support/control'
import { noteSecretsOf } from '../support/used-secrets'

type Fixtures = { control: Control; complaints: string[]; noted: void; /** Opens a page of somebody else's browser. */ somebodyElse: () => Promise<Page>; demoRole: DemoRole | null; /** Statuses of requests that the journey makes fail on purpose. */ refusals: number[]; signedIn: void }

/** Chromium's own words about requests that journeys make fail on purpose. */
const STATUS = /the server responded with a status of (\d{3})/

/** Writes down from now on what any page of the browser complains of, those included that it opens by itself. */
async function watch(context: BrowserContext, refusals: readonly number[], complaints: string[]): Promise<void> {
  context.on('console', (message) => {
    const isExpected = refusals.includes(Number(STATUS.exec(message.text())?.[1]))
    if (message.type() === 'error' && !isExpected) complaints.push(message.text())
  })
  context.on('weberror', (thrown) => complaints.push(`page error: ${thrown.error().message}`))
  await context.addInitScript(() => {
    document.addEventListener('securitypolicyviolation', (event) => console.error(`policy: ${event.violatedDirective} ${event.blockedURI} ${event.sourceFile ?? ''}`))
  })
}

type Watched = { page: Page; close(): Promise<void> }

/** The only way to another browser than the test's own: it is watched, and its secrets are noted. */
async function openWatched(browser: Browser, refusals: readonly number[], complaints: string[]): Promise<Watched> {
  const context = await browser.newContext({ baseURL: process.env.ATOMERA_TEST_URL })
  await watch(context, refusals, complaints)
  const finish = noteSecretsOf(context)
  const close = async () => {
    await finish()
    await context.close()
  }
  return { page: await context.newPage(), close }
}

const REFUSALS = [404, 409]

export const test = base.extend<Fixtures>({
  refusals: [REFUSALS, { option: true }],
  complaints: [
    async ({ context, refusals }, provide) => {
      const complaints: string[] = []
      await watch(context, refusals, complaints)
      await provide(complaints)
      expect(complaints).toEqual([])
    },
    { auto: true },
  ],
  noted: [
    async ({ context }, provide) => {
      const finish = noteSecretsOf(context)
      await provide()
      await finish()
    },
    { auto: true },
  ],
  somebodyElse: async ({ browser, refusals, complaints }, provide) => {
    const opened: Watched[] = []
    await provide(async () => {
      const other = await openWatched(browser, refusals, complaints)
      opened.push(other)
      return other.page
    })
    for (const other of opened) await other.close()
  },
  demoRole: ['admin', { option: true }],
  signedIn: [
    async ({ page, baseURL, demoRole }, provide) => {
      if (demoRole !== null) await signInDemo(page, demoRole, baseURL ?? '')
      await provide()
    },
    { auto: true },
  ],
  control: async ({}, provide) => {
    const control = openControl(process.env.ATOMERA_TEST_DATA_DIR ?? '')
    await provide(control)
    await control.reset()
  },
})

export { expect }

/** What a call beside the page needs to count as one of the page's own. */
export const ofThePage = () => ({ headers: { origin: process.env.ATOMERA_TEST_URL ?? '' } })

/** Signs the page's browser in as one of the demo team. */
export async function signInDemo(page: Page, role: DemoRole, baseURL: string): Promise<void> {
  const answer = await page.request.post(`${baseURL}/api/v1/session/demo`, { data: { role }, headers: { origin: baseURL } })
  expect(answer.status()).toBe(204)
}

const ENDED = ['COMPLETED', 'FAILED', 'CANCELLED', 'TIMED_OUT']

/** The states that the open page shows one after the other, until the last. */
export async function statesUntilEnded(page: Page): Promise<string[]> {
  const seen: string[] = []
  const shown = page.locator('[data-prediction][data-status]').first()
  await expect(async () => {
    const state = (await shown.getAttribute('data-status')) ?? ''
    if (state !== seen.at(-1)) seen.push(state)
    expect(ENDED).toContain(state)
  }).toPass({ timeout: 60_000, intervals: [50] })
  return seen
}

/** The score stands in the prediction's head. */
export const untilCompleted = async (page: Page): Promise<void> => {
  await expect(page.locator('[data-score="confidence_score"]')).toHaveText(/^[01]\.\d{3}$/, { timeout: 60_000 })
}

/** Share of the canvas's pixels that differ from its corner: an empty picture has none. */
export async function paintedShare(page: Page): Promise<number> {
  const canvas = page.locator('canvas').first()
  await expect(canvas).toBeVisible({ timeout: 30_000 })
  const picture = (await canvas.screenshot()).toString('base64')
  return page.evaluate(async (base64) => {
    const image = new Image()
    image.src = `data:image/png;base64,${base64}`
    await image.decode()
    const board = new OffscreenCanvas(image.width, image.height).getContext('2d')
    if (board === null) return 0
    board.drawImage(image, 0, 0)
    const { data } = board.getImageData(0, 0, image.width, image.height)
    let painted = 0
    for (let at = 0; at < data.length; at += 4) {
      const difference = Math.abs((data[at] ?? 0) - (data[0] ?? 0)) + Math.abs((data[at + 1] ?? 0) - (data[1] ?? 0)) + Math.abs((data[at + 2] ?? 0) - (data[2] ?? 0))
      if (difference > 40) painted += 1
    }
    return painted / (data.length / 4)
  }, picture)
}

export const untilPainted = (page: Page): Promise<void> => expect.poll(() => paintedShare(page), { timeout: 30_000 }).toBeGreaterThan(0.005)

/** A finished prediction of the shared product, made by its scientist. @returns the path of its page */
export async function completedExample(browser: Browser): Promise<string> {
  const complaints: string[] = []
  const { page, close } = await openWatched(browser, REFUSALS, complaints)
  await signInDemo(page, 'scientist', process.env.ATOMERA_TEST_URL ?? '')
  await page.goto('/new?example=trypsin-benzamidine')
  await page.getByRole('button', { name: 'Simulate' }).click()
  await untilCompleted(page)
  const { pathname } = new URL(page.url())
  await close()
  expect(complaints).toEqual([])
  return pathname
}
