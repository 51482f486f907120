// What every page is asked: axe finds nothing serious, and nothing is wider than the screen.
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import type { Page } from '@playwright/test'
import type { AxeResults } from 'axe-core'

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')

/** Colours that are just changing have no contrast yet. What turns for ever is not waited for, nor what nobody sees: in a closed part of the page it stands still. */
const untilStill = (page: Page): Promise<void> => page.evaluate(async () => {
  const frame = () => new Promise((resolve) => requestAnimationFrame(resolve))
  await frame()
  await frame()
  const isSeen = (effect: AnimationEffect | null) => effect instanceof KeyframeEffect && effect.target?.checkVisibility() === true
  const passing = document.getAnimations().filter(({ effect }) => isSeen(effect) && effect?.getComputedTiming().endTime !== Infinity)
  await Promise.allSettled(passing.map((animation) => animation.finished))
})

/** Serious and critical findings, one line each with the first place. */
export async function seriousFindings(page: Page): Promise<string[]> {
  await untilStill(page)
  await page.evaluate(AXE)
  const { violations }: AxeResults = await page.evaluate('axe.run()')
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .map(({ id, help, nodes }) => `${id}: ${help} at ${nodes[0]?.target.join(' ')}`)
}

/** The page follows the scheme of the system while it is open. */
export async function findingsInEachScheme(page: Page): Promise<Record<'light' | 'dark', string[]>> {
  await page.emulateMedia({ colorScheme: 'light' })
  const light = await seriousFindings(page)
  await page.emulateMedia({ colorScheme: 'dark' })
  return { light, dark: await seriousFindings(page) }
}

export const widerThanScreen = (page: Page): Promise<number> => page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth)
