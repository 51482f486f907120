// Finish-to-pixel: from the end of a job at the endpoint (its own clock) until its score stands painted in the open page. Method: every
// round runs three equal jobs one after the other, so that none is timed with its neighbours' ends: one by way of the product, whose page
// hears of everything before the job ends, two followed by a bare page with RunPod's SDK in loops of 5 s and 1 s.
import { setTimeout as pause } from 'node:timers/promises'
import { chromium, type BrowserContext, type Page } from '@playwright/test'
import createSdk from 'runpod-sdk'
import { CHROMIUM_FLAGS, findChromium } from '@/scripts/launcher/chromium.mjs'
import { openControl, type Control } from '@/tests/support/control'
import { startProduct } from '@/tests/support/product'
import { serveBarePage } from './bare-page'
import { quantile, type Series } from './figures'
import { hearStream, LegTable, streamReady } from './legs'
import type { Measure, Outcome, RunOptions } from './measure'
import { own } from './stage'
import { DEMO_HEADERS } from '../support/demo'
import { signedInContext } from './signed-in'

type Product = { url: string; dataDir: string; localEndpoint: { baseUrl: string; endpointId: string; apiKey: string } }
type JobEndedAt = Control['jobEndedAt']

const ROUNDS = 40
/** Rounds without /status-sync are numbered from here, so that their seeds differ. */
const UNSYNCED = 1_000

const COMPLEX = {
  entities: [
    { type: 'protein', chainIds: ['A'], sequence: 'MQIFVKTLTGKTITLEVEPSDTIENVKAKIQDKEGIPPDQQRLIFAGKQLEDGRTLSDYNIQKESTLHLVLRLRGG' },
    { type: 'ligand', chainIds: ['L'], smiles: 'CC(=O)Oc1ccccc1C(=O)O' },
  ],
  affinityBinder: 'L',
}
const SCORE = /^[01]\.\d{3}$/

/** Text, because tsx marks function names with a helper that a page does not have. */
const PAINTED = String.raw`new Promise((resolve) => {
  const shown = () => PATTERN.test(document.querySelector(PLACE)?.textContent?.trim() ?? '')
  const painted = () => requestAnimationFrame(() => setTimeout(() => resolve(performance.timeOrigin + performance.now())))
  if (shown()) return painted()
  const observer = new MutationObserver(() => {
    if (!shown()) return
    observer.disconnect()
    painted()
  })
  observer.observe(document.documentElement, { subtree: true, childList: true, characterData: true })
})`

/** Resolves with the wall-clock moment at which a score is painted into an element that `selector` finds. */
const scorePainted = (page: Page, selector: string): Promise<number> =>
  page.evaluate(PAINTED.replace('PATTERN', String(SCORE)).replace('PLACE', JSON.stringify(selector)))

async function runApp(context: BrowserContext, product: Product, round: number, control: Control, legs: LegTable): Promise<number> {
  const body = JSON.stringify({ name: `Bench ${round}`, complex: COMPLEX, options: { seed: round } })
  const answer = await fetch(`${product.url}/api/v1/predictions`, { method: 'POST', headers: { ...DEMO_HEADERS, 'content-type': 'application/json' }, body })
  const { id }: { id: string } = await answer.json()
  const page = await context.newPage()
  await hearStream(page)
  await page.goto(`${product.url}/predictions/${id}`)
  await streamReady(page)
  const paintedAt = await scorePainted(page, '[data-score="confidence_score"]')
  const view: { attempts: { jobId: string }[] } = await (await fetch(`${product.url}/api/v1/predictions/${id}`, { headers: DEMO_HEADERS })).json()
  const jobId = view.attempts[0]?.jobId ?? ''
  const endedAt = await control.jobEndedAt(jobId)
  await legs.note(page, control, { predictionId: id, jobId }, endedAt, paintedAt)
  await page.close()
  return paintedAt - endedAt
}

async function runLoop(context: BrowserContext, product: Product, bareUrl: string, everyMs: number, input: object, jobEndedAt: JobEndedAt): Promise<number> {
  const { baseUrl, apiKey, endpointId } = product.localEndpoint
  const job = await createSdk(apiKey, { baseUrl }).endpoint(endpointId)?.run({ input }, 30_000)
  if (!job) throw new Error('The endpoint did not take the job.')
  // Stages take whole parts of a second: without this, a loop would meet every end at the same point of its round.
  await pause(Math.random() * everyMs)
  const page = await context.newPage()
  await page.goto(`${bareUrl}?job=${job.id}&every=${everyMs}`)
  const paintedAt = await scorePainted(page, '#score')
  await page.close()
  return paintedAt - (await jobEndedAt(job.id))
}

/** What the app sends for the same complex, so that all three jobs cost the endpoint the same. */
async function sameInput(product: Product, round: number): Promise<object> {
  const body = JSON.stringify({ complex: COMPLEX })
  const answer = await fetch(`${product.url}/api/v1/complexes/check`, { method: 'POST', headers: { ...DEMO_HEADERS, 'content-type': 'application/json' }, body })
  const { yaml }: { yaml: string } = await answer.json()
  return { job_id: `bench-${round}`, input_yaml: Buffer.from(yaml).toString('base64'), request_data: {}, config: { diffusion_samples: 1, seed: round } }
}

async function run({ rounds = ROUNDS, say }: RunOptions): Promise<Outcome> {
  const product = await startProduct(['--stage-seconds', '0.8'])
  own(product.stop)
  const control = openControl(product.dataDir)
  const legs = await LegTable.open(product.dataDir)
  const bare = await serveBarePage(product.localEndpoint)
  own(bare.close)
  const browser = await chromium.launch({ executablePath: findChromium() ?? undefined, args: CHROMIUM_FLAGS })
  own(() => browser.close())
  const context = await signedInContext(browser, product.url)
  const app: Series = { name: 'Atomera', unit: 'ms', values: [] }
  const loop5: Series = { name: 'runpod-sdk, 5 s loop', unit: 'ms', values: [] }
  const loop1: Series = { name: 'runpod-sdk, 1 s loop', unit: 'ms', values: [] }
  for (let round = 0; round <= rounds; round += 1) {
    const input = await sameInput(product, round)
    const delays = [
      await runApp(context, product, round, control, legs),
      await runLoop(context, product, bare.url, 5_000, input, control.jobEndedAt),
      await runLoop(context, product, bare.url, 1_000, input, control.jobEndedAt),
    ]
    if (round === 0) legs.forget()
    // The first round warms the server and the browser and does not count.
    if (round > 0) [app, loop5, loop1].forEach((series, index) => series.values.push(delays[index] ?? Number.NaN))
    if (round % 10 === 0) say(`  round ${round} of ${rounds}`)
  }
  say(legs.text())
  const unsynced = await withoutStatusSync(control, rounds, (round) => runApp(context, product, round, control, legs))
  return outcome(app, loop5, loop1, unsynced, legs.series())
}

/** The same with webhooks alone: the endpoint says that it has no /status-sync. */
async function withoutStatusSync(control: Control, rounds: number, runOnce: (round: number) => Promise<number>): Promise<Series> {
  await control.call('POST', 'faults', { route: 'status-sync', status: 404, times: null })
  const series: Series = { name: 'Atomera, without /status-sync', unit: 'ms', values: [] }
  // The first finds out that there is none.
  for (let round = 0; round <= rounds; round += 1) {
    const delay = await runOnce(UNSYNCED + round)
    if (round > 0) series.values.push(delay)
  }
  return series
}

function outcome(app: Series, loop5: Series, loop1: Series, unsynced: Series, legs: Series[]): Outcome {
  const against = (peer: Series, atMost: number) =>
    ({ kind: 'ratio', what: `finish to pixel, p95, against the ${peer.name}`, unit: 'ms', ours: quantile(app.values, 0.95), peer: quantile(peer.values, 0.95), atMost }) as const
  const told = { kind: 'told', what: 'p95 with /status-sync (left) and without', unit: 'ms', ours: quantile(app.values, 0.95), peer: quantile(unsynced.values, 0.95) } as const
  return { claims: [against(loop5, 1 / 40), against(loop1, 1 / 8), told], series: [app, unsynced, loop5, loop1, ...legs] }
}

export const finishToPixel: Measure = { name: 'finish-to-pixel', about: 'from the end of a job to its score on the screen, against polling loops', run }
