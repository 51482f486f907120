// Any page of a history of 100,000 predictions, narrowed and in some order. Method: in turns, a place is drawn at random among all that a
// filter leaves, and the 50 predictions behind it are read: by the product's own query, which goes on from the place's key, and by the
// same filter with LIMIT and OFFSET, as a list with page numbers would. Both in one process over the product's own connection; how the
// place's key is found is not measured, since a page has it from the page before. Ids must agree.
import { quantile, type Series } from './figures'
import { startBenchChild } from './child'
import { plantHistory } from './history-rows'
import type { Measure, Outcome, RunOptions } from './measure'
import { openDatabase } from './stage'

const ROWS = 100_000
const ROUNDS = 300
/** They fill the caches of the database and do not count. */
const WARM_UP = 30

type Turn = { oursMs: number; peerMs: number }

async function run({ rounds = ROUNDS, say }: RunOptions): Promise<Outcome> {
  const database = await openDatabase()
  await plantHistory(database, ROWS)
  say(`  ${ROWS.toLocaleString('en')} predictions are there`)
  const key = { ATOMERA_KEY_ENCRYPTION_KEY: Buffer.alloc(32, 7).toString('base64'), ATOMERA_DATA_DIR: database.dataDir, LOG_LEVEL: 'warn' }
  const reader = startBenchChild('peers/page-reader.ts', [String(WARM_UP + rounds)], { ...process.env, ...key, DATABASE_URL: database.url })
  const ours: Series = { name: 'Atomera: a page from its key', unit: 'ms', values: [] }
  const peer: Series = { name: 'LIMIT and OFFSET: the same page', unit: 'ms', values: [] }
  for (let round = 1; round <= WARM_UP + rounds; round += 1) {
    const { oursMs, peerMs } = await reader.next<Turn>('turn')
    if (round <= WARM_UP) continue
    ours.values.push(oursMs)
    peer.values.push(peerMs)
  }
  const claim = (q: number) => ({ unit: 'ms' as const, ours: quantile(ours.values, q), peer: quantile(peer.values, q) })
  return {
    claims: [
      { kind: 'ratio', what: `any page of ${ROWS.toLocaleString('en')}, filters on, p95, against LIMIT/OFFSET`, ...claim(0.95), atMost: 1 / 10 },
      { kind: 'told', what: 'the same, median', ...claim(0.5) },
    ],
    series: [ours, peer],
  }
}

export const anyPage: Measure = { name: 'any-page', about: 'any page of 100,000 predictions with filters on, against LIMIT/OFFSET at a random depth', run }
