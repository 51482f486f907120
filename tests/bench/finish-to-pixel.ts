// Finish-to-pixel: from the end of a job at the endpoint until its score stands in the open page, against the same with
// RunPod's SDK in loops of 5 s and 1 s. Every round runs all three at once on the same machine.
import type { Browser, BrowserContext, Page } from '@playwright/test'
import createSdk from 'runpod-sdk'
import { serveBarePage } from './bare-page'
import { openControl } from '@/tests/support/control'
import { quantile } from './figures'

type Product = { url: string; dataDir: string; localEndpoint: { baseUrl: string; endpointId: string; apiKey: string } }
export type Delays = { app: number[]; loop5: number[]; loop1: number[] }

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

async function runApp(context: BrowserContext, product: Product, round: number, jobEndedAt: (id: string) => Promise<number>): Promise<number> {
  const body = JSON.stringify({ name: `Bench ${round}`, complex: COMPLEX, options: { seed: round } })
  const answer = await fetch(`${product.url}/api/v1/predictions`, { method: 'POST', headers: { 'content-type': 'application/json' }, body })
  const { id }: { id: string } = await answer.json()
  const page = await context.newPage()
  await page.goto(`${product.url}/predictions/${id}`)
  const paintedAt = await scorePainted(page, '[data-score="confidence_score"]')
  const view: { attempts: { jobId: string }[] } = await (await fetch(`${product.url}/api/v1/predictions/${id}`)).json()
  await page.close()
  return paintedAt - (await jobEndedAt(view.attempts[0]?.jobId ?? ''))
}

async function runLoop(context: BrowserContext, product: Product, bareUrl: string, everyMs: number, input: object, jobEndedAt: (id: string) => Promise<number>): Promise<number> {
  const { baseUrl, apiKey, endpointId } = product.localEndpoint
  const job = await createSdk(apiKey, { baseUrl }).endpoint(endpointId)?.run({ input }, 30_000)
  if (!job) throw new Error('The endpoint did not take the job.')
  const page = await context.newPage()
  await page.goto(`${bareUrl}?job=${job.id}&every=${everyMs}`)
  const paintedAt = await scorePainted(page, '#score')
  await page.close()
  return paintedAt - (await jobEndedAt(job.id))
}

/** What the app sends for the same complex, so that all three jobs cost the endpoint the same. */
async function sameInput(product: Product, round: number): Promise<object> {
  const body = JSON.stringify({ complex: COMPLEX })
  const answer = await fetch(`${product.url}/api/v1/complexes/check`, { method: 'POST', headers: { 'content-type': 'application/json' }, body })
  const { yaml }: { yaml: string } = await answer.json()
  return { job_id: `bench-${round}`, input_yaml: Buffer.from(yaml).toString('base64'), request_data: {}, config: { diffusion_samples: 1, seed: round } }
}

export async function finishToPixel(browser: Browser, product: Product, rounds: number, said: (line: string) => void): Promise<Delays> {
  const control = openControl(product.dataDir)
  await control.settings({ workers: 3 })
  const bare = await serveBarePage(product.localEndpoint)
  const context = await browser.newContext()
  const delays: Delays = { app: [], loop5: [], loop1: [] }
  try {
    for (let round = 0; round <= rounds; round += 1) {
      const input = await sameInput(product, round)
      const [app, loop5, loop1] = await Promise.all([
        runApp(context, product, round, control.jobEndedAt),
        runLoop(context, product, bare.url, 5_000, input, control.jobEndedAt),
        runLoop(context, product, bare.url, 1_000, input, control.jobEndedAt),
      ])
      // The first round warms the server and the browser and does not count.
      if (round > 0) {
        delays.app.push(app)
        delays.loop5.push(loop5)
        delays.loop1.push(loop1)
      }
      if (round % 10 === 0) said(`  round ${round} of ${rounds}; app p50 so far ${quantile(delays.app, 0.5)?.toFixed(0) ?? 'n/a'} ms`)
    }
    return delays
  } finally {
    await context.close()
    await bare.close()
  }
}
