// Waiting at /status-sync: an end is known at once though no webhook comes and nobody polls; without the route, under refusals and with
// several processes it stays a hint that costs little.
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { base64, poseCif } from '../../support/boltz-files'
import { untilEnded } from '../../support/calls'
import { MINUTE_MS, openStage, submitSmall, untilStatus, type Stage } from './stage'

const realOutput = { pose_files: { 'pose_0.cif': base64(poseCif([{ chainId: 'A', type: 'protein', residues: 16 }])) } }

let stage: Stage
beforeAll(async () => { stage = await openStage({ runPod: true, loop: false, settings: { RUNPOD_POLL_INTERVAL: '1h' }, breaks: 'all' }) })
afterAll(() => stage.close())
beforeEach(async () => {
  await stage.control('POST', 'reset', {})
  await stage.workers(40)
  await stage.sql('UPDATE team SET watched_until = NULL')
  await stage.sql('UPDATE endpoint SET status_sync_missing_at = NULL, not_before = NULL, read_not_before = NULL, paused_code = NULL')
})
afterEach(async () => {
  await stage.sql("UPDATE attempt SET state = 'ENDED', outcome = 'VOID', ended_at = app_now() WHERE ended_at IS NULL")
  await stage.sql('UPDATE prediction SET next_check_at = NULL, lease_holder = NULL, lease_until = NULL')
})

type Row = { dueInMs: number | null; awaited: boolean }
const row = async (id: string): Promise<Row | undefined> => (await stage.sql<Row>(
  `SELECT (EXTRACT(EPOCH FROM p.next_check_at - app_now()) * 1000)::float8 AS "dueInMs", COALESCE(a.awaited_until > app_now(), false) AS awaited
     FROM prediction p JOIN attempt a ON a.id = p.current_attempt_id WHERE p.id = $1`, [id]))[0]
const callsAbout = async (route: string, jobId: string) => (await stage.callsOf(route)).filter(({ path }) => path.includes(jobId)).length
const missing = async () => (await stage.sql<{ missing: boolean }>("SELECT bool_or(status_sync_missing_at IS NOT NULL) AS missing FROM endpoint"))[0]?.missing
const end = (jobId: string, status = 'COMPLETED') => stage.control('POST', 'distort', { id: jobId, status, output: realOutput })

/** A prediction that runs, is awaited, and is not looked at otherwise. */
async function awaited(): Promise<{ id: string; jobId: string }> {
  await stage.behave({ kind: 'slow', seconds: 600 })
  const { id } = await submitSmall()
  const seen = await untilStatus(id, 'IN_PROGRESS')
  const jobId = seen.attempts[0]?.jobId ?? ''
  await expect.poll(() => callsAbout('status-sync', jobId), { timeout: 20_000 }).toBeGreaterThan(0)
  const putOff = () => stage.sql("UPDATE prediction SET next_check_at = app_now() + interval '4 minutes' WHERE id = $1 AND lease_holder IS NULL AND next_check_at IS NOT NULL RETURNING id", [id])
  await expect.poll(putOff, { timeout: 20_000, interval: 20 }).toHaveLength(1)
  return { id, jobId }
}

/** A test of its own loop. */
async function withLoop<Value>(work: (loop: { stop(): Promise<void> }) => Promise<Value>): Promise<Value> {
  const loop = await stage.startLoop()
  try {
    return await work(loop)
  } finally {
    await loop.stop()
  }
}

test('an end is known though no webhook comes and nobody polls, and its answer is fetched once', () => withLoop(async () => {
  const { id, jobId } = await awaited()
  const looks = await callsAbout('status', jobId)
  await end(jobId)
  expect(await untilEnded(id, 15_000)).toMatchObject({ status: 'COMPLETED' })
  expect(await callsAbout('status', jobId)).toBe(looks)
  expect(await row(id)).toMatchObject({ dueInMs: null })
}))

test('so is any other end', () => withLoop(async () => {
  const { id, jobId } = await awaited()
  await end(jobId, 'FAILED')
  expect(await untilEnded(id, 15_000)).toMatchObject({ status: 'FAILED' })
}))

test('a prediction that was cancelled meanwhile is judged by a fresh answer, not by one from before the cancel', () => withLoop(async () => {
  const { id, jobId } = await awaited()
  const looks = await callsAbout('status', jobId)
  await stage.sql("UPDATE attempt SET cancel_reason = 'wish', cancel_called_at = app_now(), cancel_answered_at = app_now() WHERE prediction_id = $1", [id])
  await end(jobId)
  expect(await untilEnded(id, 15_000)).toMatchObject({ status: 'COMPLETED' })
  expect(await callsAbout('status', jobId)).toBeGreaterThan(looks)
}))

test('a stop does not wait for the calls that wait', async () => {
  const { startReconcilerLoop } = await import('@/lib/predictions/loop')
  const loop = startReconcilerLoop()
  await awaited()
  // It would take 20 s until the endpoint answers by itself.
  const stopped = loop.stop(60_000).then(() => 'stopped')
  expect(await Promise.race([stopped, new Promise((resolve) => setTimeout(() => resolve('waits'), 15_000).unref())])).toBe('stopped')
})

describe('an endpoint without /status-sync', () => {
  test.each([404, 405])('%i while /status is 200: remembered, asked again after a day, and ends are found by asking', (status) => withLoop(async () => {
    await stage.fault({ route: 'status-sync', status, body: '', times: null })
    await stage.behave({ kind: 'slow', seconds: 600 })
    const { id } = await submitSmall()
    await expect.poll(missing, { timeout: 20_000 }).toBe(true)
    const seen = await untilStatus(id, 'IN_PROGRESS')
    const jobId = seen.attempts[0]?.jobId ?? ''
    const before = (await stage.callsOf('status-sync')).length
    await stage.pass(6 * MINUTE_MS)
    await expect.poll(async () => (await row(id))?.dueInMs ?? 0, { timeout: 20_000 }).toBeGreaterThan(0)
    expect((await stage.callsOf('status-sync')).length).toBe(before)
    await end(jobId)
    await stage.pass(6 * MINUTE_MS)
    expect(await untilEnded(id, 15_000)).toMatchObject({ status: 'COMPLETED' })
    await stage.behave({ kind: 'slow', seconds: 600 })
    await submitSmall()
    await stage.sql("UPDATE endpoint SET status_sync_missing_at = app_now() - interval '25 hours'")
    await expect.poll(async () => (await stage.callsOf('status-sync')).length, { timeout: 20_000 }).toBeGreaterThan(before)
  }))

  test('one call that answers 404 by chance does not count', () => withLoop(async () => {
    await stage.fault({ route: 'status-sync', status: 404, body: '' })
    const { id, jobId } = await awaited()
    await expect.poll(() => callsAbout('status-sync', jobId), { timeout: 20_000 }).toBeGreaterThan(1)
    expect(await missing()).toBe(false)
    await end(jobId)
    await stage.pass(6 * MINUTE_MS)
    await untilEnded(id)
  }))

  test('a job that the endpoint does not know at all says nothing about the route', () => withLoop(async () => {
    await stage.fault([{ route: 'status-sync', status: 404, body: '', times: null }, { route: 'status', status: 404, body: '', times: null }])
    await submitSmall()
    await expect.poll(async () => (await stage.callsOf('status-sync')).length, { timeout: 20_000 }).toBeGreaterThan(0)
    await expect.poll(async () => (await stage.callsOf('status')).length, { timeout: 20_000 }).toBeGreaterThan(1)
    expect(await missing()).toBe(false)
  }))
})

test('429: the endpoint is left alone, for hand-overs too, and asked again later', () => withLoop(async () => {
  await stage.fault({ route: 'status-sync', status: 429, headers: { 'retry-after': '3600' }, body: '', times: 2 })
  await stage.behave({ kind: 'slow', seconds: 600 })
  await submitSmall()
  const notBefore = async () => (await stage.sql<{ ms: number | null }>('SELECT (EXTRACT(EPOCH FROM max(not_before) - app_now()) * 1000)::float8 AS ms FROM endpoint'))[0]?.ms ?? 0
  await expect.poll(notBefore, { timeout: 20_000 }).toBeGreaterThan(3_000_000)
  expect((await stage.callsOf('status-sync')).length).toBeLessThanOrEqual(2)
}))

test('two processes ask for each job once', async () => {
  const first = await stage.startLoop()
  const second = await stage.startLoop()
  const all = await Promise.all(Array.from({ length: 6 }, () => awaited()))
  expect(await Promise.all(all.map(({ jobId }) => callsAbout('status-sync', jobId)))).toEqual([1, 1, 1, 1, 1, 1])
  await Promise.all([first.stop(), second.stop()])
})

describe('which jobs', () => {
  test('watched ones first, then the oldest, as many as fit, and none that another process has', async () => {
    const { takeAwaited, MOST_AWAITED } = await import('@/lib/predictions/await-ends-store')
    const { id } = await submitSmall()
    const [made] = await stage.sql<{ team: string; owner: string; endpoint: string }>('SELECT p.team_id AS team, p.owner_id AS owner, (SELECT min(id) FROM endpoint) AS endpoint FROM prediction p WHERE id = $1', [id])
    await stage.sql("INSERT INTO team (id, name, watched_until) VALUES ('team_watching', 'Watching', app_now() + interval '1 hour')")
    await stage.sql(
      `INSERT INTO prediction SELECT (jsonb_populate_record(p, jsonb_build_object('id', 'bulk_' || n, 'status', 'IN_PROGRESS', 'team_id', CASE WHEN n > 290 THEN 'team_watching' ELSE p.team_id END))).*
         FROM prediction p, generate_series(1, 300) n WHERE p.id = $1`, [id])
    await stage.sql(
      `INSERT INTO attempt (id, prediction_id, number, generation, endpoint_ref, state, webhook_token_hash, execution_timeout_ms, ttl_ms, submitted_at, job_id, created_at)
       SELECT 'att_' || n, 'bulk_' || n, 1, 1, $1, 'IN_PROGRESS', '', 1, 1, app_now() - (1000 - n) * interval '1 second', 'job-' || n, app_now() FROM generate_series(1, 300) n`, [made?.endpoint])
    const numbers = (jobs: { jobId: string }[]) => jobs.map(({ jobId }) => Number(jobId.slice(4))).sort((one, other) => one - other)
    const range = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, at) => from + at)
    const taken = await takeAwaited(30_000, [], [])
    expect(numbers(taken)).toEqual([...range(1, MOST_AWAITED - 10), ...range(291, 300)])
    expect(await takeAwaited(30_000, [], [])).toEqual([])
    // Two of them have ended; their places go to the next.
    await stage.sql("UPDATE attempt SET state = 'ENDED', ended_at = app_now() WHERE id IN ('att_1', 'att_300')")
    expect(numbers(await takeAwaited(30_000, ['att_1', 'att_300'], []))).toEqual(range(MOST_AWAITED - 9, MOST_AWAITED - 8))
    // One that came back without having ended is asked for again.
    expect(numbers(await takeAwaited(30_000, ['att_295'], []))).toEqual([295])
    await stage.pass(31_000)
    expect(await takeAwaited(30_000, [], [made?.endpoint ?? ''])).toEqual([])
    expect((await takeAwaited(30_000, [], []))).toHaveLength(MOST_AWAITED)
    await stage.sql("DELETE FROM attempt WHERE prediction_id LIKE 'bulk_%'")
    await stage.sql("DELETE FROM prediction WHERE id LIKE 'bulk_%'")
  })
})

