// The real server under load while its database is cut off, restarted, full or locked: requests are told so, and nothing is lost or sent twice.
import pg from 'pg'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { until } from '../../support/calls'
import { fates, openChaosHouse, type ChaosHouse } from './chaos-house'

/** A minute with ATOMERA_TEST_LONG=yes, else what is enough to meet every kind of statement. */
const TERMINATE_FOR_MS = process.env.ATOMERA_TEST_LONG === 'yes' ? 60_000 : 12_000
const TERMINATE_EVERY_MS = process.env.ATOMERA_TEST_LONG === 'yes' ? 2_000 : 1_000
const MOST_CONNECTIONS = 30

let house: ChaosHouse
beforeAll(async () => { house = await openChaosHouse([{}], { max_connections: String(MOST_CONNECTIONS) }) }, 120_000)
afterAll(() => house.close(), 60_000)

/** All at once and none unknown: the process that called lives on, and knows what it called. */
const AS_IF_NOTHING = ['COMPLETED in 1 attempt, 0 unknown']

const refusalsSoFar = async () => house.client.refusals.length
const statusCount = async (status: string) =>
  Number((await house.postgres.sql<{ count: string }>('SELECT count(*) FROM prediction WHERE status = $1', [status]))[0]?.count)

test('stopped immediately and started again, twice', async () => {
  const loading = house.trickle(30, 200)
  for (const soMany of [3, 12]) {
    await until(() => statusCount('COMPLETED'), (count) => count >= soMany)
    const before = await refusalsSoFar()
    await house.postgres.stopImmediately()
    await until(refusalsSoFar, (count) => count > before)
    await house.postgres.startAgain()
  }
  expect(fates(await house.expectKept(await loading))).toEqual(AS_IF_NOTHING)
}, 240_000)

const terminateAll = () =>
  house.postgres.sql("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND application_name LIKE 'atomera%'")

test('all connections terminated, again and again', async () => {
  const loading = house.trickle(30, TERMINATE_FOR_MS / 30)
  const limit = performance.now() + TERMINATE_FOR_MS
  while (performance.now() < limit) {
    await terminateAll()
    await new Promise((resolve) => setTimeout(resolve, TERMINATE_EVERY_MS))
  }
  expect(fates(await house.expectKept(await loading))).toEqual(AS_IF_NOTHING)
}, 240_000)

test('no connection left at the database', async () => {
  const loading = house.trickle(10, 300)
  const taken: pg.Client[] = []
  // Whatever the server lets go of is taken up here, until none is left for it.
  const before = await refusalsSoFar()
  while ((await refusalsSoFar()) === before) {
    const client = new pg.Client({ connectionString: house.postgres.url, application_name: 'greedy' })
    client.on('error', () => undefined)
    try {
      await client.connect()
      taken.push(client)
    } catch {
      await taken[0]?.query("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name LIKE 'atomera%'")
    }
  }
  await Promise.all(taken.map((client) => client.end()))
  expect(fates(await house.expectKept(await loading))).toEqual(AS_IF_NOTHING)
}, 240_000)

test('every connection of the pool held up by a lock: whoever asks is told so in the end, and then all goes on', async () => {
  const holding = new pg.Client({ connectionString: house.postgres.url })
  await holding.connect()
  await holding.query('BEGIN; LOCK TABLE prediction IN ACCESS EXCLUSIVE MODE')
  const loading = Promise.all(Array.from({ length: 14 }, () => house.trickle(1, 0)))
  const before = await refusalsSoFar()
  // Those for whom the pool had no connection, and those whose statement took too long.
  await until(refusalsSoFar, (count) => count >= before + 14, 90_000)
  await holding.end()
  expect(fates(await house.expectKept((await loading).flat()))).toEqual(AS_IF_NOTHING)
}, 240_000)

test('the logs of all that hold no secret', () => house.expectNoSecrets())
