// The builder under the hand: what is pasted is cleaned at once, and the first press after it counts.
import type { Page } from '@playwright/test'
import { expect, test } from './page'

const SEQUENCE = 'MQIFVKTLTGKTITLEVEPSDTIENVKAKIQDKEGIPPDQQRLIFAGKQLEDGRTLSDYNIQKESTLHLVLRLRGG'
const FASTA = `>sp|P0CG48|UBC_HUMAN\n${SEQUENCE.slice(0, 20).toLowerCase()}\n${SEQUENCE.slice(20, 40)}\n${SEQUENCE.slice(40, 60)}\n${SEQUENCE.slice(60)}\n`

/** Down and up where the button is now, as a hand does it: with time between, and without looking again. */
async function pressWhereItIs(page: Page, name: string): Promise<void> {
  const button = page.getByRole('button', { name, exact: true })
  await button.scrollIntoViewIfNeeded()
  const place = await button.boundingBox()
  if (place === null) throw new Error(`There is no button ${name} to press.`)
  await page.mouse.click(place.x + place.width / 2, place.y + place.height / 2, { delay: 80 })
}

test('the first press after pasting a FASTA counts', async ({ page }) => {
  await page.goto('/new')
  const box = page.getByRole('textbox', { name: 'Protein sequence' })
  await box.click()
  await page.keyboard.insertText(FASTA)
  await expect(box).toHaveValue(SEQUENCE)
  await expect(page.getByText('It came as “P0CG48”')).toBeVisible()
  await pressWhereItIs(page, 'Ligand')
  await expect(page.locator('[data-entity]')).toHaveCount(2)
})

test('a press while there is still something to clean counts, and the cleaning is done after it', async ({ page }) => {
  await page.goto('/new')
  const box = page.getByRole('textbox', { name: 'Protein sequence' })
  await box.click()
  await page.keyboard.type('MQIFV\nKTLTG\nKTITL\nevep')
  await pressWhereItIs(page, 'Ligand')
  await expect(page.locator('[data-entity]')).toHaveCount(2)
  await expect(box).toHaveValue('MQIFVKTLTGKTITLEVEP')
})
