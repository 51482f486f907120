// Webhooks: right, wrong, early, late, forged, repeated and malformed ones. Each is a hint at most, and each is answered alike.
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { base64, poseCif } from '../../support/boltz-files'
import { call, json, untilEnded, view } from '../../support/calls'
import { MINUTE_MS, openStage, submitSmall, untilAttempt, untilStatus, type Stage } from './stage'

const PUBLIC_URL = 'http://127.0.0.1:9'
const realOutput = { pose_files: { 'pose_0.cif': base64(poseCif([{ chainId: 'A', type: 'protein', residues: 16 }])) } }

let stage: Stage
beforeAll(async () => { stage = await openStage({ runPod: true, settings: { PUBLIC_URL, RUNPOD_POLL_INTERVAL: '1h' } }) })
afterAll(() => stage.close())
beforeEach(async () => {
  await stage.control('POST', 'reset', {})
  // Nobody looks: only a hint makes it look soon.
  await stage.sql('UPDATE team SET watched_until = NULL')
})
afterEach(async () => {
  const inFlight = () => stage.sql<{ jobId: string }>(`SELECT job_id AS "jobId" FROM attempt WHERE state IN ('IN_QUEUE', 'IN_PROGRESS')`)
  for (const { jobId } of await inFlight()) await stage.control('POST', 'distort', { id: jobId, status: 'CANCELLED' })
  await stage.sql("UPDATE prediction SET next_check_at = app_now() WHERE status IN ('IN_QUEUE', 'IN_PROGRESS')")
  await stage.pass(0)
  await expect.poll(inFlight, { timeout: 20_000 }).toEqual([])
})

/** The path of the webhook that the newest /run of this prediction carried. */
async function webhookOf(predictionId: string): Promise<string> {
  const runs = (await stage.callsOf('run')).map(({ body }) => JSON.parse(body)).filter(({ input }) => input.job_id === predictionId)
  const { webhook } = runs.at(-1) as { webhook: string }
  expect(webhook).toMatch(/^http:\/\/127\.0\.0\.1:9\/api\/webhooks\/runpod\/att_[0-9a-z]{20}\/[\w-]{43}$/)
  return new URL(webhook).pathname
}
const post = async (path: string, body: object | string = { id: 'x', status: 'COMPLETED' }): Promise<number> =>
  (await call('POST', path, { raw: typeof body === 'string' ? body : JSON.stringify(body) })).status

type Row = { dueInMs: number | null; hinted: boolean; named: string | null; status: string; version: number }
async function row(id: string): Promise<Row> {
  const [found] = await stage.sql<Row>(
    `SELECT (EXTRACT(EPOCH FROM p.next_check_at - app_now()) * 1000)::float8 AS "dueInMs", a.webhook_at IS NOT NULL AS hinted, a.webhook_job_id AS named, p.status, p.version
       FROM prediction p JOIN attempt a ON a.id = p.current_attempt_id WHERE p.id = $1`, [id])
  if (found === undefined) throw new Error('It has no attempt.')
  return found
}

/** A prediction whose job waits at the endpoint and is not due for a long time. */
async function waiting(): Promise<{ id: string; path: string; jobId: string }> {
  await stage.workers(0)
  const { id } = await submitSmall()
  const seen = await untilStatus(id, 'IN_QUEUE')
  const putOff = () => stage.sql("UPDATE prediction SET next_check_at = app_now() + interval '4 minutes' WHERE id = $1 AND lease_holder IS NULL AND next_check_at IS NOT NULL RETURNING id", [id])
  await expect.poll(putOff, { timeout: 20_000, interval: 20 }).toHaveLength(1)
  return { id, path: await webhookOf(id), jobId: seen.attempts[0]?.jobId ?? '' }
}

/** A prediction whose /run was taken, and whose answer was lost. */
async function unknown({ taken }: { taken: boolean }): Promise<{ id: string; path: string; jobId: string }> {
  await stage.fault({ route: 'run', status: 502, body: '<html>', handle: taken })
  const { id } = await submitSmall()
  await untilAttempt(id, 'SUBMIT_UNKNOWN')
  return { id, path: await webhookOf(id), jobId: (await stage.ledgerOf(id))[0]?.id ?? '' }
}

const statusCalls = async (jobId: string) => (await stage.callsOf('status')).filter(({ path }) => path.includes(jobId)).length

describe('a job that is known', () => {
  test('the right call makes it look at once; what it says is not believed', async () => {
    const { id, path, jobId } = await waiting()
    const before = await statusCalls(jobId)
    const { version } = await row(id)
    expect(await post(path, { id: jobId, status: 'COMPLETED', output: { confidence_score: 1 } })).toBe(200)
    await expect.poll(() => statusCalls(jobId), { timeout: 20_000 }).toBeGreaterThan(before)
    expect(await row(id)).toMatchObject({ status: 'IN_QUEUE', version, named: null })
    await stage.behave({ kind: 'garbage', output: realOutput })
    await stage.workers(2)
    const jobs = () => stage.control<{ id: string; status: string }[]>('GET', 'jobs')
    await expect.poll(async () => (await jobs()).find((job) => job.id === jobId)?.status, { timeout: 20_000 }).toBe('COMPLETED')
    expect(await post(path, { id: jobId, status: 'FAILED', error: 'Not true.' })).toBe(200)
    expect(await untilEnded(id, 10_000)).toMatchObject({ status: 'COMPLETED', error: null })
  })

  test('the same call again and again looks once a second at most, and nothing else happens', async () => {
    const { path, jobId } = await waiting()
    const before = await statusCalls(jobId)
    const begun = performance.now()
    let calls = 0
    for (let looks = 0; looks < 3; looks = (await statusCalls(jobId)) - before) {
      expect(await post(path)).toBe(200)
      calls += 1
    }
    const seconds = Math.floor((performance.now() - begun) / 1_000)
    expect(calls).toBeGreaterThan(10)
    expect((await statusCalls(jobId)) - before).toBeLessThanOrEqual(seconds + 1)
  })

  test('a call while it is being looked at makes it look again', async () => {
    const { id, path, jobId } = await waiting()
    await stage.fault({ route: 'status', delayMs: 1_500 })
    const before = await statusCalls(jobId)
    await post(path)
    await expect.poll(() => statusCalls(jobId), { timeout: 20_000 }).toBe(before + 1)
    await stage.sql("UPDATE attempt SET webhook_at = webhook_at - interval '1 minute' WHERE prediction_id = $1", [id])
    await post(path)
    await expect.poll(() => statusCalls(jobId), { timeout: 20_000 }).toBe(before + 2)
  })
})

describe('wrong, late and malformed', () => {
  test.each([
    ['another token', (path: string) => path.replace(/[^/]+$/, 'A'.repeat(43))],
    ['half of the token', (path: string) => path.slice(0, -20)],
    ['an attempt that does not exist', (path: string) => path.replace(/att_[0-9a-z]{20}/, `att_${'0'.repeat(20)}`)],
    ['an attempt that is none', (path: string) => path.replace(/att_[0-9a-z]{20}/, '%00%27')],
    ['a very long token', (path: string) => path + 'x'.repeat(5_000)],
  ])('%s: 200, and nothing happens', async (_words, wrong) => {
    const { id, path } = await waiting()
    expect(await post(wrong(path))).toBe(200)
    const seen = await row(id)
    expect(seen).toMatchObject({ hinted: false, named: null })
    expect(seen.dueInMs).toBeGreaterThan(MINUTE_MS)
  })

  test('the token of another attempt: 200, and nothing happens', async () => {
    const one = await waiting()
    const other = await waiting()
    const crossed = one.path.replace(/[^/]+$/, other.path.split('/').at(-1) ?? '')
    expect(await post(crossed)).toBe(200)
    expect((await row(one.id)).hinted).toBe(false)
    expect((await row(other.id)).hinted).toBe(false)
  })

  test.each([
    ['no body', 'POST', () => undefined],
    ['broken JSON', 'POST', () => '{"id":'],
    ['20 MB', 'POST', () => `{"output":"${'x'.repeat(20_000_000)}"}`],
    ['GET', 'GET', () => undefined],
    ['PUT', 'PUT', () => '{}'],
  ])('%s: 200 with the right token and with a wrong one', async (_words, method, bodyOf) => {
    const raw = bodyOf()
    const { path } = await waiting()
    for (const address of [path, path.replace(/[^/]+$/, 'wrong')]) {
      const response = await call(method, address, { raw })
      expect([response.status, await response.text()]).toEqual([200, ''])
    }
  })

  test('a body that never ends does not hold up the answer', async () => {
    const { id, path } = await unknown({ taken: true })
    const endless = new ReadableStream<Uint8Array>({ start: (controller) => controller.enqueue(new TextEncoder().encode('{"input":')) })
    const { hearWebhook } = await import('@/lib/predictions/webhook')
    const [attempt = '', token = ''] = path.split('/').slice(-2)
    expect((await hearWebhook({ attempt, token }, endless)).status).toBe(200)
    expect(await row(id)).toMatchObject({ hinted: true, named: null })
  })

  test('valid until ttl + 30 minutes after the call, and no longer', async () => {
    const { id, path } = await waiting()
    const { ttlMs } = await view(id)
    const age = (ms: number) => stage.sql("UPDATE attempt SET calling_at = app_now() - $2 * interval '1 millisecond' WHERE prediction_id = $1", [id, ms])
    await age(ttlMs + 30 * MINUTE_MS + 1_000)
    expect(await post(path)).toBe(200)
    expect((await row(id)).hinted).toBe(false)
    await age(ttlMs + 29 * MINUTE_MS)
    expect(await post(path)).toBe(200)
    expect((await row(id)).hinted).toBe(true)
  })

  test('after the end: 200, nothing is due again', async () => {
    const { id, path, jobId } = await waiting()
    await json('POST', `/api/v1/predictions/${id}/cancel`, { expect: 202 })
    const ended = await untilEnded(id)
    await expect.poll(async () => (await row(id)).dueInMs, { timeout: 20_000 }).toBeNull()
    expect(await post(path, { id: jobId, status: 'COMPLETED' })).toBe(200)
    expect(await row(id)).toMatchObject({ dueInMs: null, hinted: false, status: 'CANCELLED', version: ended.version })
  })

  test('a token is drawn anew for each call: the one that was refused is worth nothing', async () => {
    await stage.workers(0)
    await stage.fault({ route: 'run', status: 429, headers: { 'retry-after': '1' }, body: '' })
    const { id } = await submitSmall()
    await untilAttempt(id, 'REFUSED')
    const refused = await webhookOf(id)
    await stage.pass(2_000)
    await untilStatus(id, 'IN_QUEUE')
    const taken = await webhookOf(id)
    expect(taken.split('/').at(-2)).toBe(refused.split('/').at(-2))
    await post(refused)
    expect((await row(id)).hinted).toBe(false)
    await post(taken)
    expect((await row(id)).hinted).toBe(true)
  })
})

describe('before /run has answered', () => {
  test('kept as a hint: not adopted meanwhile, looked at at once afterwards', async () => {
    await stage.workers(0)
    await stage.fault({ route: 'run', delayMs: 2_000 })
    const { id } = await submitSmall()
    await untilAttempt(id, 'SUBMITTING')
    await expect.poll(() => stage.ledgerOf(id), { timeout: 20_000, interval: 20 }).toHaveLength(1)
    const jobId = (await stage.ledgerOf(id))[0]?.id ?? ''
    const path = await webhookOf(id)
    expect(await post(path, { id: jobId, status: 'COMPLETED' })).toBe(200)
    expect(await view(id)).toMatchObject({ status: 'QUEUED', attempts: [{ state: 'SUBMITTING', jobId: null }] })
    const hinted = await row(id)
    expect(hinted).toMatchObject({ named: jobId })
    expect(hinted.dueInMs).toBeLessThanOrEqual(0)
    const seen = await untilStatus(id, 'IN_QUEUE')
    expect(seen.attempts).toMatchObject([{ jobId }])
    expect(seen.events.map(({ kind }) => kind)).not.toContain('adopted')
    expect((await row(id)).named).toBeNull()
    await expect.poll(() => statusCalls(jobId), { timeout: 20_000 }).toBeGreaterThan(0)
  })

  test('and the answer is lost: adopted once it is known to be lost', async () => {
    await stage.behave({ kind: 'garbage', output: realOutput })
    await stage.fault({ route: 'run', delayMs: 1_500, status: 502, body: '', handle: true })
    const { id } = await submitSmall()
    await expect.poll(() => stage.ledgerOf(id), { timeout: 20_000, interval: 20 }).toHaveLength(1)
    await post(await webhookOf(id), { id: (await stage.ledgerOf(id))[0]?.id })
    expect((await view(id)).attempts).toMatchObject([{ state: 'SUBMITTING' }])
    expect(await untilEnded(id)).toMatchObject({ status: 'COMPLETED', attempts: [{ outcome: 'COMPLETED' }] })
    expect(await stage.ledgerOf(id)).toHaveLength(1)
  })
})

describe('SUBMIT_UNKNOWN', () => {
  test('is adopted by the job that the webhook names, and goes on to its end', async () => {
    await stage.behave({ kind: 'garbage', output: realOutput })
    const { id, path, jobId } = await unknown({ taken: true })
    expect(await post(path, { id: jobId, status: 'COMPLETED' })).toBe(200)
    const seen = await untilEnded(id)
    expect(seen).toMatchObject({ status: 'COMPLETED', attempts: [{ outcome: 'COMPLETED', jobId }] })
    expect(seen.submittedAt).not.toBeNull()
    expect(seen.events.map(({ kind }) => kind)).toContain('adopted')
    expect(await stage.callsOf('run')).toHaveLength(1)
  })

  test('an id that the endpoint does not know is dropped, and the true one is adopted later', async () => {
    await stage.workers(0)
    const { id, path, jobId } = await unknown({ taken: true })
    await stage.sql("UPDATE attempt SET calling_at = calling_at - interval '1 minute' WHERE prediction_id = $1", [id])
    expect(await post(path, { id: 'stranger-u1' })).toBe(200)
    await expect.poll(() => statusCalls('stranger-u1'), { timeout: 20_000 }).toBeGreaterThan(0)
    await expect.poll(async () => (await row(id)).named, { timeout: 20_000 }).toBeNull()
    expect((await view(id)).attempts).toMatchObject([{ state: 'SUBMIT_UNKNOWN', jobId: null }])
    await post(path, { id: jobId })
    await untilAttempt(id, 'IN_QUEUE')
  })

  test.each([['a path', '../../run/x'], ['too long', 'x'.repeat(81)], ['empty', '']])('an id in no form of an id (%s) is not even asked for', async (_words, strange) => {
    const { id, path } = await unknown({ taken: true })
    expect(await post(path, { id: strange })).toBe(200)
    expect(await row(id)).toMatchObject({ hinted: true, named: null })
  })

  test('another attempt\'s job is never taken over by a stolen token', async () => {
    const owner = await waiting()
    const { id, path } = await unknown({ taken: false })
    await post(path, { id: owner.jobId })
    await expect.poll(async () => (await row(id)).named, { timeout: 20_000 }).toBeNull()
    expect((await view(id)).attempts).toMatchObject([{ state: 'SUBMIT_UNKNOWN', jobId: null }])
    expect((await view(owner.id)).attempts).toMatchObject([{ state: 'IN_QUEUE', jobId: owner.jobId }])
  })

  test('nor is the job of a call whose answer is still awaited', async () => {
    const { id, path } = await unknown({ taken: false })
    // After an unknown one the endpoint is given one at a time, once it has shown health.
    await stage.workers(0)
    await stage.fault({ route: 'run', delayMs: 3_000 })
    const owner = await submitSmall()
    await expect.poll(() => stage.ledgerOf(owner.id), { timeout: 20_000, interval: 20 }).toHaveLength(1)
    const jobId = (await stage.ledgerOf(owner.id))[0]?.id ?? ''
    await post(path, { id: jobId })
    const seen = await untilStatus(owner.id, 'IN_QUEUE')
    expect(seen.attempts).toMatchObject([{ jobId }])
    await expect.poll(async () => (await row(id)).named, { timeout: 20_000 }).toBeNull()
    expect((await view(id)).attempts).toMatchObject([{ state: 'SUBMIT_UNKNOWN', jobId: null }])
  })

  test('while the endpoint does not answer the named job is kept, whatever another call names', async () => {
    await stage.workers(0)
    const { id, path, jobId } = await unknown({ taken: true })
    await stage.fault({ route: 'status', status: 503, body: '', times: 1 })
    await post(path, { id: jobId })
    await post(path, { id: 'stranger-u1' })
    expect((await row(id)).named).toBe(jobId)
    await stage.pass(MINUTE_MS)
    await untilAttempt(id, 'IN_QUEUE')
    expect(await statusCalls('stranger-u1')).toBe(0)
  })

  test('cancelled while nobody knew: the named job is cancelled at the endpoint', async () => {
    await stage.workers(0)
    const { id, path, jobId } = await unknown({ taken: true })
    await json('POST', `/api/v1/predictions/${id}/cancel`, { expect: 202 })
    await untilStatus(id, 'CANCELLED')
    await post(path, { id: jobId })
    await expect.poll(async () => (await view(id)).attempts[0]?.state, { timeout: 20_000 }).toBe('ENDED')
    expect(await view(id)).toMatchObject({ status: 'CANCELLED', attempts: [{ outcome: 'CANCELLED', jobId }] })
    expect((await stage.callsOf('cancel')).map(({ path: called }) => called)).toEqual([expect.stringContaining(jobId)])
  })
})

describe('while the database cannot be written', () => {
  const readOnly = async (value: 'on' | 'off') => {
    await stage.sql(`DO $$ BEGIN EXECUTE format('ALTER DATABASE %I SET default_transaction_read_only = ${value}', current_database()); END $$`)
    await stage.sql('SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()')
  }

  test('503 to the right, the wrong and the unknown alike; 200 again afterwards', async () => {
    const { path } = await waiting()
    const all = [path, path.replace(/[^/]+$/, 'wrong'), path.replace(/att_[0-9a-z]{20}/, `att_${'0'.repeat(20)}`), '/api/webhooks/runpod/x/y']
    const answers = () => Promise.all(all.map((address) => post(address)))
    await stage.sql('SET default_transaction_read_only = off')
    await readOnly('on')
    await expect.poll(answers, { timeout: 20_000 }).toEqual([503, 503, 503, 503])
    await stage.sql('SET default_transaction_read_only = off')
    await readOnly('off')
    await expect.poll(answers, { timeout: 20_000 }).toEqual([200, 200, 200, 200])
  })
})

test('nothing of all this made an attempt run twice', async () => {
  const lines = await stage.control<{ attempt: string | null }[]>('GET', 'ledger')
  expect(new Set(lines.map(({ attempt }) => attempt)).size).toBe(lines.length)
})
