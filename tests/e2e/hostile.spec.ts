// What a hostile worker says reaches the page as text: nothing of it becomes an element, and nothing of it runs.
import { base64, poseCif } from '../support/boltz-files'
import { goodOutput, MARKUP, UNSEEN } from '../support/hostile-answers'
import { expect, test, untilCompleted } from './page'
import type { Page } from '@playwright/test'

const UBIQUITIN_RESIDUES = 76

/** Says afterwards whether anything of the markup came to life. The page itself fails the test on a policy violation. */
async function expectAsleep(page: Page, dialogs: string[]): Promise<void> {
  expect(dialogs).toEqual([])
  await expect(page.locator('img[src="x"], [onerror], [onload]')).toHaveCount(0)
  expect(await page.evaluate(() => [...document.scripts].filter((script) => script.textContent.startsWith('alert(')).length)).toBe(0)
}

function dialogsOf(page: Page): string[] {
  const dialogs: string[] = []
  page.on('dialog', (dialog) => {
    dialogs.push(dialog.message())
    void dialog.dismiss()
  })
  return dialogs
}

test('markup in a name, a title, warnings and file names of a result is shown as text, and the pose beside it is drawn', async ({ page, control }) => {
  const dialogs = dialogsOf(page)
  const pose = poseCif([{ chainId: 'A', type: 'protein', residues: UBIQUITIN_RESIDUES }], { title: MARKUP })
  const output = { ...goodOutput(), pose_files: { 'pose_0.cif': base64(pose) }, warnings: [`The worker warns: ${MARKUP}`] }
  Object.assign(output.output_files, { [`${MARKUP}.json`]: base64({ [MARKUP]: MARKUP }) })
  await control.nextJob({ kind: 'garbage', output })
  await page.goto('/new?example=ubiquitin')
  await page.getByLabel('Name').fill(`Named ${MARKUP}`)
  await page.getByRole('button', { name: 'Simulate' }).click()
  await untilCompleted(page)
  await expect(page.locator('[data-viewer="shown"]')).toBeVisible({ timeout: 60_000 })
  await expect(page.getByRole('heading', { name: `Named ${MARKUP}` })).toBeVisible()
  await expect(page.getByText(`The worker warns: ${MARKUP}`).first()).toBeVisible()
  await expectAsleep(page, dialogs)
  await page.goto('/')
  await expect(page.getByRole('link', { name: `Named ${MARKUP}` })).toBeVisible()
  await expectAsleep(page, dialogs)
})

test('of the error of a failed job the words are left, without markup, colours and traceback', async ({ page, control }) => {
  const dialogs = dialogsOf(page)
  await control.nextJob({ kind: 'error', errorCode: 'BOLTZ_CRASHED', error: `Traceback (most recent call last):\n  File "handler.py", line 7\nRuntimeError: ${MARKUP} ${UNSEEN}` })
  await page.goto('/new?example=ubiquitin')
  await page.getByRole('button', { name: 'Simulate' }).click()
  await page.getByText('What the endpoint reported', { exact: true }).click({ timeout: 30_000 })
  await expect(page.getByText('RuntimeError: red gpj.exe', { exact: true })).toBeVisible()
  await expectAsleep(page, dialogs)
})
