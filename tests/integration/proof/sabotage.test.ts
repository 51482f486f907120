// Each guard is taken away in turn, and each time something must notice: the model itself, a proof of its own, or the invariants.
import './model/edges'
import { Client } from 'pg'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { INVARIANTS, type Breach } from '@/scripts/launcher/invariants'
import { GUARDS, type Guard } from '@/lib/test-switches-schema'
import { finish } from './model/finish'
import { submit } from './model/play'
import { openModel, prove, type Model } from './model/prove'
import { PROOFS } from './proofs'

const shared = globalThis as typeof globalThis & { atomeraSabotage?: ReadonlySet<Guard> }
/** The model's cases in which it has to notice; it mostly does in the first ten. */
const MOST_CASES = 150
/** So many cases take 20 s on a machine of their own: it is they that end a try in vain. */
const LIMIT_MS = 600_000
/** The seed from which to draw: one that notices in its first cases. */
const SEED_OF: Partial<Record<Guard, number>> = { fence: 6, lease: 4, terminalState: 6, webhookToken: 1, atMostOnce: 1, gateAfterUnknown: 1, window: 1, endpointPinned: 15 }

let model: Model
beforeAll(async () => { model = await openModel() })
afterAll(() => model.close())
afterEach(() => { shared.atomeraSabotage = new Set() })

const proofOf = (guard: Guard) => PROOFS[guard] ?? ((on: Model) => prove(on, { seeds: MOST_CASES, base: SEED_OF[guard] ?? 5, shrinks: false }))

describe('with every guard in its place', () => {
  test.each(GUARDS.filter((guard) => PROOFS[guard] !== undefined))('%s: its proof holds', (guard) => PROOFS[guard]?.(model))
})

describe('without', () => {
  test.each(GUARDS)('%s something is noticed', async (guard) => {
    const before = model.census.total('cases')
    shared.atomeraSabotage = new Set([guard])
    const fault: unknown = await proofOf(guard)(model).then(() => null, (error: unknown) => error)
    expect(fault).toBeInstanceOf(Error)
    const told = fault instanceof Error ? String(fault.cause instanceof Error ? fault.cause.message : fault.message) : ''
    if (PROOFS[guard] === undefined) expect(told).toMatch(/^Broken: /)
    console.log(`${guard}: noticed ${PROOFS[guard] === undefined ? `in case ${model.census.total('cases') - before + 1}` : 'by its own proof'}: ${told.split('\n')[0]?.slice(0, 200)}`)
  }, LIMIT_MS)
})

describe('the guards in the database', () => {
  test.each<[string, string, string, string]>([
    ['prediction_guard', 'prediction', "UPDATE prediction SET status = 'IN_PROGRESS'", 'the last event is the state'],
    ['prediction_told', 'prediction', "UPDATE prediction SET status = 'QUEUED', generation = generation + 1, generation_by_id = owner_id", 'the last event is the state'],
    ['attempt_guard', 'attempt', "UPDATE attempt SET state = 'IN_PROGRESS', ended_at = NULL", 'what lives is due'],
  ])('%s: it refuses, and without it the invariants notice', async (trigger, table, badWrite, rule) => {
    const world = await model.begin('first', 1)
    await submit(world, { person: 0, twice: false })
    await finish(world, { goesOn: true, ending: 'good' })
    expect([...world.snapshot.predictions.values()].map(({ status }) => status)).toEqual(['COMPLETED'])
    const client = new Client({ connectionString: model.databaseUrl })
    await client.connect()
    try {
      if (trigger === 'prediction_told') await client.query('ALTER TABLE prediction DISABLE TRIGGER prediction_guard')
      await expect(client.query(badWrite)).rejects.toThrow(/prediction|attempt/)
      await client.query(`BEGIN; DROP TRIGGER ${trigger} ON ${table}`)
      await client.query(badWrite)
      expect((await client.query<Breach>(INVARIANTS)).rows.map((breach) => breach.rule)).toContain(rule)
    } finally {
      await client.query('ROLLBACK; ALTER TABLE prediction ENABLE TRIGGER prediction_guard')
      await client.end()
    }
  })
})
