// Two real servers on one database, whose wall clocks are two hours apart and both wrong: all deadlines are judged by the database's clock.
import path from 'node:path'
import { pathToFileURL } from 'node:url'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { fates, openChaosHouse, type ChaosHouse } from './chaos-house'
import { DEMO_HEADERS } from '../../support/demo'

const HOUR_MS = 3_600_000
const PRELOAD = pathToFileURL(path.resolve(import.meta.dirname, '../../support/shifted-clock.mjs')).href
/** Whole lives of two minutes: an hour off is far beyond every deadline. */
const shifted = (ms: number) => ({ NODE_OPTIONS: `--import ${PRELOAD}`, ATOMERA_TEST_CLOCK_SHIFT_MS: String(ms), RUNPOD_TIMEOUT: '60s', RUNPOD_QUEUE_ALLOWANCE: '60s' })

let house: ChaosHouse
beforeAll(async () => { house = await openChaosHouse([shifted(-HOUR_MS), shifted(HOUR_MS)]) }, 120_000)
afterAll(() => house.close(), 60_000)

test('both clocks are wrong', async () => {
  for (const { url } of house.servers) expect((await fetch(new URL('/api/v1/predictions', url), { headers: DEMO_HEADERS })).status).toBe(200)
  // Each line of their common log bears its writer's own time.
  const times = [...(house.servers[0]?.logs() ?? '').matchAll(/"time":"([^"]+)"/g)].map(([, time = '']) => Date.parse(time))
  expect(Math.max(...times) - Math.min(...times)).toBeGreaterThan(1.9 * HOUR_MS)
})

test('what either takes is ended by both, once, and as if there were one clock', async () => {
  // Jobs wait and run for a while, so that both look at them.
  await house.control.settings({ workers: 2, stageSeconds: 0.2 })
  const ids = await house.trickle(10, 100)
  const cancelled = ids.slice(-2)
  await house.client.untilAll(cancelled, ({ status }) => status !== 'QUEUED')
  for (const id of cancelled) await house.client.cancel(id)
  const views = await house.expectKept(ids)
  expect(fates(views.filter(({ id }) => !cancelled.includes(id)))).toEqual(['COMPLETED in 1 attempt, 0 unknown'])
  const holders = await house.postgres.sql("SELECT DISTINCT application_name FROM pg_stat_activity WHERE application_name = 'atomera-listener'")
  expect(holders).toHaveLength(1)
}, 180_000)

test('the logs of all that hold no secret', () => house.expectNoSecrets())
