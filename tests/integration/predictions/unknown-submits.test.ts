// An endpoint without a look-up, as RunPod is: what nobody knows is never sent again by a machine, and every way out of it.
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { PredictionView } from '@/lib/predictions/schema'
import { base64, poseCif } from '../../support/boltz-files'
import { call, json, untilEnded, view } from '../../support/calls'
import { HOUR_MS, MINUTE_MS, openStage, submitSmall, untilAttempt, untilStatus, untilView, type Stage } from './stage'

let stage: Stage
beforeAll(async () => { stage = await openStage({ runPod: true }) })
afterAll(() => stage.close())
beforeEach(async () => { await stage.control('POST', 'reset', {}) })

const LOST_MS = 7 * HOUR_MS + 31 * MINUTE_MS

/** What a real worker would return for the small peptide. */
const realOutput = { pose_files: { 'pose_0.cif': base64(poseCif([{ chainId: 'A', type: 'protein', residues: 16 }])) } }
const behaveReally = (times = 1) => stage.control('POST', 'behaviours', { times, behaviour: { kind: 'garbage', output: realOutput } })
const retry = (id: string, body: object = {}) => call('POST', `/api/v1/predictions/${id}/retry`, { body })
const cancel = (id: string) => json<PredictionView>('POST', `/api/v1/predictions/${id}/cancel`, { expect: 202 })
const attemptsOf = (seen: PredictionView) => seen.attempts.map(({ state, outcome, current, resultOffered }) => ({ state, outcome, current, resultOffered }))

/** A prediction whose /run was answered by nothing that can be understood. */
async function unknown(taken = false): Promise<string> {
  await stage.fault({ route: 'run', status: 502, body: '<html>', handle: taken })
  const { id } = await submitSmall()
  await untilAttempt(id, 'SUBMIT_UNKNOWN')
  return id
}

/** A prediction whose accepted /run is answered only after `delayMs`, and which was judged unknown meanwhile. */
async function answeredLate(delayMs: number): Promise<string> {
  await stage.fault({ route: 'run', delayMs })
  const { id } = await submitSmall()
  await untilAttempt(id, 'SUBMITTING')
  await expect.poll(() => stage.ledgerOf(id), { timeout: 120_000, interval: 20 }).toHaveLength(1)
  await stage.pass(61_000)
  await untilAttempt(id, 'SUBMIT_UNKNOWN')
  return id
}

test('a real target is completed by a real result, and its request carries the policy and no key', async () => {
  await behaveReally()
  const accepted = await submitSmall()
  expect(accepted).toMatchObject({ target: 'real', simulated: false })
  const seen = await untilEnded(accepted.id)
  expect(seen).toMatchObject({ status: 'COMPLETED', simulated: false, endpoint: { kind: 'runpod' } })
  const [request] = await stage.callsOf('run')
  expect(JSON.parse(request?.body ?? '')).toMatchObject({ input: { job_id: accepted.id, attempt: expect.stringMatching(/^att_/) }, policy: { executionTimeout: seen.executionTimeoutMs, ttl: seen.ttlMs } })
  expect(JSON.stringify(seen)).not.toContain(stage.endpoint.apiKey)
})

test('a score whose own file did not come with it is unverified: shown as reported, never ranked', async () => {
  await stage.behave({ kind: 'garbage', output: { ...realOutput, confidence_score: 0.93 } })
  const { id } = await submitSmall()
  const seen = await untilEnded(id)
  expect(seen).toMatchObject({ status: 'COMPLETED', confidence_score: null, result: { confidence_score: 0.93, confidenceState: 'unverified' } })
})

test('simulated output on a real target is refused', async () => {
  const { id } = await submitSmall()
  const seen = await untilEnded(id)
  expect(seen).toMatchObject({ status: 'FAILED', error: { code: 'OUTPUT_INVALID' }, result: null })
  expect(seen.error?.reported).toMatch(/simulat/i)
})

describe.each([[401, 'CREDENTIALS_REJECTED'], [403, 'CREDENTIALS_REJECTED'], [404, 'ENDPOINT_NOT_FOUND']])('refused with %i', (status, code) => {
  test(`QUEUED with the notice ${code}, and goes on by itself`, async () => {
    await stage.fault({ route: 'run', status, body: '' })
    await behaveReally()
    const { id } = await submitSmall()
    const seen = await untilView(id, ({ notice }) => notice?.code === code)
    expect(seen.status).toBe('QUEUED')
    expect(seen.notice?.message).toContain('Failed to submit job to RunPod')
    await stage.pass(10 * MINUTE_MS)
    expect(await untilEnded(id)).toMatchObject({ status: 'COMPLETED' })
  })
})

describe('conformance 7: SUBMIT_UNKNOWN', () => {
  test('stays QUEUED with its notice and is not sent again; ends as SUBMIT_LOST by time', async () => {
    const id = await unknown()
    expect(await view(id)).toMatchObject({ status: 'QUEUED', notice: { code: 'SUBMIT_UNKNOWN', actions: ['retryAcceptingDoubleBilling', 'cancel'] } })
    await stage.pass(HOUR_MS)
    await stage.pass(4 * HOUR_MS)
    const looked = async () => (await stage.sql<{ fence: number }>('SELECT fence FROM prediction WHERE id = $1', [id]))[0]?.fence ?? 0
    const before = await looked()
    await stage.pass(HOUR_MS)
    await expect.poll(looked, { timeout: 120_000 }).toBeGreaterThan(before)
    expect(await view(id)).toMatchObject({ status: 'QUEUED' })
    expect(await stage.callsOf('run')).toHaveLength(1)
    await stage.pass(2 * HOUR_MS)
    const seen = await untilEnded(id)
    expect(seen).toMatchObject({ status: 'FAILED', error: { code: 'SUBMIT_LOST', rerunMayHelp: true } })
    expect(seen.error?.cure).toContain('may have been billed')
    await behaveReally()
    expect((await retry(id)).status).toBe(202)
    expect(await untilEnded(id)).toMatchObject({ status: 'COMPLETED', generation: 2 })
  })

  test('run again: 409 unless double billing is accepted, then a new attempt; the earlier one stays owned', async () => {
    const id = await unknown()
    const refused = await retry(id)
    expect(refused.status).toBe(409)
    expect(await refused.json()).toMatchObject({ code: 'DOUBLE_BILLING' })
    await behaveReally()
    expect((await retry(id, { acceptDoubleBilling: true })).status).toBe(202)
    const seen = await untilEnded(id)
    expect(seen).toMatchObject({ status: 'COMPLETED', generation: 2 })
    expect(attemptsOf(seen)).toEqual([
      { state: 'SUBMIT_UNKNOWN', outcome: null, current: false, resultOffered: false },
      { state: 'ENDED', outcome: 'COMPLETED', current: true, resultOffered: false },
    ])
    await stage.pass(LOST_MS)
    const later = await untilView(id, ({ attempts }) => attempts[0]?.state === 'ENDED')
    expect(later).toMatchObject({ status: 'COMPLETED', attempts: [{ error: { code: 'SUBMIT_LOST' } }, { outcome: 'COMPLETED' }] })
  })

  test('cancel: CANCELLED, may still run', async () => {
    const id = await unknown()
    await cancel(id)
    expect(await untilEnded(id)).toMatchObject({ status: 'CANCELLED', notice: { code: 'MAY_STILL_RUN' }, attempts: [{ state: 'SUBMIT_UNKNOWN' }] })
    await stage.pass(LOST_MS)
    expect(await untilView(id, ({ attempts }) => attempts[0]?.state === 'ENDED')).toMatchObject({ status: 'CANCELLED' })
  })

  test('cancel after running it again, before the hand-over: CANCELLED at once, may still run', async () => {
    const id = await unknown()
    await stage.fault({ route: 'health', status: 500, body: '', times: 1_000 })
    expect((await retry(id, { acceptDoubleBilling: true })).status).toBe(202)
    await cancel(id)
    expect(await untilEnded(id)).toMatchObject({ status: 'CANCELLED', notice: { code: 'MAY_STILL_RUN' } })
    await stage.control('POST', 'reset', {})
    await stage.pass(LOST_MS)
    await untilView(id, ({ attempts }) => attempts.every(({ state }) => state === 'ENDED'))
  })
})

describe('conformance 6: the answer to /run arrives late', () => {
  test('T3 is stored whatever the fence says: it is adopted and goes on', async () => {
    await behaveReally()
    const id = await answeredLate(2_500)
    const seen = await untilEnded(id)
    expect(seen).toMatchObject({ status: 'COMPLETED', attempts: [{ outcome: 'COMPLETED' }] })
    expect(seen.submittedAt).not.toBeNull()
    expect(await stage.ledgerOf(id)).toHaveLength(1)
  })

  test('after it was run again: the twin is cancelled at the endpoint, the newer one counts', async () => {
    await stage.workers(0)
    const id = await answeredLate(4_000)
    expect((await retry(id, { acceptDoubleBilling: true })).status).toBe(202)
    await untilStatus(id, 'IN_QUEUE')
    const seen = await untilView(id, ({ attempts }) => attempts[0]?.state === 'ENDED')
    expect(attemptsOf(seen)[0]).toMatchObject({ outcome: 'CANCELLED', current: false })
    expect((await stage.callsOf('cancel')).map(({ path }) => path)).toEqual([`/v2/local/cancel/${seen.attempts[0]?.jobId}`])
    await behaveReally()
    await stage.workers(2)
    expect(await untilEnded(id)).toMatchObject({ status: 'COMPLETED', attempts: [{ current: false }, { current: true, outcome: 'COMPLETED' }] })
    expect(await stage.ledgerOf(id)).toHaveLength(2)
  })

  test('after it was run again, and has finished: its result is offered, and a person may use it', async () => {
    await behaveReally()
    const id = await answeredLate(6_000)
    const jobs = () => stage.control<{ pair: { jobId: string } | null; status: string }[]>('GET', 'jobs')
    await expect.poll(async () => (await jobs()).find(({ pair }) => pair?.jobId === id)?.status, { timeout: 120_000 }).toBe('COMPLETED')
    await stage.behave({ kind: 'error', error: 'No.', errorCode: 'BOLTZ_OOM' })
    expect((await retry(id, { acceptDoubleBilling: true })).status).toBe(202)
    await untilStatus(id, 'FAILED')
    const seen = await untilView(id, ({ notice }) => notice?.code === 'RESULT_OFFERED')
    expect(seen).toMatchObject({ status: 'FAILED', attempts: [{ resultOffered: true }, { resultOffered: false }] })
    expect((await call('POST', `/api/v1/predictions/${id}/attempts/2/use`)).status).toBe(409)
    const used = await json<PredictionView>('POST', `/api/v1/predictions/${id}/attempts/1/use`, { expect: 202 })
    expect(used).toMatchObject({ status: 'COMPLETED', generation: 3, error: null, attempts: [{ current: true }, { current: false }] })
    expect(used.result?.samples).toHaveLength(1)
    expect((await call('GET', used.result?.files[0]?.url ?? '')).status).toBe(200)
  })
})

test('cancelled while nobody knew, and it had finished: the late result is offered, and a person may use it', async () => {
  await behaveReally()
  const id = await answeredLate(4_000)
  const jobs = () => stage.control<{ pair: { jobId: string } | null; status: string }[]>('GET', 'jobs')
  await expect.poll(async () => (await jobs()).find(({ pair }) => pair?.jobId === id)?.status, { timeout: 120_000 }).toBe('COMPLETED')
  await cancel(id)
  await untilStatus(id, 'CANCELLED')
  const seen = await untilView(id, ({ notice }) => notice?.code === 'RESULT_OFFERED')
  expect(seen).toMatchObject({ status: 'CANCELLED', result: null, attempts: [{ current: true, resultOffered: true }] })
  const used = await json<PredictionView>('POST', `/api/v1/predictions/${id}/attempts/1/use`, { expect: 202 })
  expect(used).toMatchObject({ status: 'COMPLETED', generation: 2, notice: null, attempts: [{ resultOffered: false }] })
  expect(used.result?.samples).toHaveLength(1)
  expect((await call('POST', `/api/v1/predictions/${id}/attempts/1/use`)).status).toBe(409)
})

test('run again: not while it lives, not when it has a result', async () => {
  await stage.workers(0)
  const { id } = await submitSmall()
  await untilStatus(id, 'IN_QUEUE')
  expect((await retry(id, { acceptDoubleBilling: true })).status).toBe(409)
  await behaveReally()
  await stage.workers(2)
  await untilStatus(id, 'COMPLETED')
  expect((await retry(id)).status).toBe(409)
})

test('run again more than 14 days after it was first submitted: it waits anew', async () => {
  await stage.fault({ route: 'run', status: 400, body: 'no' })
  const { id } = await submitSmall()
  await untilStatus(id, 'FAILED')
  await stage.pass(20 * 24 * HOUR_MS)
  await stage.fault({ route: 'run', status: 429, headers: { 'retry-after': '60' }, body: '' })
  expect((await retry(id)).status).toBe(202)
  expect(await untilAttempt(id, 'REFUSED')).toMatchObject({ status: 'QUEUED' })
  await behaveReally()
  await stage.pass(MINUTE_MS)
  expect(await untilEnded(id)).toMatchObject({ status: 'COMPLETED' })
})

test('14 days without an endpoint that takes it: FAILED NEVER_SUBMITTED, though it was refused on the way', async () => {
  await stage.fault({ route: 'run', status: 429, headers: { 'retry-after': '86400' }, body: '', times: 100 })
  const { id } = await submitSmall()
  await untilAttempt(id, 'REFUSED')
  const tries = async () => (await stage.sql<{ tries: number }>('SELECT tries FROM attempt WHERE prediction_id = $1', [id]))[0]?.tries
  await stage.pass(13 * 24 * HOUR_MS)
  await expect.poll(tries, { timeout: 120_000 }).toBe(2)
  expect((await view(id)).status).toBe('QUEUED')
  await stage.pass(23 * HOUR_MS)
  await stage.pass(2 * HOUR_MS)
  // Refused once more at this very moment, it is looked at a minute later.
  await expect.poll(async () => {
    await stage.pass(MINUTE_MS)
    return (await view(id)).status
  }, { timeout: 120_000 }).toBe('FAILED')
  const seen = await view(id)
  expect(seen).toMatchObject({ status: 'FAILED', error: { code: 'NEVER_SUBMITTED' } })
  expect(seen.error?.cure).toContain('nothing was billed')
})
