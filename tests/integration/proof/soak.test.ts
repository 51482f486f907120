// The soak in short: the same code as `npm run soak`, with fewer predictions and half a minute of faults and kills.
import { afterAll, beforeAll, expect, test } from 'vitest'
import { tableOf } from '../../soak/figures'
import { runSoak } from '../../soak/run-soak'
import { createTestDatabase } from '../../support/database'

let database: Awaited<ReturnType<typeof createTestDatabase>>
beforeAll(async () => { database = await createTestDatabase() })
afterAll(() => database.drop())

const SHAPE = {
  seed: 1, predictions: 60, faultMs: 30_000, delayMs: 500, serverLifeMs: 5_000, endpointLifeMs: 4_000, cutConnectionsMs: 10_000, leastKills: 2,
  // A submit whose server was killed is judged a minute after its call: nobody waits for that here.
  clockAheadMs: 60_000, drainMs: 180_000,
}

test('under kills, resets and delays everything ends, and the ledger of the endpoint fits the database', async () => {
  const { figures, findings } = await runSoak(SHAPE, { databaseUrl: database.url, say: () => undefined })
  console.log(`Seed ${SHAPE.seed}\n${tableOf(figures)}`)
  expect(findings).toEqual([])
  expect(figures['predictions accepted']).toBe(SHAPE.predictions)
  expect(figures['kills of the server']).toBeGreaterThanOrEqual(SHAPE.leastKills)
  expect(figures['kills of the local endpoint']).toBeGreaterThanOrEqual(SHAPE.leastKills)
}, 420_000)
