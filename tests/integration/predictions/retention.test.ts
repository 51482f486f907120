// The rule of retention on a real database: what is old loses its files and nothing else, what is shared, tagged, young or still open keeps them,
// a crash in between leaves whole predictions, and everything that is promised holds afterwards.
import { unzipSync } from 'fflate'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { RetentionPreview } from '@/lib/predictions/retention-schema'
import type { PredictionView } from '@/lib/predictions/schema'
import { expectInvariants } from '../../support/invariants'
import { call, json, untilEnded, view } from '../../support/calls'
import { HOUR_MS, openStage, submitSmall, untilView, type Stage } from './stage'

const DAY_MS = 24 * HOUR_MS

let stage: Stage
beforeAll(async () => { stage = await openStage({ loop: false }) })
afterAll(() => stage.close())

const apply = async (isStopped = () => false) => (await import('@/lib/predictions/retention')).applyRetention(isStopped)
const setRule = async (rule: { retentionDays?: number | null; retentionKeepsTagged?: boolean | null }) => {
  const { version } = await json<{ version: number }>('GET', '/api/v1/settings')
  await json('PATCH', '/api/v1/settings', { body: { version, ...rule } })
}
const preview = (query = ''): Promise<RetentionPreview> => json('GET', `/api/v1/settings/retention${query}`)
const pass = (days: number) => stage.pass(days * DAY_MS)

/** With a reconciler that is gone afterwards: its own chores are no part of what is tested. */
async function ended(status: PredictionView['status'], id?: string): Promise<string> {
  const { stop } = await stage.startLoop()
  const of = id ?? (await submitSmall()).id
  expect((await untilEnded(of)).status).toBe(status)
  await settled(of)
  await stop()
  return of
}
const completed = (): Promise<string> => ended('COMPLETED')

/** Nothing is left to do with it. */
const settled = (id: string) =>
  expect.poll(async () => (await stage.sql<{ open: boolean }>('SELECT next_check_at IS NOT NULL OR lease_holder IS NOT NULL AS open FROM prediction WHERE id = $1', [id]))[0]?.open, { timeout: 20_000 }).toBe(false)

type Held = { files: number; raw: number; results: number; events: number }
const held = async (id: string): Promise<Held | undefined> => (await stage.sql<Held>(
  `SELECT (SELECT count(*)::int FROM result_file f JOIN attempt a ON a.id = f.attempt_id WHERE a.prediction_id = $1) AS files,
          (SELECT count(raw_answer)::int FROM attempt WHERE prediction_id = $1) AS raw,
          (SELECT count(*)::int FROM result r JOIN attempt a ON a.id = r.attempt_id WHERE a.prediction_id = $1) AS results,
          (SELECT count(*)::int FROM event WHERE prediction_id = $1 AND kind = 'filesRemoved') AS events`, [id]))[0]
const storedBytes = async () => Number((await stage.sql<{ bytes: string }>(
  'SELECT (SELECT COALESCE(sum(octet_length(gzip)), 0) FROM artifact) + (SELECT COALESCE(sum(octet_length(raw_answer)), 0) FROM attempt) AS bytes'))[0]?.bytes)

async function expectSound(): Promise<void> {
  await expectInvariants(stage.databaseUrl)
  const { storedResults, verifyStoredResult } = await import('@/lib/predictions/verify-store')
  for (const { attemptId } of await storedResults('', 1_000)) expect(await verifyStoredResult(attemptId)).toEqual([])
}

beforeEach(async () => {
  await stage.control('POST', 'reset', {})
  await stage.workers(2)
  // What an earlier test has left is not this one's.
  await stage.sql("UPDATE retention_run SET began_at = NULL")
  await setRule({ retentionDays: 1, retentionKeepsTagged: false })
  await pass(2)
  await apply()
  await stage.sql("UPDATE retention_run SET began_at = NULL")
  await setRule({ retentionDays: null, retentionKeepsTagged: null })
})

describe('what is old', () => {
  test('loses files and raw answers, and says so wherever they would show; scores, input, events and audit stay', async () => {
    const id = await completed()
    const before = await view(id)
    await pass(91)
    await setRule({ retentionDays: 90 })
    const bytes = await storedBytes()
    expect(await preview()).toMatchObject({ days: 90, keepsTagged: true, goes: { predictions: 1, bytes }, keptTagged: 0 })
    expect(await apply()).toBe(1)
    expect(await held(id)).toEqual({ files: 0, raw: 0, results: 1, events: 1 })
    expect(await storedBytes()).toBe(0)
    expect((await preview()).lastRun).toMatchObject({ predictions: 1, bytes })

    const after = await view(id)
    const { version, events, filesRemoved, ...rest } = after
    const { version: earlier, events: told, filesRemoved: _none, ...asBefore } = before
    expect(rest).toEqual(asBefore)
    expect([version, events.length]).toEqual([earlier + 1, told.length + 1])
    expect(filesRemoved).toEqual({ at: expect.any(String), afterDays: 90 })
    expect(events.at(-1)).toMatchObject({ kind: 'filesRemoved', message: expect.stringContaining('retention rule of 90 days') })

    const file = await call('GET', after.result?.files[0]?.url ?? '')
    expect([file.status, await file.json()]).toEqual([410, expect.objectContaining({ code: 'FILES_REMOVED', detail: expect.stringContaining('run it once more') })])
    expect((await call('GET', `/api/v1/predictions/${id}/files/nobody.cif`)).status).toBe(410)
    const zip = unzipSync(new Uint8Array(await (await call('GET', `/api/v1/predictions/${id}/archive`)).arrayBuffer()))
    expect(Object.keys(zip).sort()).toEqual(['FILES-REMOVED.txt', 'SIMULATED.txt', 'input.yaml', 'prediction.json'])
    expect(new TextDecoder().decode(zip['FILES-REMOVED.txt'])).toContain('under the retention rule of 90 days')
    expect(await (await call('GET', `/api/v1/predictions/export.csv?ids=${id}`)).text()).toContain(filesRemoved?.at ?? 'never')
    expect((await call('GET', `/api/v1/predictions/export.zip?ids=${id}`)).status).toBe(200)
    await expectSound()
  })

  test('of a failure goes the raw answer, and it can be run again', async () => {
    await stage.behave({ kind: 'error', error: 'ran out of memory, skipping batch', errorCode: 'BOLTZ_OOM' })
    const id = await ended('FAILED')
    expect((await held(id))?.raw).toBe(1)
    await pass(3)
    await setRule({ retentionDays: 2 })
    expect(await apply()).toBe(1)
    expect(await view(id)).toMatchObject({ status: 'FAILED', error: { code: 'BOLTZ_OOM' }, filesRemoved: null })
    await json('POST', `/api/v1/predictions/${id}/retry`, { expect: 202 })
    await ended('COMPLETED', id)
    expect((await view(id)).filesRemoved).toBeNull()
    expect((await held(id))?.files).toBeGreaterThan(0)
    await expectSound()
  })

  test('of two that share bytes keeps them until the second goes', async () => {
    const first = await completed()
    await pass(5)
    const second = await completed()
    await pass(6)
    await setRule({ retentionDays: 10 })
    const raw = async (id: string) => Number((await stage.sql<{ bytes: string }>('SELECT sum(octet_length(raw_answer)) AS bytes FROM attempt WHERE prediction_id = $1', [id]))[0]?.bytes)
    const shared = await stage.sql<{ sha256: string }>('SELECT sha256 FROM artifact')
    expect(await preview()).toMatchObject({ goes: { predictions: 1, bytes: await raw(first) } })
    expect(await apply()).toBe(1)
    expect([(await held(first))?.files, await stage.sql('SELECT sha256 FROM artifact')]).toEqual([0, shared])
    for (const { url } of (await view(second)).result?.files ?? []) expect((await call('GET', url)).status).toBe(200)
    await expectSound()
    await pass(5)
    expect(await apply()).toBe(1)
    expect((await held(second))?.files).toBe(0)
    expect(await stage.sql('SELECT sha256 FROM artifact')).toEqual([])
    await expectSound()
  })

  test('of another team too, and nobody else is told', async () => {
    const id = await completed()
    await stage.sql("INSERT INTO team (id, name) VALUES ('team_other', 'Another') ON CONFLICT DO NOTHING")
    await stage.sql("UPDATE event SET team_id = 'team_other' WHERE prediction_id = $1", [id])
    await stage.sql("UPDATE prediction SET team_id = 'team_other' WHERE id = $1", [id])
    await pass(3)
    await setRule({ retentionDays: 2 })
    expect(await apply()).toBe(1)
    expect(await stage.sql("SELECT DISTINCT team_id AS team FROM event WHERE prediction_id = $1", [id])).toEqual([{ team: 'team_other' }])
    expect((await call('GET', `/api/v1/predictions/${id}`)).status).toBe(404)
  })
})

describe('what stays', () => {
  test('everything, while results are kept for ever', async () => {
    const id = await completed()
    await pass(3_000)
    expect(await apply()).toBeNull()
    expect(await preview()).toMatchObject({ days: null, goes: { predictions: 0, bytes: 0 } })
    expect((await held(id))?.files).toBeGreaterThan(0)
    // What a rule would do is told before it is one.
    expect(await preview('?days=2900&keepsTagged=false')).toMatchObject({ days: 2_900, goes: { predictions: 1 } })
    expect((await call('GET', '/api/v1/settings/retention?days=0')).status).toBe(400)
  })

  test('what is tagged, when the rule says so', async () => {
    const id = await completed()
    await json('PUT', `/api/v1/predictions/${id}/tags/series-7`)
    await pass(3)
    await setRule({ retentionDays: 2, retentionKeepsTagged: true })
    expect(await preview()).toMatchObject({ goes: { predictions: 0 }, keptTagged: 1 })
    expect(await apply()).toBe(0)
    expect((await held(id))?.files).toBeGreaterThan(0)
    await setRule({ retentionKeepsTagged: false })
    expect(await preview()).toMatchObject({ goes: { predictions: 1 }, keptTagged: 0 })
    await pass(1)
    expect(await apply()).toBe(1)
  })

  test('what has not ended, or ended lately, or is still to be looked at', async () => {
    const id = await completed()
    const { id: waiting } = await submitSmall()
    await setRule({ retentionDays: 2 })
    const goes = async () => (await preview()).goes.predictions
    await pass(1.9)
    expect(await goes()).toBe(0)
    await pass(0.2)
    expect(await goes()).toBe(1)
    // Each alone is a reason to leave it: a look that is still to come, a process that has it, and an attempt that lives or ended lately.
    const goesWith = async (change: string, undo: string): Promise<number> => {
      await stage.sql(`UPDATE prediction SET ${change} WHERE id = $1`, [id])
      const seen = await goes()
      await stage.sql(`UPDATE prediction SET ${undo} WHERE id = $1`, [id])
      return seen
    }
    expect(await goesWith("next_check_at = app_now() + interval '5 minutes'", 'next_check_at = NULL')).toBe(0)
    expect(await goesWith("lease_holder = 7, lease_until = app_now() + interval '1 minute'", 'lease_holder = NULL, lease_until = NULL')).toBe(0)
    expect(await goesWith('ended_at = app_now()', "ended_at = app_now() - interval '3 days'")).toBe(0)
    await stage.sql('UPDATE attempt SET ended_at = app_now() WHERE prediction_id = $1', [id])
    expect([await goes(), await apply()]).toEqual([0, 0])
    for (const left of [id, waiting]) expect((await held(left))?.events).toBe(0)
    expect((await held(id))?.files).toBeGreaterThan(0)
    await json('POST', `/api/v1/predictions/${waiting}/cancel`, { expect: 202 })
  })
})

describe('a run', () => {
  test('comes once an hour, of all processes together', async () => {
    const id = await completed()
    await setRule({ retentionDays: 1 })
    expect(await apply()).toBe(0)
    await pass(1.5)
    await stage.sql('UPDATE retention_run SET began_at = app_now()')
    expect(await apply()).toBeNull()
    await stage.pass(HOUR_MS + 1)
    expect((await Promise.all([apply(), apply(), apply()])).filter((removed) => removed !== null)).toEqual([1])
    expect((await held(id))?.events).toBe(1)
  })

  test('that dies in the middle of one leaves that one whole, and the next goes on', async () => {
    const ids = [await completed(), await completed(), await completed()]
    await pass(3)
    await setRule({ retentionDays: 2 })
    await stage.sql(`CREATE FUNCTION power_cut() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
      IF NEW.prediction_id = '${ids[1]}' THEN PERFORM pg_terminate_backend(pg_backend_pid()); END IF; RETURN NEW; END $$`)
    await stage.sql("CREATE TRIGGER power_cut BEFORE INSERT ON event FOR EACH ROW WHEN (NEW.kind = 'filesRemoved') EXECUTE FUNCTION power_cut()")
    try {
      expect(await apply()).toBe(2)
    } finally {
      await stage.sql('DROP TRIGGER power_cut ON event; DROP FUNCTION power_cut()')
    }
    const whole = await held(ids[1] ?? '')
    expect(whole).toMatchObject({ raw: 1, events: 0 })
    for (const { url } of (await view(ids[1] ?? '')).result?.files ?? []) expect((await call('GET', url)).status).toBe(200)
    await expectSound()
    await stage.pass(HOUR_MS + 1)
    expect(await apply()).toBe(1)
    for (const id of ids) expect((await held(id))?.files).toBe(0)
    await expectSound()
  })

  test('stops where the process is asked to, and while another holds the lock', async () => {
    await completed()
    await completed()
    await pass(3)
    await setRule({ retentionDays: 2 })
    let asked = 0
    expect(await apply(() => (asked += 1) > 1)).toBe(1)
    await stage.pass(HOUR_MS + 1)
    await stage.sql('SELECT pg_advisory_lock(x, 1) FROM (SELECT 1096044370 AS x) lock')
    expect(await apply()).toBe(0)
    await stage.sql('SELECT pg_advisory_unlock_all()')
    await stage.pass(HOUR_MS + 1)
    expect(await apply()).toBe(1)
  })

  test('is a chore of a visit by cron', async () => {
    const id = await completed()
    await pass(3)
    await setRule({ retentionDays: 2 })
    const { reconcileForCron } = await import('@/lib/predictions/cron')
    await reconcileForCron()
    expect((await view(id)).filesRemoved).toMatchObject({ afterDays: 2 })
  })

  test('is a chore of the reconciler', async () => {
    const id = await completed()
    await pass(3)
    await setRule({ retentionDays: 2 })
    const { stop } = await stage.startLoop()
    expect(await untilView(id, (seen: PredictionView) => seen.filesRemoved !== null, 20_000)).toMatchObject({ filesRemoved: { afterDays: 2 } })
    await stop()
  })
})

test('a late result that nobody used goes with its prediction, and is offered no more', async () => {
  const id = await completed()
  await stage.sql(`INSERT INTO attempt (id, prediction_id, number, generation, endpoint_ref, state, outcome, ended_at, webhook_token_hash, execution_timeout_ms, ttl_ms, created_at)
    SELECT 'att_late_' || prediction_id, prediction_id, 2, generation, endpoint_ref, 'ENDED', 'COMPLETED', app_now() + interval '2 days', webhook_token_hash, execution_timeout_ms, ttl_ms, app_now() FROM attempt WHERE prediction_id = $1`, [id])
  await stage.sql(`INSERT INTO result (attempt_id, summary, created_at) SELECT 'att_late_' || a.prediction_id, r.summary, app_now() FROM result r JOIN attempt a ON a.id = r.attempt_id WHERE a.prediction_id = $1`, [id])
  await stage.sql(`INSERT INTO result_file (attempt_id, name, media_type, bytes, sha256) SELECT 'att_late_' || a.prediction_id, f.name, f.media_type, f.bytes, f.sha256 FROM result_file f JOIN attempt a ON a.id = f.attempt_id WHERE a.prediction_id = $1`, [id])
  const offered = async () => (await view(id)).attempts.find(({ number }) => number === 2)?.resultOffered
  await setRule({ retentionDays: 2 })
  await pass(3)
  expect([await apply(), await offered()]).toEqual([0, true])
  await pass(2)
  expect([await apply(), await offered()]).toEqual([1, false])
  expect((await call('POST', `/api/v1/predictions/${id}/attempts/2/use`, { body: {} })).status).toBe(410)
  expect((await held(id))?.files).toBe(0)
  // The twin was written past the rules of attempts.
  await stage.sql("DELETE FROM result WHERE attempt_id = 'att_late_' || $1", [id])
  await stage.sql("DELETE FROM attempt WHERE id = 'att_late_' || $1", [id])
})
