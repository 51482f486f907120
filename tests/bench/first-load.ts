// First-load JavaScript of each route. Method: the bytes of all scripts as Chromium receives them, compressed, with an empty cache, until
// the page is idle; against an empty Next app built with the same packages. No aim is set.
import { spawn, spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { chromium, type Browser, type BrowserContext } from '@playwright/test'
import { CHROMIUM_FLAGS, findChromium } from '@/scripts/launcher/chromium.mjs'
import { freePort } from '@/scripts/launcher/ports'
import { startProduct } from '@/tests/support/product'
import type { Claim } from './figures'
import type { Measure, Outcome } from './measure'
import { own, submitPeptide, untilCompleted } from './stage'
import { signedInContext } from './signed-in'

const ROOT = path.resolve(import.meta.dirname, '../..')
const NEXT = path.join(ROOT, 'node_modules/next/dist/bin/next')
const ENVIRONMENT = { ...process.env, NODE_ENV: 'production' as const, NEXT_TELEMETRY_DISABLED: '1' }

/** Compressed bytes of all scripts that the page fetches until it is loaded and idle, with an empty cache. */
async function scriptBytes(context: BrowserContext, url: string): Promise<number> {
  const page = await context.newPage()
  const session = await context.newCDPSession(page)
  await session.send('Network.enable')
  await session.send('Network.setCacheDisabled', { cacheDisabled: true })
  const scripts = new Set<string>()
  let bytes = 0
  session.on('Network.responseReceived', ({ requestId, type }) => void (type === 'Script' && scripts.add(requestId)))
  session.on('Network.loadingFinished', ({ requestId, encodedDataLength }) => void (scripts.has(requestId) && (bytes += encodedDataLength)))
  await page.goto(url, { waitUntil: 'load' })
  await page.waitForTimeout(2_000)
  await context.close()
  return bytes
}

/** Builds and measures an app that has one empty page. */
async function emptyAppBytes(browser: Browser): Promise<number> {
  const folder = mkdtempSync(path.join(tmpdir(), 'atomera-empty-'))
  mkdirSync(path.join(folder, 'app'))
  const files = {
    'package.json': '{"type":"module"}',
    'app/layout.js': 'export default function Layout({ children }) { return <html lang="en"><body>{children}</body></html> }',
    'app/page.js': "export const dynamic = 'force-dynamic'\nexport default function Page() { return <p>Empty</p> }",
    'next.config.mjs': `export default { turbopack: { root: ${JSON.stringify(folder)} } }`,
  }
  Object.entries(files).forEach(([name, text]) => writeFileSync(path.join(folder, name), text))
  symlinkSync(path.join(ROOT, 'node_modules'), path.join(folder, 'node_modules'), 'junction')
  // Turbopack refuses packages outside its root, so the empty app is built with webpack.
  const built = spawnSync(process.execPath, [NEXT, 'build', '--webpack'], { cwd: folder, env: ENVIRONMENT, encoding: 'utf8' })
  if (built.status !== 0) throw new Error(`The empty app could not be built:\n${built.stdout}${built.stderr}`)
  const port = await freePort()
  const server = spawn(process.execPath, [NEXT, 'start', '-H', '127.0.0.1', '-p', String(port)], { cwd: folder, env: ENVIRONMENT, stdio: 'ignore' })
  try {
    const url = `http://127.0.0.1:${port}/`
    await untilAnswers(url)
    return await scriptBytes(await browser.newContext(), url)
  } finally {
    server.kill()
    rmSync(folder, { recursive: true, force: true })
  }
}

async function untilAnswers(url: string): Promise<void> {
  for (let tries = 0; tries < 100; tries += 1) {
    if (await fetch(url).then((answer) => answer.ok, () => false)) return
    await new Promise((resolve) => setTimeout(resolve, 200))
  }
  throw new Error(`${url} does not answer.`)
}

async function run(): Promise<Outcome> {
  const product = await startProduct(['--stage-seconds', '0'])
  own(product.stop)
  const browser = await chromium.launch({ executablePath: findChromium() ?? undefined, args: CHROMIUM_FLAGS })
  own(() => browser.close())
  const id = await submitPeptide(product.url, 'First load')
  const empty = (await emptyAppBytes(browser)) / 1000
  await untilCompleted(`${product.url}/api/v1/predictions/${id}`)
  const claims: Claim[] = []
  for (const [name, address] of [['/', '/'], ['/new', '/new'], ['/predictions/[id], with its viewer', `/predictions/${id}`]] as const) {
    claims.push({ kind: 'told', what: `first-load JavaScript of ${name}, against an empty Next app`, unit: 'kB', ours: (await scriptBytes(await signedInContext(browser, product.url), product.url + address)) / 1000, peer: empty })
  }
  return { claims, series: [] }
}

export const firstLoad: Measure = { name: 'first-load', about: 'JavaScript of each page, against an empty Next app (no aim)', run }
