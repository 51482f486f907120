// RunPod's own Python library, unchanged and in production mode, serves jobs from the local endpoint; its client asks for them.
import { writeFileSync } from 'node:fs'
import path from 'node:path'
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { GPU_ENDPOINT_ID } from '@/lib/compute/chosen-endpoint'
import type { LocalAddress } from '@/local-endpoint/address-file'
import type { LocalEndpoint } from '@/local-endpoint/server'
import { until } from '../../support/calls'
import { demandRunpod, runPythonClient, startPythonWorker } from './python-peers'
import { callsOf, dataFolder, dropFolder, startHere, startProgram, whenEnded, type JobBody } from './start'

let folder: string
beforeAll(demandRunpod)
beforeEach(() => void (folder = dataFolder()))
afterEach(() => dropFolder(folder))

const allow = (file: string) => writeFileSync(file, '')

describe('the worker of RunPod’s Python library', { timeout: 120_000 }, () => {
  let endpoint: LocalEndpoint
  let calls: ReturnType<typeof callsOf>
  beforeEach(async () => {
    endpoint = await startHere(folder, { workerKind: 'real' })
    calls = callsOf(endpoint)
  })
  afterEach(() => endpoint.close())

  const start = (workerId: string, kind?: 'one' | 'two' | 'yields') => startPythonWorker(endpoint, { workerId, home: folder, kind })
  const run = async (input: object) => (await calls.run({ input })).id
  const health = async () => (await (await calls.call('health')).json()) as { workers: Record<string, number> }

  /** Reads the job until it shows what is wanted. */
  const untilJob = (id: string, holds: (job: JobBody) => boolean) => until(() => calls.status(id), holds)

  it('serves jobs end to end: progress, results, errors of its own and exceptions', async () => {
    start('python-1')
    const go = path.join(folder, 'go')
    const first = await run({ progress: { seq: 1, fraction: 0.5 }, wait_for: go, answer: { poses: ['π'], score: 0.5 } })
    const running = await untilJob(first, (job) => job.output !== undefined)
    expect(running).toMatchObject({ status: 'IN_PROGRESS', workerId: 'python-1', output: { seq: 1, fraction: 0.5 } })
    expect((await health()).workers).toMatchObject({ running: 1, idle: 0 })
    allow(go)
    expect(await calls.end(first)).toMatchObject({ status: 'COMPLETED', output: { poses: ['π'], score: 0.5 }, workerId: 'python-1' })

    const failing = await run({ answer: { error: 'no memory', error_code: 'BOLTZ_OOM', details: { stderr_tail: '' } } })
    expect(await calls.end(failing)).toMatchObject({ status: 'FAILED', error: 'no memory', output: { error_code: 'BOLTZ_OOM', details: { stderr_tail: '' } } })

    const raising = await calls.end(await run({ raises: 'a sentence' }))
    expect(raising.status).toBe('FAILED')
    expect(raising.output).toBeUndefined()
    expect(JSON.parse(raising.error ?? '')).toMatchObject({ error_message: 'a sentence', worker_id: 'python-1' })

    const objectError = await calls.end(await run({ answer: { error: { code: 1 } } }))
    expect([objectError.status, 'output' in objectError]).toEqual(['COMPLETED', false])
    expect((await calls.end(await run({ answer: {} })))).not.toHaveProperty('output')
    expect((await calls.end(await run({ answer: null })))).toHaveProperty('output', null)
    expect((await health()).workers).toMatchObject({ running: 0, idle: 1, ready: 1 })
    const done = (await calls.control('GET', 'requests?route=job-done')).body as { headers: Record<string, string> }[]
    expect(new Set(done.map(({ headers }) => headers['content-type']))).toEqual(new Set(['application/x-www-form-urlencoded']))
  })

  it('is stopped by a cancel during a run, and takes the next job', async () => {
    const worker = start('python-1')
    const id = await run({ wait_for: path.join(folder, 'never') })
    await worker.untilSaid(`handler: started ${id}`)
    await calls.post(`cancel/${id}`)
    await worker.untilSaid(`handler: cancelled ${id}`)
    expect(await calls.end(await run({ answer: 'next' }))).toMatchObject({ status: 'COMPLETED', output: 'next' })
    expect(await calls.status(id)).toMatchObject({ status: 'CANCELLED' })
  })

  it('is stopped when its time is over', async () => {
    const worker = start('python-1')
    const { id } = await calls.run({ input: { wait_for: path.join(folder, 'never') }, policy: { executionTimeout: 20_000 } })
    await worker.untilSaid(`handler: started ${id}`)
    await calls.control('POST', 'clock', { advanceMs: 20_000 })
    await worker.untilSaid(`handler: cancelled ${id}`)
    expect(await calls.end(id)).toMatchObject({ status: 'FAILED', error: 'executionTimeout exceeded' })
  })

  it('that is killed in the middle is replaced by a second one', async () => {
    await calls.control('POST', 'clock', { speed: 0 })
    const first = start('python-1')
    const go = path.join(folder, 'go')
    const id = await run({ wait_for: go, answer: 'from the second' })
    await first.untilSaid(`handler: started ${id}`)
    await first.kill()
    const second = start('python-2')
    await until(async () => (await calls.control('GET', 'requests?route=job-take')).body as { path: string }[], (seen) => seen.some((call) => call.path.includes('python-2')))
    await until(async () => {
      await calls.control('POST', 'clock', { advanceMs: 40_000 })
      return calls.status(id)
    }, (job) => job.workerId === 'python-2')
    await second.untilSaid(`handler: started ${id}`)
    allow(go)
    expect(await calls.end(id)).toMatchObject({ status: 'COMPLETED', output: 'from the second', retries: 1, workerId: 'python-2' })
  })

  it('stays the worker of a long run by its heartbeat alone', async () => {
    await calls.control('POST', 'clock', { speed: 0 })
    const worker = start('python-1')
    const go = path.join(folder, 'go')
    const id = await run({ wait_for: go, answer: 'after a while' })
    await worker.untilSaid(`handler: started ${id}`)
    for (let time = 0; time < 3; time += 1) {
      const named = async () => ((await calls.control('GET', 'requests?route=ping')).body as { path: string }[]).filter((call) => call.path.includes(id)).length
      const before = await named()
      await until(named, (count) => count > before)
      await calls.control('POST', 'clock', { advanceMs: 30_000 })
    }
    allow(go)
    const job = await calls.end(id)
    expect(job).toMatchObject({ status: 'COMPLETED', output: 'after a while' })
    expect(job.retries).toBeUndefined()
  })

  it('takes several jobs at a time where it is set to', async () => {
    const worker = start('python-1', 'two')
    const go = path.join(folder, 'go')
    const ids = [await run({ wait_for: go, answer: 1 }), await run({ wait_for: go, answer: 2 })]
    for (const id of ids) await worker.untilSaid(`handler: started ${id}`)
    allow(go)
    expect((await Promise.all(ids.map((id) => calls.end(id)))).map(({ output }) => output)).toEqual([1, 2])
    const takes = (await calls.control('GET', 'requests?route=job-take-batch')).body as unknown[]
    expect(takes.length).toBeGreaterThan(0)
  })

  it('streams what its handler yields', async () => {
    start('python-1', 'yields')
    const id = await run({ chunks: ['a', { b: 1 }] })
    expect(await calls.end(id)).toMatchObject({ status: 'COMPLETED', output: ['a', { b: 1 }] })
    expect(await (await calls.call(`stream/${id}`)).json()).toEqual({ status: 'COMPLETED', stream: [{ output: 'a' }, { output: { b: 1 } }] })
  })

  it('answers RunPod’s Python client on the other side', async () => {
    start('python-1')
    expect(await runPythonClient(endpoint, { home: folder, never: path.join(folder, 'never') })).toMatchObject({
      base: endpoint.baseUrl,
      run_sync: { n: 1 },
      output: { n: 2 },
      status: 'COMPLETED',
      cancel: 'CANCELLED',
      cancelled: 'CANCELLED',
      wrong_key: 'RuntimeError',
      health: { jobs: { completed: 2, failed: 0 } },
      purge: 'completed',
    })
  })
})

/** The program's endpoint that real workers serve. */
const realOf = ({ address }: { address: LocalAddress }): LocalAddress => ({ ...address, endpointId: GPU_ENDPOINT_ID })

describe('the endpoint as a program', () => {
  it('is killed under a running worker, comes back, and takes its result', { timeout: 120_000 }, async () => {
    const before = await startProgram(folder)
    const worker = startPythonWorker(realOf(before), { workerId: 'python-1', home: folder })
    const go = path.join(folder, 'go')
    const { id } = await callsOf(realOf(before)).run({ input: { wait_for: go, answer: 'brought back' } })
    await worker.untilSaid(`handler: started ${id}`)
    before.program.kill('SIGKILL')
    await whenEnded(before.program)
    const calls = callsOf(realOf(await startProgram(folder)))
    expect(await calls.status(id)).toMatchObject({ status: 'IN_PROGRESS', workerId: 'python-1' })
    allow(go)
    const job = await calls.end(id)
    expect(job).toMatchObject({ status: 'COMPLETED', output: 'brought back', workerId: 'python-1' })
    expect(job.retries).toBeUndefined()
    expect(worker.said().split(`handler: started ${id}`)).toHaveLength(2)
  })
})
