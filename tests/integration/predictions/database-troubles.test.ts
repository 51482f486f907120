// A database that is there and cannot serve: cut connections, none left, locks that last, a full disk. Every request is answered 503 in words, and what was asked goes through afterwards.
import { Client } from 'pg'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { call } from '../../support/calls'
import { openStage, PEPTIDE, submitSmall, type Stage } from './stage'

let stage: Stage
/** Sees to the troubles, on a connection that has none of them. */
let trouble: Client
beforeAll(async () => {
  stage = await openStage({ loop: false })
  trouble = new Client({ connectionString: stage.databaseUrl })
  await trouble.connect()
})
afterEach(async () => { await trouble.query('ROLLBACK') })
afterAll(async () => {
  await trouble.end()
  await stage.close()
})

const list = () => call('GET', '/api/v1/predictions')
const submit = () => call('POST', '/api/v1/predictions', { body: { name: 'Unlucky', complex: PEPTIDE }, headers: { 'idempotency-key': `unlucky-${(asked += 1)}` } })
let asked = 0

async function expectUnavailable(response: Response): Promise<void> {
  const body: unknown = await response.json()
  expect(body).toMatchObject({ status: 503, code: 'UNAVAILABLE', detail: expect.stringContaining('Try again in a moment') })
  expect(JSON.stringify(body)).not.toMatch(/prisma|postgres|select|insert/i)
}

/** Once so many of the application's connections wait for a lock. */
const untilWaiting = (count: number) =>
  expect.poll(async () => (await stage.sql("SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND application_name = 'atomera' AND wait_event_type = 'Lock'")).length, { timeout: 20_000, interval: 20 }).toBeGreaterThanOrEqual(count)
const terminateAll = () => stage.sql("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND application_name = 'atomera'")

describe('a connection that is cut', () => {
  test('while it reads', async () => {
    await trouble.query('BEGIN; LOCK TABLE prediction IN ACCESS EXCLUSIVE MODE')
    const asking = list()
    await untilWaiting(1)
    await terminateAll()
    await expectUnavailable(await asking)
  })

  test('in the middle of a submit: nothing of it is left, and it goes through when it is sent again', async () => {
    await trouble.query('BEGIN; LOCK TABLE audit_line IN ACCESS EXCLUSIVE MODE')
    const asking = submit()
    await untilWaiting(1)
    await terminateAll()
    await expectUnavailable(await asking)
    await trouble.query('ROLLBACK')
    expect(await stage.sql("SELECT 1 FROM prediction WHERE name = 'Unlucky'")).toEqual([])
    await submitSmall()
  })
})

describe('no answer', () => {
  test('while a table is locked, requests that do not fit into the pool are told so, and so are those that do', async () => {
    await trouble.query('BEGIN; LOCK TABLE prediction IN ACCESS EXCLUSIVE MODE')
    const answers = await Promise.all(Array.from({ length: 14 }, (_, number) => (number % 2 === 0 ? list() : submit())))
    for (const answer of answers) await expectUnavailable(answer)
    await trouble.query('ROLLBACK')
    expect((await list()).status).toBe(200)
    await submitSmall()
  }, 90_000)
})

/** Makes every new audit line fail with this SQLSTATE. */
async function failWith(state: string): Promise<void> {
  await trouble.query(`BEGIN; CREATE OR REPLACE FUNCTION fail() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'insert: could not' USING ERRCODE = '${state}'; END $$;
    CREATE OR REPLACE TRIGGER fail BEFORE INSERT ON audit_line FOR EACH ROW EXECUTE FUNCTION fail(); COMMIT`)
}

test.each([
  ['53100', 'the disk is full'],
  ['53200', 'no memory is left'],
  ['53300', 'no connection is left'],
  ['25006', 'it has become a stand-by that can only be read'],
  ['40P01', 'two transactions waited for each other'],
  ['57P01', 'it is shutting down'],
])('%s: %s', async (state) => {
  await failWith(state)
  await expectUnavailable(await submit())
  await trouble.query('DROP TRIGGER fail ON audit_line')
  await submitSmall()
})

test('a fault of our own is no trouble of the database', async () => {
  await failWith('22012')
  const response = await submit()
  expect([response.status, await response.json()]).toMatchObject([500, { code: 'INTERNAL' }])
  await trouble.query('DROP TRIGGER fail ON audit_line')
})
