// Cancel in each state, and delete: the wish reaches the endpoint and is repeated until it was heard; a deleted prediction keeps a tombstone.
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { PredictionView } from '@/lib/predictions/schema'
import { call, json, untilEnded, view } from '../../support/calls'
import { openStage, submitSmall, untilAttempt, untilStatus, untilView, type Stage } from './stage'

let stage: Stage
beforeAll(async () => { stage = await openStage() })
afterAll(() => stage.close())
beforeEach(async () => { await stage.control('POST', 'reset', {}) })

const cancel = (id: string) => json<PredictionView>('POST', `/api/v1/predictions/${id}/cancel`, { expect: 202 })
const jobOf = async (id: string) => (await stage.control<{ pair: { jobId: string } | null; status: string }[]>('GET', 'jobs')).find(({ pair }) => pair?.jobId === id)?.status

async function waiting(): Promise<string> {
  await stage.workers(0)
  const { id } = await submitSmall()
  await untilStatus(id, 'IN_QUEUE')
  return id
}

describe('conformance 19: cancel', () => {
  test('in the endpoint\'s queue', async () => {
    const id = await waiting()
    expect(await cancel(id)).toMatchObject({ cancelWishedAt: expect.any(String), actions: expect.not.arrayContaining(['cancel']) })
    const seen = await untilEnded(id)
    expect(seen).toMatchObject({ status: 'CANCELLED', error: null, attempts: [{ outcome: 'CANCELLED' }] })
    expect(seen.events.map(({ kind }) => kind)).toEqual(expect.arrayContaining(['cancelWished', 'cancelSent']))
    expect(await jobOf(id)).toBe('CANCELLED')
  })

  test('while it runs', async () => {
    await stage.behave({ kind: 'slow', seconds: 600 })
    const { id } = await submitSmall()
    await untilStatus(id, 'IN_PROGRESS')
    await cancel(id)
    expect(await untilEnded(id)).toMatchObject({ status: 'CANCELLED' })
    expect(await jobOf(id)).toBe('CANCELLED')
  })

  test('during SUBMITTING: the wish waits for the job id, then reaches the endpoint', async () => {
    await stage.behave({ kind: 'slow', seconds: 600 })
    await stage.fault({ route: 'run', delayMs: 1_500 })
    const { id } = await submitSmall()
    await untilAttempt(id, 'SUBMITTING')
    expect(await cancel(id)).toMatchObject({ status: 'QUEUED', cancelWishedAt: expect.any(String) })
    expect(await untilEnded(id)).toMatchObject({ status: 'CANCELLED' })
    expect(await jobOf(id)).toBe('CANCELLED')
    expect(await stage.ledgerOf(id)).toHaveLength(1)
  })

  test('the result was faster: it is kept, and the page says so', async () => {
    await stage.fault({ route: 'status', status: 503, body: '', times: 10_000 })
    const { id } = await submitSmall()
    await expect.poll(() => jobOf(id), { timeout: 20_000 }).toBe('COMPLETED')
    await cancel(id)
    await stage.control('POST', 'reset', {})
    expect(await untilEnded(id)).toMatchObject({ status: 'COMPLETED', notice: { code: 'FINISHED_BEFORE_CANCEL' } })
  })

  test('is repeated until the endpoint answers', async () => {
    const id = await waiting()
    await stage.fault([{ route: 'cancel', status: 503, body: '' }, { route: 'cancel', status: 429, body: '' }, { route: 'cancel', cut: 'drop' }])
    await cancel(id)
    for (let calls = 1; calls <= 3; calls += 1) {
      await expect.poll(async () => (await stage.callsOf('cancel')).length, { timeout: 20_000 }).toBeGreaterThanOrEqual(calls)
      await stage.pass(5_000)
    }
    expect(await untilEnded(id)).toMatchObject({ status: 'CANCELLED', notice: null })
  })

  test('2xx and still there 60 s later: ends as wished, not confirmed by the endpoint', async () => {
    const id = await waiting()
    await stage.fault({ route: 'cancel', status: 200, body: {}, times: 100 })
    await cancel(id)
    await untilView(id, ({ notice }) => notice?.code === 'CANCELLING' && notice.message.includes('confirm'))
    expect((await view(id)).status).toBe('IN_QUEUE')
    await stage.pass(61_000)
    expect(await untilEnded(id)).toMatchObject({ status: 'CANCELLED', notice: { code: 'CANCEL_NOT_CONFIRMED' } })
  })

  test('twice is one wish', async () => {
    const id = await waiting()
    await stage.fault({ route: 'cancel', status: 503, body: '' })
    const [first, second] = [await cancel(id), await cancel(id)]
    expect(second.cancelWishedAt).toBe(first.cancelWishedAt)
    await untilEnded(id)
    expect(await stage.sql("SELECT 1 AS one FROM audit_line WHERE verb = 'cancelled' AND subject = $1", [id])).toHaveLength(1)
  })

  test('run again afterwards: a new attempt, a new generation', async () => {
    const id = await waiting()
    await cancel(id)
    await untilEnded(id)
    await stage.workers(2)
    expect(await json<PredictionView>('POST', `/api/v1/predictions/${id}/retry`, { expect: 202 })).toMatchObject({ status: 'QUEUED', generation: 2, cancelWishedAt: null, endedAt: null })
    expect(await untilEnded(id)).toMatchObject({ status: 'COMPLETED', attempts: [{ outcome: 'CANCELLED', current: false }, { outcome: 'COMPLETED', current: true }] })
    expect(await stage.ledgerOf(id)).toHaveLength(2)
  })
})

const bytesOf = async (id: string) => (await stage.sql<{ files: number; results: number; raw: number }>(
  `SELECT count(f.name)::int AS files, count(r.attempt_id)::int AS results, count(a.raw_answer)::int AS raw
     FROM attempt a LEFT JOIN result r ON r.attempt_id = a.id LEFT JOIN result_file f ON f.attempt_id = a.id WHERE a.prediction_id = $1`, [id]))[0]

describe('delete', () => {
  test('hides at once, drops the bytes, keeps a tombstone', async () => {
    const { id } = await submitSmall()
    const seen = await untilEnded(id)
    const url = seen.result?.files[0]?.url ?? ''
    expect((await call('GET', url)).status).toBe(200)
    expect((await bytesOf(id))?.files).toBeGreaterThan(0)
    expect((await call('DELETE', `/api/v1/predictions/${id}`)).status).toBe(204)
    for (const address of [`/api/v1/predictions/${id}`, url]) expect((await call('GET', address)).status).toBe(404)
    expect((await call('DELETE', `/api/v1/predictions/${id}`)).status).toBe(404)
    await expect.poll(() => bytesOf(id), { timeout: 20_000 }).toEqual({ files: 0, results: 0, raw: 0 })
    expect(await stage.sql('SELECT count(*)::int AS count FROM artifact a WHERE NOT EXISTS (SELECT 1 FROM result_file f WHERE f.sha256 = a.sha256)')).toEqual([{ count: 0 }])
    const [tombstone] = await stage.sql<{ status: string; deleted: boolean; events: number }>(
      'SELECT status, deleted_at IS NOT NULL AS deleted, (SELECT count(*)::int FROM event e WHERE e.prediction_id = p.id) AS events FROM prediction p WHERE id = $1', [id])
    expect(tombstone).toMatchObject({ status: 'COMPLETED', deleted: true })
    expect(tombstone?.events).toBeGreaterThan(2)
  })

  test('conformance 19: while it runs the job is cancelled at the endpoint first', async () => {
    await stage.behave({ kind: 'slow', seconds: 600 })
    const { id } = await submitSmall()
    await untilStatus(id, 'IN_PROGRESS')
    expect((await call('DELETE', `/api/v1/predictions/${id}`)).status).toBe(204)
    expect((await call('GET', `/api/v1/predictions/${id}`)).status).toBe(404)
    await expect.poll(() => jobOf(id), { timeout: 20_000 }).toBe('CANCELLED')
    const open = async () => (await stage.sql<{ open: number }>('SELECT count(*)::int AS open FROM attempt WHERE prediction_id = $1 AND ended_at IS NULL', [id]))[0]?.open
    await expect.poll(open, { timeout: 20_000 }).toBe(0)
  })

  test('bytes that another prediction shares stay', async () => {
    const [first, second] = [await submitSmall(), await submitSmall()]
    await untilEnded(first.id)
    const kept = await untilEnded(second.id)
    await call('DELETE', `/api/v1/predictions/${first.id}`)
    await expect.poll(() => bytesOf(first.id), { timeout: 20_000 }).toEqual({ files: 0, results: 0, raw: 0 })
    for (const file of kept.result?.files ?? []) expect((await call('GET', file.url)).status).toBe(200)
  })
})

test('a stored file whose bytes have changed is reported, never shown', async () => {
  const { id } = await submitSmall()
  const seen = await untilEnded(id)
  const pose = seen.result?.files.find(({ role }) => role === 'pose')
  const { gzipSync } = await import('node:zlib')
  await stage.sql('UPDATE artifact SET gzip = $1 WHERE sha256 = $2', [gzipSync('data_forged'), pose?.sha256])
  const response = await call('GET', pose?.url ?? '')
  expect(response.status).toBe(500)
  expect(await response.json()).toMatchObject({ code: 'DAMAGED_FILE' })
})
