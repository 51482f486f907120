// `npm run soak`: thousands of predictions while the server and the local endpoint are killed at random and every call may go wrong; then everything must have ended, and the
// endpoint's ledger must fit the database. Ends with code 0 when it does, 1 when something does not fit, 2 when it could not be run. Needs a production build.
import { spawnSync } from 'node:child_process'
import { mkdirSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { Command, InvalidArgumentError } from 'commander'
import { CHECKS } from '@/tests/soak/check-evidence'
import { tableOf } from '@/tests/soak/figures'
import type { Shape } from '@/tests/soak/plan'
import { runSoak, type SoakReport } from '@/tests/soak/run-soak'
import type { World } from '@/tests/soak/world'
import { isBuildCurrent } from './launcher/sources.mjs'
import { wordsOf } from './launcher/refusal'

const ROOT = path.resolve(import.meta.dirname, '..')
const OUTPUT = path.join(ROOT, 'tests/.output')

type Flags = { seed: number; seeds: number; predictions: number; minutes: number; model?: number; keep?: true }

function positive(text: string): number {
  const number = Number(text)
  if (!(number > 0)) throw new InvalidArgumentError('It must be a number above 0.')
  return number
}

function whole(text: string): number {
  if (!/^[1-9]\d{0,8}$/.test(text)) throw new InvalidArgumentError('It must be a whole number above 0.')
  return Number(text)
}

const shapeOf = ({ seed, predictions, minutes }: Flags): Shape => ({
  seed,
  predictions,
  faultMs: minutes * 60_000,
  delayMs: 2_000,
  serverLifeMs: 12_000,
  endpointLifeMs: 9_000,
  cutConnectionsMs: Math.min(minutes, 1) * 60_000,
  leastKills: 3,
  clockAheadMs: 0,
  drainMs: 15 * 60_000,
})

function write({ shape, figures, findings, dataDir }: SoakReport): void {
  mkdirSync(OUTPUT, { recursive: true })
  const file = path.join(OUTPUT, `soak-${shape.seed}.json`)
  writeFileSync(file, `${JSON.stringify({ shape, figures, checks: CHECKS, findings }, null, 2)}\n`)
  console.log(`\n${tableOf(figures)}\n`)
  for (const { rule, subject, detail } of findings) console.log(`${rule}\n  ${subject}: ${detail}`)
  console.log(findings.length === 0 ? `Everything has ended, and everything fits (${CHECKS.length} checks, all invariants, every result).` : `${findings.length} findings.`)
  if (dataDir !== null) console.log(`Logs and database are kept in ${dataDir}`)
  console.log(`Written to ${path.relative(ROOT, file)}`)
}

/** Its database would outlive this process; the others would not. */
function stopWhenInterrupted(world: World): void {
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => void world.close(false).finally(() => process.exit(2)))
}

async function soakAll(flags: Flags): Promise<number> {
  let isFine = true
  for (let round = 0; round < flags.seeds; round += 1) {
    const shape = shapeOf({ ...flags, seed: flags.seed + round })
    console.log(`Seed ${shape.seed}: ${shape.predictions} predictions, ${flags.minutes} minutes of faults`)
    const report = await runSoak(shape, { databaseUrl: null, say: (line) => console.log(line), opened: stopWhenInterrupted, isKept: flags.keep })
    write(report)
    isFine &&= report.findings.length === 0
  }
  return isFine ? 0 : 1
}

/** The model's cases instead, on a database of their own; needs no production build. @returns 0 when the rules held in all of them */
function playModel(cases: number, seed: number): number {
  console.log(`${cases} cases of the model, base seed ${seed}`)
  const { status } = spawnSync(process.execPath, ['node_modules/vitest/vitest.mjs', 'run', '--project', 'integration', 'tests/integration/proof/model'], {
    cwd: ROOT,
    stdio: 'inherit',
    env: { ...process.env, NODE_OPTIONS: '', ATOMERA_MODEL_SEEDS: String(cases), ATOMERA_MODEL_BASE: String(seed) },
  })
  return status === 0 ? 0 : 1
}

const flags = new Command('npm run soak --')
  .description('Predictions under kills and faults, and whether everything ended and fits together.')
  .option('--seed <number>', 'of the plan of kills and faults', whole, 1 + Math.floor(Math.random() * 1_000_000))
  .option('--seeds <number>', 'so many soaks, with successive seeds', whole, 1)
  .option('--predictions <number>', 'how many are submitted', whole, 2_000)
  .option('--minutes <number>', 'how long there are faults and kills', positive, 5)
  .option('--model <cases>', 'plays so many cases of the model instead', whole)
  .option('--keep', 'leave logs and database behind')
  .parse()
  .opts<Flags>()

if (flags.model !== undefined) process.exit(playModel(flags.model, flags.seed))
if (!isBuildCurrent(ROOT)) console.warn('The production build is older than the sources; npm run build makes a new one.')
const code = await soakAll(flags).catch((error: unknown) => {
  console.error(`The soak could not be run to its end: ${wordsOf(error)}`)
  return 2
})
// People of a soak that was given up may still be waiting for the server.
process.exit(code)
