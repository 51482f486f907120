// That no page goes unwatched: what happens in another person's browser, and in a page that opened by itself, fails a journey too.
import { expect, test } from './page'

/** Waits for exactly these complaints, and takes them off so that this test passes. */
async function untilComplaints(complaints: string[], expected: unknown[]): Promise<void> {
  await expect.poll(() => complaints).toEqual(expected)
  complaints.splice(0)
}

test('what the policy refuses in the browser of somebody else', async ({ somebodyElse, complaints }) => {
  const other = await somebodyElse()
  await other.goto('/sign-in')
  expect(complaints).toEqual([])
  // A style element without the page's nonce.
  await other.evaluate(() => document.head.append(Object.assign(document.createElement('style'), { textContent: 'body { color: red }' })))
  await untilComplaints(complaints, [expect.stringContaining('violates the following Content Security Policy'), expect.stringMatching(/^policy: style-src/)])
})

test('what is thrown in a page that opens beside the journey\'s own', async ({ page, complaints }) => {
  await page.goto('/')
  const opening = page.waitForEvent('popup')
  await page.evaluate(() => void window.open('/new'))
  const beside = await opening
  await beside.waitForLoadState()
  expect(complaints).toEqual([])
  await beside.evaluate(() => void setTimeout(() => { throw new Error('Thrown on purpose') }))
  await untilComplaints(complaints, ['page error: Thrown on purpose'])
})
