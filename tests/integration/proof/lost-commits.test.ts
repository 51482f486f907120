// The answer to a commit is cut off: the transaction stands, and the real server does not know. At named transactions, and at random ones.
import { afterAll, beforeAll, expect, test } from 'vitest'
import { until } from '../../support/calls'
import type { Rule } from '../../support/cutting-proxy'
import { fates, openChaosHouse, type ChaosHouse } from './chaos-house'
import { DEMO_HEADERS } from '../../support/demo'

/** Notes each lease that had to run out before its prediction was looked at. */
const NOTE_TAKEOVERS = `
  CREATE TABLE takeover (prediction_id text NOT NULL);
  CREATE FUNCTION note_takeover() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN INSERT INTO takeover VALUES (NEW.id); RETURN NULL; END $$;
  CREATE TRIGGER note_takeover AFTER UPDATE ON prediction FOR EACH ROW
    WHEN (OLD.lease_holder IS NOT NULL AND NEW.lease_holder IS NOT NULL AND NEW.fence > OLD.fence) EXECUTE FUNCTION note_takeover()`

let house: ChaosHouse
beforeAll(async () => {
  house = await openChaosHouse([{}])
  await house.postgres.sql(NOTE_TAKEOVERS)
}, 120_000)
afterAll(() => house.close(), 60_000)

/** More with ATOMERA_TEST_LONG=yes. */
const CUTS_AT_RANDOM = process.env.ATOMERA_TEST_LONG === 'yes' ? 100 : 15

const TRANSACTIONS: [string, Rule][] = [
  ['T1', (text) => text.includes('INSERT INTO "public"."audit_line"')],
  ['T2', (text) => text.includes('FOR UPDATE OF p SKIP LOCKED') && text.includes('INSERT INTO "public"."attempt"')],
  ['T2b', (text) => text.includes('"sent_input_sha256"') && text.includes('SUBMITTING') && !text.includes('SKIP LOCKED')],
  ['T3', (text) => text.includes('The endpoint took the job.')],
  ['the raw answer', (text) => text.includes('"raw_stored_at" =') && text.includes('COLLECTING')],
  ['the result', (text) => text.includes('INSERT INTO "public"."result"')],
]

test.each(TRANSACTIONS)('%s', async (_name, rule) => {
  const before = house.proxy.cuts()
  house.proxy.cutNext(2, rule)
  const ids = await house.trickle(3, 0)
  await until(async () => house.proxy.isDone(), (isDone) => isDone, 60_000)
  const views = await house.expectKept(ids)
  expect(house.proxy.cuts()).toBe(before + 2)
  expect(fates(views)).toEqual(['COMPLETED in 1 attempt, 0 unknown'])
  // Each step is told once.
  expect(views.flatMap(({ events }) => events.filter(({ kind }) => kind === 'twin' || kind === 'adopted'))).toEqual([])
}, 180_000)

test('a submit without a key: it is accepted once, and answered as accepted', async () => {
  house.proxy.cutNext(1, TRANSACTIONS[0]?.[1] ?? (() => false))
  const body = { name: 'Without a key', complex: { entities: [{ type: 'protein', chainIds: ['A'], sequence: 'MKTAYIAKQRQISFVKSHFSRQ' }] }, options: { use_msa_server: false } }
  const answer = await fetch(new URL('/api/v1/predictions', house.servers[0]?.url), { method: 'POST', headers: { ...DEMO_HEADERS, 'content-type': 'application/json' }, body: JSON.stringify(body) })
  expect(answer.status).toBe(202)
  const { id } = (await answer.json()) as { id: string }
  expect(await house.postgres.sql("SELECT id FROM prediction WHERE name = 'Without a key'")).toEqual([{ id }])
  await house.expectKept([id])
}, 60_000)

test('one in ten, at random', async () => {
  const enough = house.proxy.cuts() + CUTS_AT_RANDOM
  const ids: string[] = []
  house.proxy.cutAtRandom(0.1)
  while (house.proxy.cuts() < enough) ids.push(...(await house.trickle(1, 150)))
  house.proxy.cutAtRandom(0)
  expect(fates(await house.expectKept(ids))).toEqual(['COMPLETED in 1 attempt, 0 unknown'])
}, 240_000)

test('no claim waited for its lease to run out', async () => expect(await house.postgres.sql('SELECT * FROM takeover')).toEqual([]))

test('the logs of all that hold no secret', () => house.expectNoSecrets())
