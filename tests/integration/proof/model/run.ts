// One half of the model's run: two files with a half each keep two cores busy. What it came by is printed, and what a run must come by is demanded.
import { afterAll, beforeAll, expect, test } from 'vitest'
import { AttemptState, PredictionStatus } from '@/lib/predictions/schema'
import type { Census } from './census'
import { openModel, prove, type Model } from './prove'

/** Cases of a whole run, and the seed from which they are drawn: a run with the same two plays the same cases. Four hundred take a minute on two cores. */
const SEEDS = Number(process.env.ATOMERA_MODEL_SEEDS ?? (process.env.ATOMERA_TEST_LONG === 'yes' ? 1_000 : 160))
const USUAL_BASE = 1
const BASE = Number(process.env.ATOMERA_MODEL_BASE ?? USUAL_BASE)
/** Fewer cases in a half, or those of another seed, need not come by everything. */
const ENOUGH = 80

/** What eighty cases come by; where one is missing, a generator has died. */
function missing(census: Census): string[] {
  return [
    ...census.missingTargets('moves', PredictionStatus.options),
    ...census.missingTargets('attempts', AttemptState.options),
    ...census.missing('ends', ['COMPLETED', 'CANCELLED', 'FAILED SUBMIT_LOST', 'FAILED JOB_LOST', 'FAILED NEVER_SUBMITTED']),
    ...census.missing('answers', ['run accepted', 'run takenUnheard', 'status true', 'status gone', 'cancel heard', 'health ok', 'reader result']),
    ...census.missing('cancels for', ['wish', 'queueDeadline']),
    ...census.missing('clicks', ['cancel', 'againAccepting', 'delete', 'rename', 'open']),
    ...census.missing('stale claims before', ['handOver: $transaction', 'look: $executeRaw']),
    ...census.missing('deaths before', ['handOver: run leaves', 'handOver: $transaction']),
  ]
}

export function runHalf(half: 0 | 1): void {
  const seeds = Math.ceil(SEEDS / 2)
  let model: Model
  beforeAll(async () => { model = await openModel() })
  afterAll(() => model.close())

  test(`the rules hold after every step of ${seeds} cases, and every case ends (base seed ${BASE + half})`, async () => {
    await prove(model, { seeds, base: BASE + half })
    console.log(`${seeds} cases of base seed ${BASE + half}\n${model.census.toString()}`)
    if (BASE === USUAL_BASE && seeds >= ENOUGH) expect(missing(model.census)).toEqual([])
  }, 120_000 + seeds * 4_000)
}
