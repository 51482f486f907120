// `npm run bench`: speed as ratios to a peer in the same run. It states figures and fails nothing; machines are noisy.
import { chromium } from '@playwright/test'
import { Command } from 'commander'
import { emptyAppBytes, scriptBytes } from '@/tests/bench/first-load'
import { finishToPixel } from '@/tests/bench/finish-to-pixel'
import { quantile, ratio } from '@/tests/bench/figures'
import { startProduct } from '@/tests/support/product'
import { CHROMIUM_FLAGS, findChromium } from './launcher/chromium.mjs'

const { rounds } = new Command('bench').option('--rounds <number>', 'rounds of finish-to-pixel', Number, 40).parse().opts<{ rounds: number }>()

const product = await startProduct(['--stage-seconds', '0.3'])
const browser = await chromium.launch({ executablePath: findChromium() ?? undefined, args: CHROMIUM_FLAGS })
try {
  console.log(`Finish-to-pixel, ${rounds} rounds, in ms:`)
  const delays = await finishToPixel(browser, product, rounds, console.log)
  const row = (name: string, values: number[]): string => `| ${name} | ${quantile(values, 0.5)?.toFixed(0)} | ${quantile(values, 0.95)?.toFixed(0)} | ${ratio(quantile(values, 0.95), quantile(delays.loop1, 0.95))} |`
  console.log(['| | p50 | p95 | p95 against the 1 s loop |', '|---|---|---|---|', row('Atomera', delays.app), row('runpod-sdk, 1 s loop', delays.loop1), row('runpod-sdk, 5 s loop', delays.loop5)].join('\n'))

  console.log('\nFirst-load JavaScript, compressed:')
  const empty = await emptyAppBytes(browser)
  const latest: { items: { id: string }[] } = await (await fetch(`${product.url}/api/v1/predictions?limit=1`)).json()
  console.log(`| route | kB | against an empty Next app |\n|---|---|---|\n| empty Next app | ${(empty / 1000).toFixed(0)} | 1.00 x |`)
  for (const [name, address] of [['/', '/'], ['/new', '/new'], ['/predictions/[id], with its viewer', `/predictions/${latest.items[0]?.id ?? ''}`]] as const) {
    const bytes = await scriptBytes(browser, product.url + address)
    console.log(`| ${name} | ${(bytes / 1000).toFixed(0)} | ${ratio(bytes, empty)} |`)
  }
} finally {
  await browser.close()
  await product.stop()
}
