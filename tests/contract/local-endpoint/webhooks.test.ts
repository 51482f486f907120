// Item 25: what the endpoint sends to a job's webhook, when, how often, and what goes wrong on demand.
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { LocalEndpoint } from '@/local-endpoint/server'
import { SteeredClock } from '@/local-endpoint/steered-clock'
import { until } from '../../support/calls'
import { callsOf, dataFolder, dropFolder, runBody, startHere, startProgram, whenEnded } from './start'
import { openSink, type Sink } from './webhook-sink'

const folder = dataFolder()
const clock = new SteeredClock()
let endpoint: LocalEndpoint
let calls: ReturnType<typeof callsOf>
let sink: Sink

beforeAll(async () => {
  endpoint = await startHere(folder, { clock, workers: 4 })
  calls = callsOf(endpoint)
})
beforeEach(async () => {
  clock.setSpeed(1)
  sink = await openSink(() => clock.now())
})
afterEach(async () => {
  await calls.control('POST', 'reset')
  await sink.close()
})
afterAll(async () => {
  await endpoint.close()
  dropFolder(folder)
})

const body = (jobId: string) => ({ ...runBody(jobId), webhook: `${sink.url}/hook/${jobId}/token` })
const runQuickly = async (jobId: string, behaviour: object = { kind: 'quick' }) => {
  await calls.control('POST', 'behaviours', { jobId, behaviour })
  const { id } = await calls.run(body(jobId))
  return calls.end(id)
}
type Delivery = { id: string; kind: string; tryNumber: number; httpStatus: number | null }
const deliveries = async (id: string) => ((await calls.control('GET', 'deliveries')).body as Delivery[]).filter((one) => one.id === id)
/** Advances the clock by minutes, one after another, until it holds. */
async function advanceUntil(holds: () => boolean | Promise<boolean>): Promise<void> {
  for (let minute = 0; minute < 5 && !(await holds()); minute += 1) await clock.advance(60_000)
  expect(await holds()).toBe(true)
}

describe('a webhook', () => {
  it('is the job object with input and webhook, as RunPod sends it', async () => {
    const job = await runQuickly('told')
    const [call] = await sink.after(1)
    expect([call?.method, call?.path]).toEqual(['POST', '/hook/told/token'])
    expect(call?.headers).toMatchObject({ 'content-type': 'application/json', 'user-agent': 'Go-http-client/2.0' })
    expect(call?.headers.traceparent).toMatch(/^00-[0-9a-f]{32}-[0-9a-f]{16}-01$/)
    expect(call?.body).toEqual({ ...job, input: body('told').input, webhook: body('told').webhook })
    expect(job).toMatchObject({ status: 'COMPLETED', output: { simulated: true } })
  })

  it('tells of FAILED, and of CANCELLED only when that is switched on', async () => {
    await runQuickly('failed', { kind: 'raise', message: 'boom' })
    expect((await sink.after(1))[0]?.body).toMatchObject({ status: 'FAILED', input: { job_id: 'failed' } })
    await calls.control('POST', 'settings', { workers: 0 })
    const silent = await calls.run(body('silent'))
    await calls.post(`cancel/${silent.id}`)
    await calls.control('POST', 'settings', { webhookOn: ['COMPLETED', 'FAILED', 'CANCELLED', 'TIMED_OUT'] })
    const told = await calls.run(body('cancelled'))
    await calls.post(`cancel/${told.id}`)
    expect((await sink.after(2))[1]?.body).toMatchObject({ id: told.id, status: 'CANCELLED' })
    expect(await deliveries(silent.id)).toEqual([])
  })

  it('is tried three times, 5 to 10 s and then 10 to 15 s apart by the clock, and given up', async () => {
    clock.setSpeed(0)
    sink.answers.push(500, 404, 302)
    const { id } = await runQuickly('refused')
    await sink.after(1)
    await advanceUntil(() => sink.calls.length === 3)
    const [first = 0, second = 0, third = 0] = sink.calls.map(({ at }) => at)
    expect(second - first).toBeGreaterThanOrEqual(5_000)
    expect(second - first).toBeLessThanOrEqual(10_000)
    expect(third - second).toBeGreaterThanOrEqual(10_000)
    expect(third - second).toBeLessThanOrEqual(15_000)
    await clock.advance(600_000)
    expect((await deliveries(id)).map(({ tryNumber, httpStatus }) => [tryNumber, httpStatus])).toEqual([[1, 500], [2, 404], [3, 302]])
    expect((await calls.status(id)).status).toBe('COMPLETED')
  })

  it('ends with the first 2xx', async () => {
    clock.setSpeed(0)
    sink.answers.push(503, 204)
    await runQuickly('second-try')
    await advanceUntil(() => sink.calls.length === 2)
    await clock.advance(600_000)
    expect(sink.calls).toHaveLength(2)
  })

  it('is sent over connections that are kept, and again at once when one of them was just closed', async () => {
    for (const [told, jobId] of ['one', 'two', 'three'].entries()) {
      await runQuickly(jobId)
      await sink.after(told + 1)
    }
    expect(new Set(sink.calls.map(({ socket }) => socket)).size).toBeLessThan(3)
    sink.answers.push(0)
    const { id } = await runQuickly('stale')
    await sink.after(5)
    expect((await deliveries(id)).map(({ httpStatus }) => httpStatus)).toEqual([200])
  })

  it('does not hold up the job, whether nobody listens or the address is none', async () => {
    for (const webhook of ['http://127.0.0.1:1/', 'nonsense', 'ftp://127.0.0.1/']) {
      await calls.control('POST', 'behaviours', { behaviour: { kind: 'quick' } })
      const { id } = await calls.run({ ...runBody('nobody'), webhook })
      expect((await calls.end(id)).status).toBe('COMPLETED')
    }
  })
})

describe('a fault of webhooks', () => {
  const fault = (fields: object) => calls.control('POST', 'faults', { route: 'webhook', ...fields })

  it('never: nothing is sent', async () => {
    await fault({ copies: 0, jobId: 'never' })
    const { id } = await runQuickly('never')
    await runQuickly('other')
    expect((await sink.after(1))[0]?.body).toMatchObject({ input: { job_id: 'other' } })
    expect(await deliveries(id)).toEqual([])
  })

  it('duplicate: the same twice', async () => {
    await fault({ copies: 2 })
    await runQuickly('twice')
    const [first, second] = await sink.after(2)
    expect(second?.body).toEqual(first?.body)
  })

  it('forged: another id or another body before the true one, or instead of it', async () => {
    await fault({ forge: { id: 'somebody-else-u1' } })
    const { id } = await runQuickly('forged-id')
    expect((await sink.after(2)).map(({ body: { id: sent } }) => sent)).toEqual(['somebody-else-u1', id])
    await fault({ copies: 0, forge: { body: { id: 7, status: 'COMPLETED' } } })
    await runQuickly('forged-body')
    expect((await sink.after(3))[2]?.body).toEqual({ id: 7, status: 'COMPLETED' })
  })

  it('early: it arrives before the answer of /run', async () => {
    await calls.control('POST', 'behaviours', { jobId: 'early', behaviour: { kind: 'quick' } })
    await calls.control('POST', 'faults', { route: 'run', afterWebhook: true })
    const { id } = await calls.run(body('early'))
    expect(sink.calls.map(({ body: { id: sent, status } }) => [sent, status])).toEqual([[id, 'COMPLETED']])
  })

  it('late: when the clock says so', async () => {
    clock.setSpeed(0)
    await fault({ delayMs: 2_400_000 })
    await runQuickly('late')
    await clock.advance(2_399_999)
    expect(sink.calls).toEqual([])
    await clock.advance(1)
    await sink.after(1)
  })

  it('replayed, or forged in the name of a finished job, on demand', async () => {
    const { id } = await runQuickly('replayed')
    await sink.after(1)
    expect((await calls.control('POST', 'deliver', { id })).body).toEqual({ httpStatus: 200 })
    await calls.control('POST', 'deliver', { id, forge: { body: 'null' } })
    expect(sink.calls.map(({ body: sent }) => sent?.id)).toEqual([id, id, undefined])
  })
})

describe('what is owed', () => {
  const owed = async (of: typeof calls) => ((await of.control('GET', 'jobs')).body as { owed: { tries: number } | null }[]).map((job) => job.owed?.tries ?? null)

  it('is sent after kill -9, with the tries that are left', { timeout: 120_000 }, async () => {
    const own = dataFolder()
    const first = await startProgram(own, '--stage-seconds', '0')
    const before = callsOf(first.address)
    sink.answers.push(500)
    await before.control('POST', 'behaviours', { times: null, behaviour: { kind: 'quick' } })
    const { id } = await before.run(body('owed'))
    await before.end(id)
    await sink.after(1)
    // The failed try is on the disk before the next one is planned.
    await until(() => owed(before), (tries) => tries[0] === 1)
    first.program.kill('SIGKILL')
    await whenEnded(first.program)
    const second = await startProgram(own, '--stage-seconds', '0')
    await sink.after(2)
    const after = callsOf(second.address)
    await until(() => owed(after), (tries) => tries[0] === null)
    expect(((await after.control('GET', 'deliveries')).body as Delivery[]).map(({ tryNumber, httpStatus }) => [tryNumber, httpStatus])).toEqual([[2, 200]])
    second.program.kill('SIGTERM')
    await whenEnded(second.program)
    const third = await startProgram(own)
    expect((await callsOf(third.address).control('GET', 'deliveries')).body).toEqual([])
    third.program.kill('SIGTERM')
    await whenEnded(third.program)
    dropFolder(own)
  })
})
