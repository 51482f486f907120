// A job's life on simulated workers, and every way a scripted worker can end it.
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { WorkerOutput, WorkerProgress } from '@/lib/compute/contract'
import type { LocalEndpoint } from '@/local-endpoint/server'
import { AFFINITY, callsOf, dataFolder, dropFolder, runBody, startHere, type JobBody } from './start'

const folder = dataFolder()
let endpoint: LocalEndpoint
let calls: ReturnType<typeof callsOf>

beforeAll(async () => {
  endpoint = await startHere(folder)
  calls = callsOf(endpoint)
})

afterEach(() => calls.control('POST', 'reset'))

afterAll(async () => {
  await endpoint.close()
  dropFolder(folder)
})

/** Runs a small job under a script. */
async function runScripted(behaviour: object, yaml?: string): Promise<JobBody> {
  const scripted = await calls.control('POST', 'behaviours', { behaviour })
  expect(scripted.status).toBe(200)
  const { id } = await calls.run(runBody('scripted', 'a', yaml))
  return calls.end(id)
}

/** Reads a running job again and again until it shows what is wanted. */
async function until(id: string, wanted: (job: JobBody) => boolean): Promise<JobBody> {
  for (;;) {
    const job = await calls.status(id)
    if (wanted(job)) return job
  }
}

describe('a job', () => {
  it('ends with the fields RunPod shows and an answer that follows the worker contract', async () => {
    const { id } = await calls.run(runBody('fields', 'a', AFFINITY))
    const job = await calls.end(id)
    expect(Object.keys(job).sort()).toEqual(['delayTime', 'executionTime', 'id', 'output', 'status', 'workerId'])
    const output = WorkerOutput.parse(job.output)
    expect(output).toMatchObject({ simulated: true })
    expect(output.affinity_pred_value).toBeTypeOf('number')
  })

  it('reports progress with a rising seq while it runs', async () => {
    await calls.control('POST', 'settings', { stageSeconds: 0.15 })
    const { id } = await calls.run(runBody('progress'))
    const seen: WorkerProgress[] = []
    for (;;) {
      const job = await calls.status(id)
      if (job.status === 'COMPLETED') break
      if (job.status === 'IN_PROGRESS' && job.output !== undefined) seen.push(WorkerProgress.parse(job.output))
    }
    const distinct = [...new Map(seen.map((progress) => [progress.seq, progress])).values()]
    expect(distinct.length).toBeGreaterThan(3)
    expect(distinct.map(({ stage }) => stage)).toContain('structure')
    distinct.slice(1).forEach((progress, index) => {
      expect(progress.seq).toBeGreaterThan(distinct[index]?.seq as number)
      expect(progress.fraction).toBeGreaterThanOrEqual(distinct[index]?.fraction as number)
    })
  })

  it('is stopped by a cancel while it runs, and stays CANCELLED', async () => {
    await calls.control('POST', 'behaviours', { behaviour: { kind: 'slow', seconds: 600 } })
    const { id } = await calls.run(runBody('stopped'))
    await until(id, (job) => job.status === 'IN_PROGRESS')
    expect(await (await calls.post(`cancel/${id}`)).json()).toEqual({ id, status: 'CANCELLED' })
    const next = await calls.run(runBody('after'))
    expect((await calls.end(next.id)).status).toBe('COMPLETED')
    expect((await calls.status(id)).status).toBe('CANCELLED')
    expect((await calls.post('cancel/unknown-u1')).status).toBe(404)
  })

  it('ends FAILED "executionTimeout exceeded" when it runs too long', async () => {
    await calls.control('POST', 'behaviours', { behaviour: { kind: 'slow', seconds: 600 } })
    const { id } = await calls.run({ ...runBody('late'), policy: { executionTimeout: 5_000 } })
    const job = await calls.end(id)
    expect(job).toMatchObject({ status: 'FAILED', error: 'executionTimeout exceeded' })
    expect(job.executionTime).toBeGreaterThanOrEqual(5_000)
  })

  it('runs one at a time, in the order of submission, and health counts it', async () => {
    await calls.control('POST', 'behaviours', { behaviour: { kind: 'slow', seconds: 600 } })
    const first = await calls.run(runBody('first'))
    const second = await calls.run(runBody('second'))
    await until(first.id, (job) => job.status === 'IN_PROGRESS')
    expect(await (await calls.call('health')).json()).toMatchObject({
      jobs: { inProgress: 1, inQueue: 1 },
      workers: { idle: 0, ready: 0, running: 1 },
    })
    await calls.post(`cancel/${first.id}`)
    expect((await calls.end(second.id)).status).toBe('COMPLETED')
  })

  it('without the agreed keys, or with a complex Boltz refuses, ends with the worker\'s own verdict', async () => {
    const bad = await calls.run({ input: { x: 1 } })
    expect(await calls.end(bad.id)).toMatchObject({ status: 'FAILED', output: { error_code: 'INPUT_REJECTED' } })
    const yaml = AFFINITY.replace('binder: "L"', 'binder: "Q"')
    const refused = await calls.run(runBody('refused', 'a', yaml))
    const job = await calls.end(refused.id)
    expect(job).toMatchObject({ status: 'FAILED', output: { error_code: 'INPUT_REJECTED' } })
    expect(job.error).toContain('Q')
  })

  it('with an empty input is given up by the platform', async () => {
    const { id } = await calls.run({ input: {} })
    expect(await calls.end(id)).toMatchObject({ status: 'FAILED', error: 'job timed out after 1 retries', retries: 1 })
  })
})

describe('a scripted worker', () => {
  it('raises: FAILED with a JSON document as text and no output', async () => {
    const job = await runScripted({ kind: 'raise', message: 'boom' })
    expect(job.status).toBe('FAILED')
    expect(job).not.toHaveProperty('output')
    expect(JSON.parse(job.error as string)).toMatchObject({ error_message: 'boom' })
  })

  it('returns error and error_code: FAILED, the code stays in output', async () => {
    const job = await runScripted({ kind: 'error', error: 'GPU memory ran out.', errorCode: 'BOLTZ_OOM', details: { stderr_tail: 'x' } })
    expect(job).toMatchObject({ status: 'FAILED', error: 'GPU memory ran out.', output: { error_code: 'BOLTZ_OOM', details: { stderr_tail: 'x' } } })
  })

  it.each(['errorObject', 'empty', 'huge'])('%s: COMPLETED without output', async (kind) => {
    const job = await runScripted({ kind })
    expect(job.status).toBe('COMPLETED')
    expect(job).not.toHaveProperty('output')
  })

  it('returns None: COMPLETED with a null output', async () => {
    expect(await runScripted({ kind: 'none' })).toMatchObject({ status: 'COMPLETED', output: null })
  })

  it('returns garbage: COMPLETED with whatever was given', async () => {
    expect(await runScripted({ kind: 'garbage', output: ['x', 7] })).toMatchObject({ status: 'COMPLETED', output: ['x', 7] })
  })

  it.each(['RUNNING', 'WEIRD'])('reports %s for a while, then completes', async (status) => {
    await calls.control('POST', 'behaviours', { behaviour: { kind: 'status', status, seconds: 0.3 } })
    const { id } = await calls.run(runBody('strange'))
    await until(id, (job) => job.status === status)
    expect((await calls.end(id)).status).toBe('COMPLETED')
  })

  it('loses the affinity: everything else is there', async () => {
    const output = WorkerOutput.parse((await runScripted({ kind: 'partial' }, AFFINITY)).output)
    expect(output.affinity_pred_value).toBeNull()
    expect(output.output_files).not.toHaveProperty('affinity_result.json')
    expect(Object.keys(output.pose_files ?? {})).toEqual(['pose_0.cif'])
  })

  it('sends the guide\'s five keys and the mark of a simulation', async () => {
    const job = await runScripted({ kind: 'guide' }, AFFINITY)
    expect(Object.keys(job.output as object).sort()).toEqual(
      ['affinity_pred_value', 'affinity_probability_binary', 'confidence_score', 'output_files', 'pose_files', 'simulated'],
    )
  })

  it('stamps a pose with a wrong hash', async () => {
    const output = WorkerOutput.parse((await runScripted({ kind: 'wrongHash' })).output)
    expect(output.samples?.[0]?.pose?.sha256).toBe('0'.repeat(64))
  })

  it('is lost: dispatched once more and given up', async () => {
    expect(await runScripted({ kind: 'lost' })).toMatchObject({ status: 'FAILED', retries: 1 })
  })

  it('can be meant for one prediction only', async () => {
    await calls.control('POST', 'behaviours', { jobId: 'chosen', behaviour: { kind: 'raise' } })
    const other = await calls.run(runBody('other'))
    const chosen = await calls.run(runBody('chosen'))
    expect((await calls.end(other.id)).status).toBe('COMPLETED')
    expect((await calls.end(chosen.id)).status).toBe('FAILED')
  })
})
