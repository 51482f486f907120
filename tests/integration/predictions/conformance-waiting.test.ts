// A job that waits in the endpoint's queue for a minute says why, from /health: each reason on the way from a scripted answer to the words on the API.
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { until, untilEnded, view } from '../../support/calls'
import { MINUTE_MS, openStage, submitSmall, untilStatus, untilView, type Stage } from './stage'

let stage: Stage
beforeAll(async () => { stage = await openStage({ runPod: true }) })
afterAll(() => stage.close())
beforeEach(async () => { await stage.control('POST', 'reset', {}) })

const NONE = { idle: 0, initializing: 0, ready: 0, running: 0, throttled: 0, unhealthy: 0 }
/** What /health says so often, one after the other; it is asked once in 15 s. */
const showHealth = (workers: object, times = 1) => stage.fault({ route: 'health', status: 200, body: { jobs: { inQueue: 1, inProgress: 0 }, workers }, times })
const notice = (id: string, code: string) => untilView(id, (seen) => seen.notice?.code === code, 15_000)
const healthCalls = async () => (await stage.callsOf('health')).length

async function waiting(): Promise<string> {
  await stage.workers(0)
  const { id } = await submitSmall()
  await untilStatus(id, 'IN_QUEUE')
  return id
}

test('conformance 23: one after the other, as the endpoint goes from cold to full to broken, with since when', async () => {
  const id = await waiting()
  expect((await view(id)).notice).toBeNull()
  const steps: [string, object, RegExp][] = [
    ['QUEUE_COLD_START', { ...NONE, initializing: 1 }, /^Cold start/],
    ['QUEUE_THROTTLED', { ...NONE, throttled: 2 }, /throttled/],
    ['QUEUE_CRASH_LOOP', { ...NONE, unhealthy: 1 }, /crash/],
    ['QUEUE_WORKERS_IDLE', { ...NONE, ready: 1, idle: 1 }, /stand ready/],
    ['QUEUE_BUSY', { ...NONE, running: 2 }, /All 2 workers/],
    ['QUEUE_NO_WORKER', NONE, /no worker/],
    ['QUEUE_UNEXPLAINED', {}, /does not say/],
  ]
  for (const [code, workers, words] of steps) {
    await showHealth(workers)
    await stage.pass(MINUTE_MS)
    const seen = await notice(id, code)
    expect(seen).toMatchObject({ status: 'IN_QUEUE', error: null, notice: { message: expect.stringMatching(words), cure: expect.stringMatching(/\w{4}/), since: seen.submittedAt, actions: ['cancel'] } })
  }
})

test('conformance 23: no worker, and no job ran there for nine days', async () => {
  await stage.behave({ kind: 'error', error: 'It ran.', errorCode: 'BOLTZ_OOM' })
  const ran = await submitSmall()
  await untilEnded(ran.id)
  const id = await waiting()
  await stage.pass(MINUTE_MS)
  await notice(id, 'QUEUE_NO_WORKER')
  // Those of the test before may have begun to run only now.
  const longAgo = () => stage.sql("UPDATE attempt SET first_running_at = app_now() - interval '9 days' WHERE prediction_id = $1 OR first_running_at IS NOT NULL", [ran.id])
  await until(async () => (await longAgo(), view(id)), (seen) => seen.notice?.code === 'QUEUE_SCALED_TO_ZERO' && seen.notice.message.includes('9 days ago'))
})

test('conformance 23: many that wait ask once in 15 s', async () => {
  await stage.workers(0)
  await showHealth({ ...NONE, throttled: 1, running: 9 }, 100)
  await stage.pass(16_000)
  const all = await Promise.all(Array.from({ length: 8 }, () => submitSmall()))
  await until(() => Promise.all(all.map(({ id }) => view(id))), (views) => views.every(({ status }) => status === 'IN_QUEUE'))
  const before = await healthCalls()
  await stage.pass(MINUTE_MS + 1_000)
  for (const { id } of all) await notice(id, 'QUEUE_BUSY')
  expect(await healthCalls()).toBe(before + 1)
  await stage.pass(16_000)
  await until(healthCalls, (calls) => calls === before + 2)
})

describe('conformance 23: when /health does not answer', () => {
  test('what it said before explains nothing after a while, and the job waits on', async () => {
    const id = await waiting()
    await showHealth({ ...NONE, initializing: 1 })
    await stage.pass(MINUTE_MS)
    await notice(id, 'QUEUE_COLD_START')
    await stage.fault({ route: 'health', status: 500, body: '', times: 10_000 })
    await stage.pass(2 * MINUTE_MS)
    expect(await notice(id, 'QUEUE_UNEXPLAINED')).toMatchObject({ status: 'IN_QUEUE', error: null })
  })
})
