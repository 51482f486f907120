// `npm run screenshots`: every page and its main states, light and dark, 1440 and 390 wide, into screenshots/ (ignored by git), to be looked at.
import { mkdirSync, rmSync } from 'node:fs'
import path from 'node:path'
import { chromium, type Browser, type Page } from '@playwright/test'
import { startProduct } from '@/tests/support/product'
import { openControl } from '@/tests/support/control'
import { EXAMPLES } from '@/lib/complexes/examples'
import { CHROMIUM_FLAGS, findChromium } from './launcher/chromium.mjs'
import { DEMO_HEADERS } from '@/tests/support/demo'
import { signedInContext } from '@/tests/bench/signed-in'

const FOLDER = path.resolve('screenshots')
const WIDTHS = { wide: { width: 1440, height: 900 }, narrow: { width: 390, height: 844 } } as const
const SCHEMES = ['light', 'dark'] as const

/** `signedOut`: as whoever is not signed in sees it. */
type Shot = { name: string; address: string; signedOut?: boolean; ready?: (page: Page) => Promise<void> }
type Product = Awaited<ReturnType<typeof startProduct>>

/** What is the same whatever was predicted. */
const DOOR: Shot[] = [
  { name: 'sign-in', address: '/sign-in', signedOut: true },
  { name: 'set-up', address: '/setup', signedOut: true },
  { name: 'forgotten', address: '/forgotten', signedOut: true },
]
const PEOPLE_AND_SETTINGS: Shot[] = [
  { name: 'team', address: '/team' },
  { name: 'account', address: '/account' },
  { name: 'api-keys', address: '/account/keys' },
  { name: 'http-api', address: '/api' },
  { name: 'overview', address: '/overview' },
  { name: 'admin-settings', address: '/admin' },
  { name: 'admin-people', address: '/admin/people' },
  { name: 'admin-audit', address: '/admin/audit' },
  { name: 'admin-audit-not-understood', address: '/admin/audit?from=notaday' },
  { name: 'admin-system', address: '/admin/system' },
]

async function submit(product: Product, exampleId: string, name: string): Promise<string> {
  const example = EXAMPLES.find((one) => one.id === exampleId) ?? EXAMPLES[0]
  const body = JSON.stringify({ name, complex: example?.complex, options: { ...example?.options, diffusion_samples: 3 } })
  const answer = await fetch(`${product.url}/api/v1/predictions`, { method: 'POST', headers: { ...DEMO_HEADERS, 'content-type': 'application/json' }, body })
  if (!answer.ok) throw new Error(await answer.text())
  const { id }: { id: string } = await answer.json()
  return id
}

async function untilEnded(product: Product, id: string): Promise<void> {
  for (let tries = 0; tries < 240; tries += 1) {
    const { status }: { status: string } = await (await fetch(`${product.url}/api/v1/predictions/${id}`, { headers: DEMO_HEADERS })).json()
    if (['COMPLETED', 'FAILED', 'CANCELLED', 'TIMED_OUT'].includes(status)) return
    await new Promise((resolve) => setTimeout(resolve, 250))
  }
  throw new Error(`${id} did not end.`)
}

const picture = async (page: Page): Promise<void> => {
  await page.locator('canvas').first().waitFor({ timeout: 30_000 })
  await page.waitForTimeout(1_500)
}

/** One prediction in each state worth a picture. */
async function arrange(product: Product): Promise<Shot[]> {
  const control = openControl(product.dataDir)
  const completed = await submit(product, 'trypsin-benzamidine', 'Trypsin with benzamidine')
  await untilEnded(product, completed)
  const monomer = await submit(product, 'ubiquitin', 'Ubiquitin')
  await untilEnded(product, monomer)
  await control.nextJob({ kind: 'error', error: 'ran out of memory, skipping batch', errorCode: 'BOLTZ_OOM' })
  const failed = await submit(product, 'hiv-protease', 'HIV-1 protease, too large a run')
  await untilEnded(product, failed)
  await control.nextJob({ kind: 'partial' })
  const incomplete = await submit(product, 'trypsin-benzamidine', 'Trypsin, affinity missing')
  await untilEnded(product, incomplete)
  await control.nextJob({ kind: 'slow', seconds: 3_600 })
  const running = await submit(product, 'zif268-dna', 'Zif268 on its DNA site')
  await submit(product, 'theophylline-aptamer', 'Theophylline aptamer')
  return [
    { name: 'list', address: '/' },
    { name: 'builder-empty', address: '/new' },
    { name: 'builder-example', address: '/new?example=trypsin-benzamidine', ready: (page) => page.waitForTimeout(2_000) },
    { name: 'prediction-running', address: `/predictions/${running}`, ready: (page) => page.waitForTimeout(1_000) },
    { name: 'prediction-completed', address: `/predictions/${completed}`, ready: picture },
    { name: 'prediction-monomer', address: `/predictions/${monomer}`, ready: picture },
    { name: 'prediction-incomplete', address: `/predictions/${incomplete}`, ready: picture },
    { name: 'prediction-failed', address: `/predictions/${failed}` },
    { name: 'not-found', address: '/predictions/pred_nobody' },
    ...PEOPLE_AND_SETTINGS,
  ]
}

async function take(browser: Browser, url: string, shots: Shot[]): Promise<void> {
  for (const [width, viewport] of Object.entries(WIDTHS)) {
    for (const colorScheme of SCHEMES) {
      const [signedIn, signedOut] = [await signedInContext(browser, url, { viewport, colorScheme }), await browser.newContext({ viewport, colorScheme })]
      for (const shot of shots) {
        const page = await (shot.signedOut === true ? signedOut : signedIn).newPage()
        await page.goto(url + shot.address, { waitUntil: 'load' })
        await page.waitForTimeout(700)
        await shot.ready?.(page)
        const file = `${shot.name}-${width}-${colorScheme}.png`
        await page.screenshot({ path: path.join(FOLDER, file), fullPage: true })
        console.log(file)
        await page.close()
      }
      await signedIn.close()
      await signedOut.close()
    }
  }
}

rmSync(FOLDER, { recursive: true, force: true })
mkdirSync(FOLDER)
const product = await startProduct(['--stage-seconds', '0.2'])
const browser = await chromium.launch({ executablePath: findChromium() ?? undefined, args: CHROMIUM_FLAGS })
try {
  await take(browser, product.url, [...DOOR, { name: 'list-empty', address: '/' }])
  await take(browser, product.url, await arrange(product))
} finally {
  await browser.close()
  await product.stop()
}
