// Opening a pose of about 5,000 atoms. Method: a simulated job ends with such a pose; in turns, with an empty cache, its result page and a
// bare 3Dmol page with the same bytes are opened; what counts is the time from the start of the navigation until the canvas first shows
// anything but its background. The same script watches both.
import { chromium, type BrowserContext } from '@playwright/test'
import { CHROMIUM_FLAGS, findChromium } from '@/scripts/launcher/chromium.mjs'
import { startProduct } from '@/tests/support/product'
import { openBarePosePage } from './bare-pose-page'
import { quantile, type Series } from './figures'
import type { Measure, Outcome, RunOptions } from './measure'
import { own, submitComplex, untilCompleted } from './stage'
import { DEMO_HEADERS } from '../support/demo'
import { signedInContext } from './signed-in'

const ROUNDS = 20
const OPEN_WITHIN_MS = 60_000
const FEWEST_ATOMS = 4_900
const MOST_ATOMS = 5_100

/** The simulation writes about five atoms of a residue. */
const SEQUENCE = 'MQIFVKTLTGKTITLEVEPSDTIENVKAKIQDKEGIPPDQQRLIFAGKQLEDGRTLSDYNIQKESTLHLVLRLRGG'.repeat(4).slice(0, 254)
const COMPLEX = { entities: [{ type: 'protein', chainIds: ['A', 'B', 'C', 'D'], sequence: SEQUENCE }] }

/**
 * Text, because tsx marks function names with a helper that a page does not have. It looks at the canvas only once a real shape was
 * drawn, by a call with many vertices: to look is to wait for the pixels, which would slow down the page that made its canvas first.
 */
const WATCH = String.raw`window.firstPixels = new Promise((resolve) => {
  const copy = new OffscreenCanvas(48, 48).getContext('2d', { willReadFrequently: true })
  const shows = (canvas) => {
    copy.clearRect(0, 0, 48, 48)
    copy.drawImage(canvas, 0, 0, 48, 48)
    const { data } = copy.getImageData(0, 0, 48, 48)
    return data.some((value, index) => Math.abs(value - data[index % 4]) > 24)
  }
  const look = () => {
    const canvas = document.querySelector('PLACE canvas')
    if (canvas && canvas.width > 0 && canvas.height > 0 && shows(canvas)) {
      resolve({ at: performance.now(), width: canvas.clientWidth, height: canvas.clientHeight })
    } else requestAnimationFrame(look)
  }
  let drawn = false
  for (const Context of [WebGLRenderingContext, WebGL2RenderingContext]) {
    const draw = Context.prototype.drawElements
    Context.prototype.drawElements = function (mode, count, ...rest) {
      draw.call(this, mode, count, ...rest)
      if (drawn || count < 1000) return
      drawn = true
      requestAnimationFrame(look)
    }
  }
})`

type FirstPixels = { at: number; width: number; height: number }

/** Gives up with these words, so that a page which never shows a pose does not hold up the bench for ever. */
function within<Value>(ms: number, work: Promise<Value>, words: string): Promise<Value> {
  return new Promise((resolve, reject) => {
    const limit = setTimeout(() => reject(new Error(`${words} within ${ms / 1000} s.`)), ms)
    work.then(resolve, reject).finally(() => clearTimeout(limit))
  })
}

const VIEW = { viewport: { width: 1_440, height: 900 } }

/** In a context of its own, which it closes. */
async function open(context: BrowserContext, url: string, place: string): Promise<FirstPixels> {
  const page = await context.newPage()
  await page.addInitScript(WATCH.replace('PLACE', place))
  await page.goto(url, { waitUntil: 'commit' })
  const seen = await within(OPEN_WITHIN_MS, page.evaluate<FirstPixels>('window.firstPixels'), `${url} showed no pose`)
  await context.close()
  return seen
}

/** The best pose's text, as the product serves it. */
async function poseText(url: string, view: Awaited<ReturnType<typeof untilCompleted>>): Promise<string> {
  const sample = view.result?.samples[0]
  const file = sample?.files.find(({ name }) => name === sample.poseFile)
  if (file === undefined) throw new Error('The result has no pose.')
  const text = await (await fetch(new URL(file.url, url), { headers: DEMO_HEADERS })).text()
  const atoms = text.split('\n').filter((line) => /^(ATOM|HETATM)\s/.test(line)).length
  if (atoms < FEWEST_ATOMS || atoms > MOST_ATOMS) throw new Error(`The pose has ${atoms} atoms, not about 5,000.`)
  return text
}

async function run({ rounds = ROUNDS, say }: RunOptions): Promise<Outcome> {
  const product = await startProduct(['--stage-seconds', '0'])
  own(product.stop)
  const browser = await chromium.launch({ executablePath: findChromium() ?? undefined, args: CHROMIUM_FLAGS })
  own(() => browser.close())
  const id = await submitComplex(product.url, 'Open pose', COMPLEX)
  const pose = await poseText(product.url, await untilCompleted(`${product.url}/api/v1/predictions/${id}`))
  const page = `${product.url}/predictions/${id}`
  // The first opening warms the server and tells the size of the picture.
  const openOurs = async () => open(await signedInContext(browser, product.url, VIEW), page, '[data-viewer]')
  const bare = await openBarePosePage(pose, await openOurs())
  const openBare = async () => open(await browser.newContext(VIEW), bare, '#pose')
  await openBare()
  const ours: Series = { name: 'Atomera: navigation to first pixels', unit: 'ms', values: [] }
  const peer: Series = { name: 'bare 3Dmol page: navigation to first pixels', unit: 'ms', values: [] }
  for (let round = 1; round <= rounds; round += 1) {
    ours.values.push((await openOurs()).at)
    peer.values.push((await openBare()).at)
    say(`  round ${round} of ${rounds}: ${ours.values.at(-1)?.toFixed(0)} ms, bare ${peer.values.at(-1)?.toFixed(0)} ms`)
  }
  const median = ({ values }: Series): number | null => quantile(values, 0.5)
  return {
    claims: [{ kind: 'ratio', what: 'opening a pose of 5,000 atoms, median, against a bare 3Dmol page', unit: 'ms', ours: median(ours), peer: median(peer), atMost: 1.3 }],
    series: [ours, peer],
  }
}

export const openPose: Measure = { name: 'open-pose', about: 'from navigation to the first pixels of a pose of 5,000 atoms, against a bare 3Dmol page', run }
