// What an endpoint says once holds for all of its jobs: a refused key pauses it, a 429 names a moment, and no look of any process asks before.
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { json, until, untilEnded, view } from '../../support/calls'
import { startReconcilerProcess } from './reconciler-process'
import { openStage, submitSmall, untilStatus, untilView, type Stage } from './stage'

let stage: Stage
beforeAll(async () => { stage = await openStage({ runPod: true }) })
afterAll(() => stage.close())
beforeEach(async () => { await stage.control('POST', 'reset', {}) })

const calls = async (route: string) => (await stage.callsOf(route)).length
const pausedCode = async () => (await stage.sql<{ code: string | null }>('SELECT paused_code AS code FROM endpoint'))[0]?.code

async function waiting(count: number): Promise<string[]> {
  await stage.workers(0)
  const all = await Promise.all(Array.from({ length: count }, () => submitSmall()))
  for (const { id } of all) await untilStatus(id, 'IN_QUEUE')
  return all.map(({ id }) => id)
}

/** Every one of them is looked at anew, and the looks have ended. */
async function lookAtAll(ids: string[]): Promise<void> {
  const fences = () => stage.sql<{ id: string; fence: number; leased: boolean }>('SELECT id, fence, lease_holder IS NOT NULL AS leased FROM prediction WHERE id = ANY($1)', [ids])
  await until(fences, (rows) => rows.every(({ leased }) => !leased))
  const before = new Map((await fences()).map(({ id, fence }) => [id, fence]))
  await stage.sql('UPDATE prediction SET next_check_at = app_now() WHERE id = ANY($1)', [ids])
  await stage.pass(0)
  await until(fences, (rows) => rows.every(({ id, fence, leased }) => !leased && fence > (before.get(id) ?? 0)))
}

test('conformance 17: while the key is refused no job is asked for, one /health tries, and all go on when it is accepted again', async () => {
  const ids = await waiting(3)
  await stage.fault({ route: '*', status: 401, body: '', times: null })
  await lookAtAll(ids)
  await until(pausedCode, (code) => code === 'AUTH')
  // Looks that were on their way when it was paused have ended after one more round.
  await lookAtAll(ids)
  const [asked, probed] = [await calls('status'), await calls('health')]
  await lookAtAll(ids)
  await lookAtAll(ids)
  expect([await calls('status'), await calls('health')]).toEqual([asked, probed])
  expect((await view(ids[0] ?? '')).notice).toMatchObject({ code: 'CREDENTIALS_REJECTED' })
  await stage.pass(11_000)
  await until(() => calls('health'), (now) => now > probed)
  await lookAtAll(ids)
  expect(await calls('status')).toBe(asked)
  expect(await calls('health')).toBe(probed + 1)
  for (const id of ids) expect(await view(id)).toMatchObject({ status: 'IN_QUEUE', error: null })

  // The workers are back too; what they simulate is refused on a real target, which is an end as good as any.
  await stage.control('POST', 'reset', {})
  await stage.pass(5 * 60_000)
  for (const id of ids) expect(await untilEnded(id)).toMatchObject({ error: { code: 'OUTPUT_INVALID' } })
  expect(await pausedCode()).toBeNull()
})

test('conformance 19: a cancel that cannot be sent is not written down as sent, and is sent when the key is accepted again', async () => {
  await stage.behave({ kind: 'slow', seconds: 600 })
  const { id } = await submitSmall()
  await untilStatus(id, 'IN_PROGRESS')
  await stage.fault({ route: '*', status: 403, body: '', times: null })
  await lookAtAll([id])
  await until(pausedCode, (code) => code === 'AUTH')
  await json('POST', `/api/v1/predictions/${id}/cancel`, { expect: 202 })
  await lookAtAll([id])
  expect((await view(id)).events.map(({ kind }) => kind)).not.toContain('cancelSent')
  expect(await calls('cancel')).toBe(0)
  await stage.control('POST', 'reset', {})
  await stage.pass(5 * 60_000)
  expect((await untilEnded(id)).status).toBe('CANCELLED')
  expect(await calls('cancel')).toBe(1)
})

test('conformance 18: a 429 to one look holds for the looks of every process until the moment that it names', async () => {
  const ids = await waiting(3)
  const other = startReconcilerProcess()
  try {
    const heldUntil = async () => (await stage.sql<{ ms: number | null }>('SELECT (EXTRACT(EPOCH FROM read_not_before - app_now()) * 1000)::float8 AS ms FROM endpoint'))[0]?.ms ?? 0
    await stage.fault({ route: 'status', status: 429, headers: { 'retry-after': '100' }, body: '' })
    await until(heldUntil, (ms) => ms > 90_000)
    await lookAtAll(ids)
    const asked = await calls('status')
    await stage.pass(50_000)
    for (let round = 0; round < 3; round += 1) await lookAtAll(ids)
    expect(await calls('status')).toBe(asked)
    expect(await untilView(ids[0] ?? '', () => true)).toMatchObject({ status: 'IN_QUEUE', error: null })
    await stage.pass(60_000)
    await until(() => calls('status'), (now) => now > asked)
  } finally {
    await other.kill()
  }
}, 120_000)
