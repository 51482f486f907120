// The worker half of RunPod's API, call by call: who may call it, how a job is taken, reported, stopped, and what each report makes of it.
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { TallyView } from '@/local-endpoint/control/tally'
import type { LocalEndpoint } from '@/local-endpoint/server'
import { until } from '../../support/calls'
import { scriptedWorker } from './scripted-worker'
import { callsOf, dataFolder, dropFolder, runBody, startHere } from './start'

const folder = dataFolder()
let endpoint: LocalEndpoint
let calls: ReturnType<typeof callsOf>
let worker: ReturnType<typeof scriptedWorker>

beforeAll(async () => {
  endpoint = await startHere(folder, { workerKind: 'real' })
  calls = callsOf(endpoint)
  worker = scriptedWorker(endpoint, 'worker-1')
})

afterAll(async () => {
  await endpoint.close()
  dropFolder(folder)
})

/** One job from its submission to what `/status` shows after this report. */
async function reported(report: unknown) {
  const { id } = await calls.run({ input: { x: 1 } })
  expect((await worker.take()).id).toBe(id)
  const answer = await worker.done(id, report)
  return { httpStatus: answer.status, job: await calls.end(id) }
}

describe('keys', () => {
  const WORKER_CALLS: [string, string][] = [
    ['GET', 'job-take/w?gpu=none'],
    ['GET', 'job-take-batch/w?gpu=none&batch_size=2'],
    ['GET', 'job-stop/w?gpu=none'],
    ['GET', 'ping/w?gpu=none'],
    ['POST', 'job-done/w/some-job?gpu=none'],
    ['POST', 'job-stream/w/some-job?gpu=none'],
  ]

  it.each(WORKER_CALLS)('%s %s is refused under a client key, and without one', async (method, route) => {
    const body = method === 'POST' ? '{}' : undefined
    expect((await calls.call(route, { method, body })).status).toBe(401)
    expect((await fetch(`${endpoint.baseUrl}/${endpoint.endpointId}/${route}`, { method, body })).status).toBe(401)
  })

  it('a worker key opens no client route, no look-up and no control door', async () => {
    for (const route of ['run', 'runsync', 'purge-queue', 'cancel/some-job', 'retry/some-job']) expect((await worker.call(route, { method: 'POST', body: '{"input":{"x":1}}' })).status).toBe(401)
    for (const route of ['health', 'status/some-job', 'status-sync/some-job', 'stream/some-job']) expect((await worker.call(route)).status).toBe(401)
    const origin = new URL(endpoint.baseUrl).origin
    const lookUp = await fetch(`${origin}/local/${endpoint.endpointId}/void`, { method: 'POST', headers: { authorization: endpoint.workerKey }, body: '{"job_id":"a","attempt":"b"}' })
    expect(lookUp.status).toBe(401)
    expect((await fetch(`${origin}/control/jobs`, { headers: { 'x-control-token': endpoint.workerKey } })).status).toBe(401)
  })

  it('its key is one of its own, and both forms of it are taken', async () => {
    expect(new Set([endpoint.apiKey, endpoint.workerKey, endpoint.controlToken]).size).toBe(3)
    expect((await worker.call('ping/worker-1?gpu=none')).status).toBe(200)
    expect((await worker.call('ping/worker-1?gpu=none', { headers: { authorization: `Bearer ${endpoint.workerKey}` } })).status).toBe(200)
  })

  it('paths and methods it does not have are refused', async () => {
    expect((await worker.call('job-take')).status).toBe(404)
    expect((await worker.call('job-take/a/b')).status).toBe(404)
    expect((await worker.call('job-done/worker-1', { method: 'POST', body: '{}' })).status).toBe(404)
    expect((await worker.call('ping/not%20a%20name')).status).toBe(404)
    expect((await worker.call('job-take/worker-1', { method: 'POST' })).status).toBe(405)
    expect((await worker.call('job-done/worker-1/some-job')).status).toBe(405)
  })
})

describe('a job', () => {
  it('goes to a worker that was waiting for it, with its input and as the platform names it', async () => {
    const waiting = worker.take()
    const body = runBody('waited-for')
    const { id } = await calls.run(body)
    expect(await waiting).toEqual({ id, input: body.input, webhook: null })
    expect(await calls.status(id)).toMatchObject({ status: 'IN_PROGRESS', workerId: 'worker-1' })
    await worker.done(id, { output: { fine: true } })
    const ended = await calls.status(id)
    expect(Object.keys(ended).sort()).toEqual(['delayTime', 'executionTime', 'id', 'output', 'status', 'workerId'])
    expect(ended).toMatchObject({ status: 'COMPLETED', output: { fine: true }, workerId: 'worker-1' })
  })

  it('is given to one worker only, in the order of submission', async () => {
    const [first, second] = [await calls.run({ input: { n: 1 } }), await calls.run({ input: { n: 2 } })]
    const other = scriptedWorker(endpoint, 'worker-2')
    expect([(await worker.take()).id, (await other.take()).id]).toEqual([first.id, second.id])
    await other.done(first.id, { output: 'not mine' })
    expect((await calls.status(first.id)).status).toBe('IN_PROGRESS')
    await Promise.all([worker.done(first.id, { output: 1 }), other.done(second.id, { output: 2 })])
    expect([(await calls.status(first.id)).output, (await calls.status(second.id)).output]).toEqual([1, 2])
  })

  it('can be taken several at a time, at most as many as wanted', async () => {
    const ids = await Promise.all([1, 2, 3].map(async (n) => (await calls.run({ input: { n } })).id))
    const batch = await worker.takeBatch(2)
    const rest = await worker.takeBatch(2)
    expect([batch.length, rest.length]).toEqual([2, 1])
    expect([...batch, ...rest].map((job) => job.id).sort()).toEqual(ids.sort())
    await Promise.all(ids.map((id) => worker.done(id, { output: null })))
  })

  it('is not given to a call that has gone', async () => {
    const gone = new AbortController()
    const arrived = async () => ((await calls.control('GET', 'requests?route=job-take')).body as unknown[]).length
    const before = await arrived()
    const given = worker.take(gone.signal)
    await until(arrived, (count) => count > before)
    gone.abort()
    await expect(given).rejects.toThrow()
    const tally = async () => (await calls.control('GET', 'tally')).body as TallyView
    await until(tally, ({ routes }) => (routes['job-take']?.none ?? 0) > 0)
    const waiting = scriptedWorker(endpoint, 'worker-2').take()
    const { id } = await calls.run({ input: { x: 1 } })
    expect((await waiting).id).toBe(id)
    await scriptedWorker(endpoint, 'worker-2').done(id, {})
  })

  it('shows its latest progress while it runs, and a late one changes nothing', async () => {
    const { id } = await calls.run({ input: { x: 1 } })
    await worker.take()
    await worker.progress(id, { seq: 1 })
    await worker.progress(id, { seq: 2, note: 'π' })
    expect(await calls.status(id)).toMatchObject({ status: 'IN_PROGRESS', output: { seq: 2, note: 'π' } })
    await worker.done(id, { output: 'the result' })
    expect((await worker.progress(id, { seq: 3 })).status).toBe(200)
    expect(await calls.status(id)).toMatchObject({ status: 'COMPLETED', output: 'the result' })
  })

  it('hands out what a streaming handler yields, once', async () => {
    const { id } = await calls.run({ input: { x: 1 } })
    await worker.take()
    await worker.chunk(id, { output: { n: 1 } })
    await worker.chunk(id, { output: 'two' })
    expect((await worker.chunk(id, 'no JSON')).status).toBe(400)
    expect(await (await calls.call(`stream/${id}`)).json()).toEqual({ status: 'IN_PROGRESS', stream: [{ output: { n: 1 } }, { output: 'two' }] })
    await worker.done(id, { output: [] })
    expect(await (await calls.call(`stream/${id}`)).json()).toEqual({ status: 'COMPLETED', stream: [] })
  })

  it('that is cancelled is told to its worker, whose result then comes too late', async () => {
    const { id } = await calls.run({ input: { x: 1 } })
    await worker.take()
    const stops = worker.stops()
    expect(await (await calls.post(`cancel/${id}`)).json()).toEqual({ id, status: 'CANCELLED' })
    expect(await stops).toEqual({ jobsToStop: [id] })
    expect((await worker.done(id, { output: 'too late' })).status).toBe(200)
    expect(await calls.status(id)).toMatchObject({ id, status: 'CANCELLED' })
    expect((await calls.status(id)).output).toBeUndefined()
  })

  it('is named once more on the stop channel when a worker still counts it among its own', async () => {
    const { id } = await calls.run({ input: { x: 1 } })
    await worker.take()
    await calls.post(`cancel/${id}`)
    expect(await worker.stops()).toEqual({ jobsToStop: [id] })
    const again = worker.stops()
    await worker.ping(id)
    expect(await again).toEqual({ jobsToStop: [id] })
  })

  it('leaves a running worker alone when the queue is purged', async () => {
    const [running, queued] = [await calls.run({ input: { n: 1 } }), await calls.run({ input: { n: 2 } })]
    await worker.take()
    expect(await (await calls.post('purge-queue')).json()).toEqual({ removed: 1, status: 'completed' })
    await worker.done(running.id, { output: 'done' })
    expect((await calls.status(running.id)).status).toBe('COMPLETED')
    expect((await calls.call(`status/${queued.id}`)).status).toBe(404)
  })
})

describe('what a report makes of a job', () => {
  const CASES: [string, unknown, object][] = [
    ['a result', { output: { a: 1 } }, { status: 'COMPLETED', output: { a: 1 } }],
    ['a text', { output: 'x' }, { status: 'COMPLETED', output: 'x' }],
    ['None', { output: null }, { status: 'COMPLETED', output: null }],
    ['an error beside other keys', { output: { error_code: 'BOLTZ_OOM' }, error: 'no memory' }, { status: 'FAILED', error: 'no memory', output: { error_code: 'BOLTZ_OOM' } }],
    ['an exception', { error: '{"error_type": "ValueError"}' }, { status: 'FAILED', error: '{"error_type": "ValueError"}' }],
    ['a worker that wants to be recycled', { output: { r: 1 }, stopPod: true }, { status: 'COMPLETED', output: { r: 1 } }],
  ]

  it.each(CASES)('%s', async (_name, report, shown) => {
    const { httpStatus, job } = await reported(report)
    expect(httpStatus).toBe(200)
    expect(job).toMatchObject(shown)
    expect('error' in job).toBe('error' in shown)
    expect('output' in job).toBe('output' in shown)
  })

  it.each([
    ['nothing', {}, 200],
    ['an error that is no text', { error: { code: 1 } }, 200],
    ['NaN, which is no JSON', '{"output": {"score": NaN}}', 400],
    ['no object', '[1]', 400],
    ['more than the platform stores', { output: 'x'.repeat(10 * 1024 * 1024) }, 400],
  ])('%s: COMPLETED without output', async (_name, report, wanted) => {
    const { httpStatus, job } = await reported(report)
    expect(httpStatus).toBe(wanted)
    expect(job.status).toBe('COMPLETED')
    expect(['output' in job, 'error' in job]).toEqual([false, false])
  })

  it('keeps each number as the worker wrote it', async () => {
    const { id } = await calls.run({ input: { x: 1 } })
    await worker.take()
    await worker.done(id, '{"output": {"confidence": 0.10, "big": 12345678901234567890}}')
    expect(await (await calls.call(`status/${id}`)).text()).toContain('"output":{"confidence": 0.10, "big": 12345678901234567890}')
  })
})

describe('an endpoint with simulated workers', () => {
  it('gives no job to a worker that comes for one, and says why', async () => {
    const other = dataFolder()
    const simulated = await startHere(other, { workers: 0 })
    try {
      await callsOf(simulated).run(runBody())
      const answer = await scriptedWorker(simulated, 'worker-1').call('job-take/worker-1?gpu=none')
      expect(answer.status).toBe(429)
      expect(await answer.text()).toContain('real ones serve the endpoint gpu')
    } finally {
      await simulated.close()
      dropFolder(other)
    }
  })

  it('and one with real workers runs nothing by itself', async () => {
    const { id } = await calls.run(runBody('nobody-comes'))
    await calls.control('POST', 'settings', { workers: 5, stageSeconds: 0 })
    expect((await calls.status(id)).status).toBe('IN_QUEUE')
    const { id: taken } = await worker.take()
    await worker.done(taken, { output: { mine: true } })
    expect((await calls.end(id)).output).toEqual({ mine: true })
  })
})
