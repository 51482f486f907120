// `npm run bench [-- name...]`: speed as ratios to a peer in the same run. It states figures and fails nothing; machines are noisy.
import { mkdirSync, writeFileSync } from 'node:fs'
import { cpus, loadavg } from 'node:os'
import path from 'node:path'
import { Command } from 'commander'
import { anyPage } from '@/tests/bench/any-page'
import { fanOut } from '@/tests/bench/fan-out'
import { claimTable, summaryOf, type Claim } from '@/tests/bench/figures'
import { finishToPixel } from '@/tests/bench/finish-to-pixel'
import { firstLoad } from '@/tests/bench/first-load'
import { manyInFlight } from '@/tests/bench/many-in-flight'
import type { Measure, Outcome } from '@/tests/bench/measure'
import { openPose } from '@/tests/bench/open-pose'
import { recovery } from '@/tests/bench/recovery'
import { signedInList } from '@/tests/bench/signed-in-list'
import { endAll } from '@/tests/bench/stage'
import { submitToRun } from '@/tests/bench/submit-to-run'

const MEASURES: readonly Measure[] = [finishToPixel, manyInFlight, submitToRun, recovery, fanOut, openPose, firstLoad, anyPage, signedInList]
const ROOT = path.resolve(import.meta.dirname, '..')
/** Ignored by git. */
const RESULTS = path.join(ROOT, 'tests/bench/.results')

const program = new Command('npm run bench --')
  .description(`Measures Atomera beside a peer on this machine.\n\n${MEASURES.map(({ name, about }) => `  ${name.padEnd(18)} ${about}`).join('\n')}`)
  .argument('[names...]', 'which measures; none: all of them')
  .option('--rounds <number>', 'rounds of each measure, instead of its own number', Number)
  .parse()

const { rounds } = program.opts<{ rounds?: number }>()
const strange = program.args.filter((name) => MEASURES.every((measure) => measure.name !== name))
if (strange.length > 0) program.error(`There is no measure ${strange.join(', ')}. There are: ${MEASURES.map(({ name }) => name).join(', ')}.`)

function keep(measure: Measure, loadBefore: number[], { claims, series }: Outcome): string {
  mkdirSync(RESULTS, { recursive: true })
  const file = path.join(RESULTS, `${measure.name}.json`)
  const machine = { node: process.version, cores: cpus().length, processor: cpus()[0]?.model ?? 'unknown', loadBefore }
  writeFileSync(file, JSON.stringify({ measure: measure.name, at: new Date().toISOString(), machine, claims, series: series.map(summaryOf) }, null, 1))
  return path.relative(ROOT, file)
}

for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => void endAll().then(() => process.exit(130)))

const claims: Claim[] = []
try {
  for (const measure of MEASURES) {
    if (program.args.length > 0 && !program.args.includes(measure.name)) continue
    console.log(`\n${measure.name}: ${measure.about}`)
    const load = loadavg()
    const outcome = await measure.run({ rounds, say: console.log })
    await endAll()
    console.log(`${claimTable(outcome.claims)}\nRaw figures: ${keep(measure, load, outcome)}`)
    claims.push(...outcome.claims)
  }
  if (claims.length > 2) console.log(`\nAll of it:\n${claimTable(claims)}`)
} finally {
  await endAll()
}
