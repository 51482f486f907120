// Items 13, 15, 16, 18, 19 and 23: how long jobs and results live by the clock, and what `/retry` and `/purge-queue` do to them.
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { callsOf, dataFolder, dropFolder, runBody, startProgram, whenEnded } from './start'
import { HOUR, MINUTE, startSteered, type Steered } from './steered'

let at: Steered
beforeAll(async () => { at = await startSteered({ workers: 2, timeoutLatenessMs: [2_000, 10_000] }) })
afterEach(() => at.control('POST', 'reset'))
afterAll(() => at.close())

const WEEK = 7 * 24 * HOUR
const policy = (executionTimeout: number, ttl: number) => ({ policy: { executionTimeout, ttl } })

/** A job that ended at this very moment of the clock. */
async function endedJob(jobId: string, behaviour: object = { kind: 'quick' }, more: object = policy(MINUTE, 24 * HOUR)): Promise<string> {
  await at.script(jobId, behaviour)
  const { id } = await at.run({ ...runBody(jobId), ...more })
  await at.end(id)
  return id
}

describe('item 16, retention', () => {
  it('keeps results for 7 days by default', async () => {
    const id = await endedJob('long')
    await at.advance(WEEK - 1)
    expect((await at.status(id)).status).toBe('COMPLETED')
    await at.advance(1)
    expect(await at.httpStatus(`status/${id}`)).toBe(404)
  })

  it('of RunPod: 30 minutes for /run, one for /runsync', async () => {
    await at.settings({ retention: 'runpod' })
    await at.script('sync', { kind: 'quick' })
    const sync = (await (await at.post('runsync', runBody('sync'))).json()) as { id: string; status: string }
    expect(sync).toMatchObject({ id: expect.stringMatching(/^sync-/) as string, status: 'COMPLETED' })
    const id = await endedJob('run')
    await at.advance(MINUTE - 1)
    expect(await at.httpStatus(`status/${sync.id}`)).toBe(200)
    await at.advance(1)
    expect([await at.httpStatus(`status/${sync.id}`), await at.httpStatus(`status/${id}`)]).toEqual([404, 200])
    await at.advance(29 * MINUTE - 1)
    expect(await at.httpStatus(`status/${id}`)).toBe(200)
    await at.advance(1)
    expect(await at.httpStatus(`status/${id}`)).toBe(404)
  })

  it('the ttl deletes a job in any state', async () => {
    await at.settings({ retention: 'runpod' })
    const finished = await endedJob('finished', { kind: 'quick' }, policy(MINUTE, 20 * MINUTE))
    await at.script('running', { kind: 'quick', seconds: 7_200 })
    const running = await at.run({ ...runBody('running'), ...policy(3 * HOUR, 20 * MINUTE) })
    await at.untilStatus(running.id, 'IN_PROGRESS')
    await at.settings({ workers: 0 })
    const queued = await at.run({ ...runBody('queued'), ...policy(MINUTE, 20 * MINUTE) })
    const all = [finished, running.id, queued.id]
    const statuses = () => Promise.all(all.map((id) => at.httpStatus(`status/${id}`)))
    await at.advance(20 * MINUTE - 1)
    expect(await statuses()).toEqual([200, 200, 200])
    await at.advance(1)
    expect(await statuses()).toEqual([404, 404, 404])
    expect(await (await at.call('health')).json()).toMatchObject({ jobs: { inQueue: 0, inProgress: 0 }, workers: { running: 0 } })
  })
})

describe('item 13, /status?ttl=', () => {
  it('shortens the retention, before and after the end, and never makes it longer', async () => {
    const id = await endedJob('shortened')
    expect(await at.httpStatus(`status/${id}?ttl=60000`)).toBe(200)
    await at.call(`status/${id}?ttl=${HOUR}`)
    await at.advance(MINUTE - 1)
    expect(await at.httpStatus(`status/${id}`)).toBe(200)
    await at.advance(1)
    expect(await at.httpStatus(`status/${id}`)).toBe(404)
    await at.script('while-it-runs', { kind: 'quick', seconds: 30 })
    const running = await at.run(runBody('while-it-runs'))
    await at.untilStatus(running.id, 'IN_PROGRESS')
    await at.call(`status/${running.id}?ttl=5000`)
    await at.advance(30_000 + 4_999)
    expect(await at.httpStatus(`status/${running.id}`)).toBe(200)
    await at.advance(1)
    expect(await at.httpStatus(`status/${running.id}`)).toBe(404)
  })

  it('does not delete what has not ended', async () => {
    await at.settings({ workers: 0 })
    const { id } = await at.run(runBody('waiting'))
    await at.call(`status/${id}?ttl=0`)
    await at.advance(10 * MINUTE)
    expect((await at.status(id)).status).toBe('IN_QUEUE')
  })
})

describe('item 23', () => {
  it('a ttl that ends in the queue: 404, or TIMED_OUT by switch, which is kept like a result', async () => {
    await at.settings({ workers: 0, retention: 'runpod' })
    const forgotten = await at.run({ ...runBody('forgotten'), ...policy(MINUTE, 10 * MINUTE) })
    await at.advance(10 * MINUTE)
    expect(await at.httpStatus(`status/${forgotten.id}`)).toBe(404)
    await at.settings({ queueExpiry: 'TIMED_OUT' })
    const shown = await at.run({ ...runBody('shown'), ...policy(MINUTE, 10 * MINUTE) })
    await at.advance(10 * MINUTE)
    expect(await at.status(shown.id)).toEqual({ id: shown.id, status: 'TIMED_OUT' })
    await at.advance(30 * MINUTE)
    expect(await at.httpStatus(`status/${shown.id}`)).toBe(404)
  })

  it('executionTimeout: FAILED with RunPod\'s words, 2 to 10 s late, though the run was stopped in time', async () => {
    await at.script('too-long', { kind: 'quick', seconds: 61 })
    const { id } = await at.run({ ...runBody('too-long'), ...policy(MINUTE, HOUR) })
    await at.untilStatus(id, 'IN_PROGRESS')
    await at.advance(MINUTE + 1_999)
    expect((await at.status(id)).status).toBe('IN_PROGRESS')
    await at.advance(8_001)
    const job = await at.status(id)
    expect(job).toMatchObject({ status: 'FAILED', error: 'executionTimeout exceeded' })
    expect(job).not.toHaveProperty('output')
    expect(job.executionTime).toBeGreaterThanOrEqual(62_000)
    expect(job.executionTime).toBeLessThanOrEqual(70_000)
  })

  it('a lost worker: dispatched once more with retries 1, a new worker and a new delayTime, then FAILED', async () => {
    await at.script('lost', { kind: 'lost', seconds: 40 })
    const { id } = await at.run(runBody('lost'))
    const first = await at.untilStatus(id, 'IN_PROGRESS')
    expect(first).not.toHaveProperty('retries')
    await at.advance(40_000)
    const second = await at.status(id)
    expect(second).toMatchObject({ status: 'IN_PROGRESS', retries: 1, delayTime: (first.delayTime ?? 0) + 40_000 })
    expect(second.workerId).not.toBe(first.workerId)
    await at.advance(40_000)
    expect(await at.status(id)).toMatchObject({ status: 'FAILED', error: 'job timed out after 1 retries', retries: 1, executionTime: 40_000 })
  })

  it('a worker lost once: the second one completes, and retries stays', async () => {
    await at.script('lost-once', { kind: 'lost', runs: 1, seconds: 40 })
    await at.script('lost-once', { kind: 'quick', seconds: 5 })
    const { id } = await at.run(runBody('lost-once'))
    await at.untilStatus(id, 'IN_PROGRESS')
    await at.advance(46_000)
    expect(await at.status(id)).toMatchObject({ status: 'COMPLETED', retries: 1, executionTime: 5_000, output: { simulated: true } })
  })
})

describe('item 15', () => {
  it('404 for the first while after the submit, by the clock', async () => {
    await at.fault({ route: 'status', status: 404, body: { error: 'job not found' }, jobAgeBelowMs: 5_000 })
    const { id } = await at.run(runBody('young'))
    await at.advance(4_999)
    expect(await at.httpStatus(`status/${id}`)).toBe(404)
    await at.advance(1)
    expect(await at.httpStatus(`status/${id}`)).toBe(200)
  })
})

describe('item 18, /retry', () => {
  const retry = async (id: string) => {
    const response = await at.post(`retry/${id}`)
    return [response.status, await response.json()]
  }

  it('puts a FAILED job back into the queue under its id, without its output, and it runs again with its input', async () => {
    const id = await endedJob('failing', { kind: 'error', error: 'No.', errorCode: 'BOLTZ_OOM' })
    expect(await at.status(id)).toMatchObject({ status: 'FAILED', output: { error_code: 'BOLTZ_OOM' } })
    await at.settings({ workers: 0 })
    expect(await retry(id)).toEqual([200, { id, status: 'IN_QUEUE' }])
    expect(await at.status(id)).toEqual({ id, status: 'IN_QUEUE' })
    await at.script('failing', { kind: 'quick' })
    await at.settings({ workers: 1 })
    expect(await at.end(id)).toMatchObject({ id, status: 'COMPLETED', output: { simulated: true } })
  })

  it('takes TIMED_OUT too, and refuses anything else with 400, and what is gone with 404', async () => {
    await at.settings({ queueExpiry: 'TIMED_OUT', workers: 0 })
    const queued = await at.run({ ...runBody('queued'), ...policy(MINUTE, 24 * HOUR) })
    expect((await retry(queued.id))[0]).toBe(400)
    await at.post(`cancel/${queued.id}`)
    expect((await retry(queued.id))[0]).toBe(400)
    await at.settings({ workers: 2 })
    expect((await retry(await endedJob('done')))[0]).toBe(400)
    expect((await retry('nobody-u1'))[0]).toBe(404)
    await at.settings({ retention: 'runpod' })
    const failed = await endedJob('failed', { kind: 'raise' })
    await at.advance(30 * MINUTE)
    expect((await retry(failed))[0]).toBe(404)
  })

  it('is remembered across kill -9', { timeout: 120_000 }, async () => {
    const folder = dataFolder()
    const first = await startProgram(folder, '--stage-seconds', '0')
    const before = callsOf(first.address)
    await before.control('POST', 'behaviours', { behaviour: { kind: 'raise' } })
    const { id } = await before.run(runBody('again'))
    await before.end(id)
    await before.control('POST', 'settings', { workers: 0 })
    expect((await before.post(`retry/${id}`)).status).toBe(200)
    first.program.kill('SIGKILL')
    await whenEnded(first.program)
    const second = await startProgram(folder, '--stage-seconds', '0')
    const after = callsOf(second.address)
    expect(await after.status(id)).toEqual({ id, status: 'IN_QUEUE' })
    await after.control('POST', 'reset')
    expect((await after.end(id)).status).toBe('COMPLETED')
    second.program.kill('SIGTERM')
    await whenEnded(second.program)
    dropFolder(folder)
  })
})

describe('item 19, /purge-queue', () => {
  it('removes what waits, leaves what runs, and says how many', async () => {
    await at.settings({ workers: 1 })
    await at.script('running', { kind: 'quick', seconds: 50 })
    const running = await at.run(runBody('running'))
    await at.untilStatus(running.id, 'IN_PROGRESS')
    const queued = [await at.run(runBody('a')), await at.run(runBody('b'))]
    const response = await at.post('purge-queue')
    expect([response.status, await response.json()]).toEqual([200, { removed: 2, status: 'completed' }])
    expect(await Promise.all(queued.map(({ id }) => at.httpStatus(`status/${id}`)))).toEqual([404, 404])
    await at.advance(50_000)
    expect((await at.status(running.id)).status).toBe('COMPLETED')
  })
})
