// Items 20 and 21: what `/health` says of workers that stand ready, start cold, wait for hosts, crash, take nothing, or are none.
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { diagnoseQueue } from '@/lib/compute/diagnosis'
import { RunPodHealth } from '@/lib/compute/wire'
import { runBody } from './start'
import { startSteered, type Steered } from './steered'

let at: Steered
beforeAll(async () => { at = await startSteered({ workers: 2 }) })
afterEach(async () => {
  await at.post('purge-queue')
  await at.advance(3_600_000)
  await at.control('POST', 'reset')
})
afterAll(() => at.close())

const health = async () => RunPodHealth.parse(await (await at.call('health')).json())
const workers = async () => (await health()).workers
const reason = async () => diagnoseQueue({ kind: 'runpod', health: await health(), waitedMs: 60_000, lastRunMsAgo: null }).reason
const none = { idle: 0, initializing: 0, ready: 0, running: 0, throttled: 0, unhealthy: 0 }
const submit = async (jobId: string, seconds = 30) => {
  await at.script(jobId, { kind: 'quick', seconds })
  return (await at.run(runBody(jobId))).id
}

describe('workers', () => {
  it('that stand ready: idle and ready, then running', async () => {
    expect(await workers()).toEqual({ ...none, idle: 2, ready: 2 })
    const [one, , waiting] = [await submit('one'), await submit('two'), await submit('three')]
    expect(await health()).toMatchObject({ jobs: { inProgress: 2, inQueue: 1 }, workers: { ...none, running: 2 } })
    expect(await reason()).toBe('busy')
    await at.advance(30_000)
    expect((await at.status(one)).status).toBe('COMPLETED')
    await at.advance(30_000)
    expect((await at.status(waiting)).delayTime).toBe(30_000)
  })

  it('that start cold: none, then initializing, then running after that time, and gone when idle for long', async () => {
    await at.settings({ coldStartSeconds: 90, idleSeconds: 5 })
    expect(await workers()).toEqual(none)
    expect(await reason()).toBe('noWorkers')
    const id = await submit('cold')
    expect(await workers()).toEqual({ ...none, initializing: 1 })
    expect(await reason()).toBe('starting')
    await at.advance(89_999)
    expect((await at.status(id)).status).toBe('IN_QUEUE')
    await at.advance(1)
    expect(await at.status(id)).toMatchObject({ status: 'IN_PROGRESS', delayTime: 90_000 })
    await at.advance(30_000)
    expect(await workers()).toEqual({ ...none, idle: 1, ready: 1 })
    const warm = await submit('warm')
    expect(await at.status(warm)).toMatchObject({ status: 'IN_PROGRESS', delayTime: 0 })
    await at.advance(34_999)
    expect(await workers()).toMatchObject({ idle: 1 })
    await at.advance(1)
    expect(await workers()).toEqual(none)
  })

  it('start no more than there may be', async () => {
    await at.settings({ coldStartSeconds: 10 })
    for (const name of ['a', 'b', 'c', 'd']) await submit(name)
    expect(await workers()).toEqual({ ...none, initializing: 2 })
    await at.advance(10_000)
    expect(await health()).toMatchObject({ jobs: { inProgress: 2, inQueue: 2 }, workers: { running: 2, initializing: 0 } })
  })

  it('whose hosts are full: throttled for so long, then they take the job', async () => {
    await at.settings({ throttledSeconds: 600 })
    const id = await submit('throttled')
    expect(await workers()).toEqual({ ...none, throttled: 2 })
    expect(await reason()).toBe('throttled')
    await at.advance(599_999)
    expect((await at.status(id)).status).toBe('IN_QUEUE')
    await at.advance(1)
    expect((await at.status(id)).status).toBe('IN_PROGRESS')
    expect(await workers()).toMatchObject({ running: 1, throttled: 0 })
  })

  it('that crash when they start: unhealthy, and the job stays in the queue until they are mended', async () => {
    await at.settings({ crashLoop: true })
    const id = await submit('crashing')
    await at.advance(3_000_000)
    expect([(await at.status(id)).status, await workers(), await reason()]).toEqual(['IN_QUEUE', { ...none, unhealthy: 2 }, 'crashing'])
    await at.settings({ crashLoop: false })
    expect((await at.status(id)).status).toBe('IN_PROGRESS')
  })

  it('that take nothing: ready all the while', async () => {
    await at.settings({ takesJobs: false })
    await submit('ignored')
    expect([await workers(), await reason()]).toEqual([{ ...none, idle: 2, ready: 2 }, 'idleWorkers'])
  })

  it('that may be none: all zero', async () => {
    await at.settings({ workers: 0 })
    const id = await submit('nobody')
    expect([(await at.status(id)).status, await workers(), await reason()]).toEqual(['IN_QUEUE', none, 'noWorkers'])
  })
})
