// Real workers and time, by a clock that stands still until the test advances it: silence, limits, what outlives the process.
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { SteeredClock } from '@/local-endpoint/steered-clock'
import { scriptedWorker } from './scripted-worker'
import { callsOf, dataFolder, dropFolder, startHere } from './start'
import { startSteered, type Steered } from './steered'

let steered: Steered
let one: ReturnType<typeof scriptedWorker>
let two: ReturnType<typeof scriptedWorker>

beforeEach(async () => {
  steered = await startSteered({ workerKind: 'real', timeoutLatenessMs: [3_000, 3_000] })
  one = scriptedWorker(steered.endpoint, 'worker-1')
  two = scriptedWorker(steered.endpoint, 'worker-2')
})

afterEach(() => steered.close())

const submit = async (policy: object = {}) => (await steered.run({ input: { x: 1 }, policy })).id
const health = async () => (await (await steered.call('health')).json()) as { jobs: object; workers: object }

describe('a worker that goes silent', () => {
  it('is replaced once: the same job, IN_PROGRESS all along, with retries and a new delayTime', async () => {
    const id = await submit()
    await steered.advance(1_000)
    await one.take()
    const first = await steered.status(id)
    expect(first).toMatchObject({ status: 'IN_PROGRESS', delayTime: 1_000, workerId: 'worker-1' })
    expect(first.retries).toBeUndefined()
    await steered.advance(39_999)
    expect((await steered.status(id)).workerId).toBe('worker-1')
    const next = two.take()
    await steered.advance(1)
    expect(await next).toMatchObject({ id, input: { x: 1 } })
    expect(await steered.status(id)).toMatchObject({ status: 'IN_PROGRESS', delayTime: 41_000, retries: 1, workerId: 'worker-2' })
    await two.done(id, { output: 'second' })
    expect(await steered.status(id)).toMatchObject({ status: 'COMPLETED', output: 'second', retries: 1 })
    expect((await health()).jobs).toMatchObject({ completed: 1, retried: 1, inProgress: 0 })
  })

  it('twice: the platform gives the job up', async () => {
    const id = await submit()
    await one.take()
    await steered.advance(40_000)
    expect((await steered.status(id)).status).toBe('IN_PROGRESS')
    await two.take()
    await steered.advance(40_000)
    expect(await steered.status(id)).toMatchObject({ status: 'FAILED', error: 'job timed out after 1 retries', retries: 1, workerId: 'worker-2' })
    await two.done(id, { output: 'too late' })
    expect((await steered.status(id)).status).toBe('FAILED')
  })

  it('has no part in it when it says that it leaves: its job waits anew, as if it had never begun', async () => {
    const id = await submit()
    for (const turn of [1, 2, 3]) {
      await one.take()
      expect((await one.leave()).status, `turn ${turn}`).toBe(200)
      expect(await steered.status(id)).toMatchObject({ status: 'IN_QUEUE' })
    }
    expect((await health()).workers).toMatchObject({ idle: 0, running: 0 })
    await one.done(id, { output: 'from the one that left' })
    expect((await steered.status(id)).status).toBe('IN_QUEUE')
    await two.take()
    await two.done(id, { output: 'second' })
    const job = await steered.status(id)
    expect(job).toMatchObject({ status: 'COMPLETED', output: 'second', workerId: 'worker-2' })
    expect(job.retries).toBeUndefined()
  })

  it('is replaced at once when it leaves while another one waits', async () => {
    const id = await submit()
    await one.take()
    const next = two.take()
    await one.leave()
    expect(await next).toMatchObject({ id })
    expect(await steered.status(id)).toMatchObject({ status: 'IN_PROGRESS', workerId: 'worker-2' })
  })

  it('is not heard any more, and is told to stop when it comes back', async () => {
    const id = await submit()
    await one.take()
    await steered.advance(40_000)
    await one.progress(id, { from: 'the lost one' })
    await one.done(id, { output: 'from the lost one' })
    expect(await steered.status(id)).toMatchObject({ status: 'IN_PROGRESS' })
    expect((await steered.status(id)).output).toBeUndefined()
    await two.take()
    await one.done(id, { output: 'from the lost one' })
    expect((await steered.status(id)).status).toBe('IN_PROGRESS')
    await one.ping(id)
    expect(await one.stops()).toEqual({ jobsToStop: [id] })
    await two.done(id, { output: 'from the second' })
    expect((await steered.status(id)).output).toBe('from the second')
  })

  it('is one that pings without naming its job; pings that name it, progress and chunks are signs of life', async () => {
    const id = await submit()
    await one.take()
    for (const sign of [() => one.ping(id), () => one.progress(id, 1), () => one.chunk(id, { output: 1 })]) {
      await steered.advance(39_000)
      await sign()
    }
    await steered.advance(39_000)
    // Of one that was lost nothing would be heard.
    await one.progress(id, 'still mine')
    expect(await steered.status(id)).toMatchObject({ output: 'still mine' })
    await steered.advance(39_000)
    await one.ping()
    await steered.advance(1_000)
    expect((await two.take()).id).toBe(id)
  })

  it('drops a job that came to it without an input, twice, as RunPod’s worker does', async () => {
    const { id } = await steered.run({ input: {} })
    expect(await one.take()).toEqual({ id, webhook: null })
    await steered.advance(40_000)
    expect(await two.take()).toEqual({ id, webhook: null })
    await steered.advance(40_000)
    expect(await steered.status(id)).toMatchObject({ status: 'FAILED', error: 'job timed out after 1 retries' })
  })

  it('has so long as the settings say', async () => {
    await steered.settings({ heartbeatLostSeconds: 5 })
    const id = await submit()
    await one.take()
    await steered.advance(5_000)
    expect((await two.take()).id).toBe(id)
  })

  it('leaves a job that can be cancelled while it waits for the next', async () => {
    const id = await submit()
    await one.take()
    await steered.advance(40_000)
    await steered.post(`cancel/${id}`)
    const other = await submit()
    expect((await two.take()).id).toBe(other)
    expect((await steered.status(id)).status).toBe('CANCELLED')
  })
})

describe('limits', () => {
  it('a run beyond its execution timeout is stopped, and FAILED some seconds later', async () => {
    const id = await submit({ executionTimeout: 20_000 })
    await one.take()
    const stops = one.stops()
    await steered.advance(20_000)
    expect(await stops).toEqual({ jobsToStop: [id] })
    expect((await steered.status(id)).status).toBe('IN_PROGRESS')
    await steered.advance(3_000)
    const job = await steered.status(id)
    expect(job).toMatchObject({ status: 'FAILED', error: 'executionTimeout exceeded', executionTime: 23_000 })
    await one.done(id, { output: 'too late' })
    expect((await steered.status(id)).status).toBe('FAILED')
  })

  it('a second run has the whole time once more', async () => {
    const id = await submit({ executionTimeout: 60_000 })
    await one.take()
    await steered.advance(40_000)
    await two.take()
    await steered.advance(30_000)
    await two.ping(id)
    await steered.advance(29_000)
    expect((await steered.status(id)).status).toBe('IN_PROGRESS')
    await two.ping(id)
    await steered.advance(4_000)
    expect(await steered.status(id)).toMatchObject({ status: 'FAILED', error: 'executionTimeout exceeded', retries: 1 })
  })

  it('a job whose ttl is over while it runs is forgotten, and its worker is told', async () => {
    const id = await submit({ ttl: 30_000 })
    await one.take()
    const stops = one.stops()
    await steered.advance(30_000)
    expect(await stops).toEqual({ jobsToStop: [id] })
    expect(await steered.httpStatus(`status/${id}`)).toBe(404)
    expect((await one.done(id, { output: 'too late' })).status).toBe(200)
  })

  it('polls come back with nothing after a minute', async () => {
    const polls = [one.call('job-take/worker-1?gpu=none'), one.call('job-stop/worker-1?gpu=none')]
    await steered.untilRequests('job-take', 1)
    await steered.untilRequests('job-stop', 1)
    await steered.advance(60_000)
    expect((await Promise.all(polls)).map((answer) => answer.status)).toEqual([204, 204])
  })

  it('a failed job that is retried is a first run again', async () => {
    const id = await submit()
    await one.take()
    await one.done(id, { error: 'no memory' })
    // Its heartbeat is a moment behind: what it would be told to stop is what it is about to get again.
    await one.ping(id)
    await steered.post(`retry/${id}`)
    expect((await one.take()).id).toBe(id)
    expect((await steered.status(id)).retries).toBeUndefined()
    const other = await submit()
    await one.take()
    await steered.post(`cancel/${other}`)
    expect(await one.stops()).toEqual({ jobsToStop: [other] })
  })
})

describe('/health', () => {
  it('counts the workers that are there, by what they do, and forgets the silent', async () => {
    expect((await health()).workers).toEqual({ idle: 0, initializing: 0, ready: 0, running: 0, throttled: 0, unhealthy: 0 })
    await Promise.all([one.ping(), two.ping()])
    const id = await submit()
    await one.take()
    expect(await health()).toEqual({
      jobs: { completed: 0, failed: 0, inProgress: 1, inQueue: 0, retried: 0 },
      workers: { idle: 1, initializing: 0, ready: 1, running: 1, throttled: 0, unhealthy: 0 },
    })
    await steered.advance(20_000)
    await one.ping(id)
    await two.call('ping/worker-2?gpu=none&status=unhealthy&check=disk&reason=full')
    expect((await health()).workers).toMatchObject({ idle: 0, ready: 0, running: 1, unhealthy: 1 })
    await one.done(id, { output: 1 })
    await steered.advance(40_000)
    expect((await health()).workers).toMatchObject({ idle: 0, ready: 0, running: 0, unhealthy: 0 })
  })
})

describe('after a restart', () => {
  const folders: string[] = []
  afterEach(() => folders.splice(0).forEach(dropFolder))

  /** An endpoint on a folder of its own, with a job at a worker; `again` is the next process. */
  async function withJobInFlight() {
    const folder = dataFolder()
    folders.push(folder)
    const clock = new SteeredClock()
    clock.setSpeed(0)
    const before = await startHere(folder, { workerKind: 'real', clock })
    const { id } = await callsOf(before).run({ input: { x: 1 } })
    await scriptedWorker(before, 'worker-1').take()
    await clock.advance(5_000)
    await before.close()
    const again = async (workerKind: 'real' | 'simulated' = 'real') => {
      const after = await startHere(folder, { workerKind, clock, workers: 0 })
      return { after, calls: callsOf(after), worker: (name: string) => scriptedWorker(after, name) }
    }
    return { id, clock, again }
  }

  it('the worker of a job in flight still brings its result', async () => {
    const { id, again } = await withJobInFlight()
    const { after, calls, worker } = await again()
    expect(await calls.status(id)).toMatchObject({ status: 'IN_PROGRESS', workerId: 'worker-1', delayTime: 0 })
    await worker('worker-2').done(id, { output: 'not mine' })
    expect(await (await calls.call('health')).json()).toMatchObject({ workers: { idle: 1, ready: 1, running: 1 } })
    await worker('worker-1').done(id, { output: 'brought back' })
    expect(await calls.status(id)).toMatchObject({ status: 'COMPLETED', output: 'brought back', executionTime: 5_000 })
    await after.close()
  })

  it('a job that was given back and taken by another one is still that one\'s', async () => {
    const { id, again } = await withJobInFlight()
    const second = await again()
    const next = second.worker('worker-2').take()
    await second.worker('worker-1').leave()
    expect((await next).id).toBe(id)
    await second.after.close()
    const third = await again()
    expect(await third.calls.status(id)).toMatchObject({ status: 'IN_PROGRESS', workerId: 'worker-2' })
    await third.worker('worker-2').done(id, { output: 'second' })
    expect(await third.calls.status(id)).toMatchObject({ status: 'COMPLETED', output: 'second' })
    await third.after.close()
  })

  it('a job whose worker has gone too is given once more, and only once', async () => {
    const { id, clock, again } = await withJobInFlight()
    const second = await again()
    await clock.advance(40_000)
    expect((await second.worker('worker-2').take()).id).toBe(id)
    await second.after.close()
    const third = await again()
    expect(await third.calls.status(id)).toMatchObject({ status: 'IN_PROGRESS', retries: 1, workerId: 'worker-2' })
    await clock.advance(40_000)
    expect(await third.calls.status(id)).toMatchObject({ status: 'FAILED', error: 'job timed out after 1 retries' })
    await third.after.close()
  })

  it('the time limit of its run has gone on', async () => {
    const { id, clock, again } = await withJobInFlight()
    const { after, calls, worker } = await again()
    // Ten minutes, of which the first five seconds were before.
    for (let half = 0; half < 19; half += 1) {
      await clock.advance(30_000)
      await worker('worker-1').ping(id)
    }
    await clock.advance(24_999)
    expect(await calls.status(id)).toMatchObject({ status: 'IN_PROGRESS' })
    await clock.advance(1)
    expect(await calls.status(id)).toMatchObject({ status: 'FAILED', error: 'executionTimeout exceeded' })
    await after.close()
  })

  it('with simulated workers it waits in the queue as if nobody had ever had it', async () => {
    const { id, again } = await withJobInFlight()
    const { after, calls } = await again('simulated')
    expect(await calls.status(id)).toEqual({ id, status: 'IN_QUEUE' })
    await after.close()
  })
})
