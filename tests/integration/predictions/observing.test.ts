// The second table of the submission design, end to end against the local endpoint: what follows each thing that a look can show.
import { gunzipSync } from 'node:zlib'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { call, untilEnded, view } from '../../support/calls'
import { HOUR_MS, MINUTE_MS, openStage, submitSmall, untilStatus, untilView, type Stage } from './stage'

let stage: Stage
beforeAll(async () => { stage = await openStage() })
afterAll(() => stage.close())
beforeEach(async () => { await stage.control('POST', 'reset', {}) })

/** A prediction whose job waits in the endpoint's queue, and the job's id. */
async function waiting(): Promise<{ id: string; jobId: string }> {
  await stage.workers(0)
  const { id } = await submitSmall()
  const seen = await untilStatus(id, 'IN_QUEUE')
  return { id, jobId: seen.attempts[0]?.jobId ?? '' }
}

/** What /status shows of a job from now on. */
const show = (id: string, shown: object) => stage.control('POST', 'distort', { id, ...shown })

const rawAnswer = async (id: string): Promise<string> => {
  const [row] = await stage.sql<{ raw: Buffer | null }>('SELECT raw_answer AS raw FROM attempt WHERE prediction_id = $1', [id])
  return row?.raw ? gunzipSync(row.raw).toString('utf8') : ''
}

describe('IN_QUEUE and IN_PROGRESS', () => {
  test('the states and stages follow the endpoint, each change an event', async () => {
    const { id, jobId } = await waiting()
    await show(jobId, { status: 'IN_PROGRESS', output: { seq: 1, stage: 'msa', fraction: 0.1 } })
    expect(await untilView(id, ({ progress }) => progress?.stage === 'msa')).toMatchObject({ status: 'IN_PROGRESS', progress: { fraction: 0.1 } })
    await show(jobId, { status: 'RUNNING', output: { seq: 2, stage: 'structure', fraction: 0.5 } })
    await untilView(id, ({ progress }) => progress?.stage === 'structure')
    await show(jobId, { status: 'IN_QUEUE', retries: 1 })
    await untilStatus(id, 'IN_QUEUE')
    await show(jobId, { status: 'IN_PROGRESS', output: { seq: 1, stage: 'starting' } })
    const seen = await untilView(id, ({ progress }) => progress?.stage === 'starting')
    expect(seen.events.flatMap(({ to, stage: reached }) => to ?? reached ?? [])).toEqual([
      'QUEUED', 'IN_QUEUE', 'IN_PROGRESS', 'msa', 'structure', 'IN_QUEUE', 'IN_PROGRESS', 'starting',
    ])
    await show(jobId, { status: 'CANCELLED' })
    expect(await untilEnded(id)).toMatchObject({ status: 'CANCELLED', error: { code: 'CANCELLED_AT_ENDPOINT' } })
  })
})

describe('COMPLETED', () => {
  test('conformance 22: the raw answer is committed before anything of it is read', async () => {
    await stage.sql(`CREATE FUNCTION no_result() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'not yet'; END $$;
      CREATE TRIGGER no_result BEFORE INSERT ON result FOR EACH ROW EXECUTE FUNCTION no_result();`)
    const { id } = await submitSmall()
    const seen = await untilView(id, ({ attempts }) => attempts[0]?.state === 'COLLECTING', 60_000)
    expect(seen.status).not.toBe('COMPLETED')
    expect(JSON.parse(await rawAnswer(id))).toMatchObject({ status: 'COMPLETED', output: { simulated: true } })
    await stage.sql('DROP TRIGGER no_result ON result; DROP FUNCTION no_result();')
    await stage.pass(10_000)
    expect(await untilEnded(id)).toMatchObject({ status: 'COMPLETED', complete: true })
  })

  test('conformance 12: is sticky, what the endpoint shows afterwards undoes nothing', async () => {
    const { id } = await submitSmall()
    const seen = await untilEnded(id)
    await show(seen.attempts[0]?.jobId ?? '', { status: 'IN_PROGRESS' })
    await stage.sql('UPDATE prediction SET next_check_at = app_now() WHERE id = $1', [id])
    await stage.pass(0)
    await untilView(id, () => true)
    expect(await view(id)).toMatchObject({ status: 'COMPLETED', version: seen.version })
  })

  test('with the affinity missing: complete is false, and says what is missing', async () => {
    await stage.behave({ kind: 'partial' })
    const complex = { entities: [{ type: 'protein', chainIds: ['A'], sequence: 'MKTAYIAKQRQISFVK' }, { type: 'ligand', chainIds: ['L'], smiles: 'CCO' }], affinityBinder: 'L' }
    const { id } = await submitSmall({ complex })
    const seen = await untilEnded(id)
    expect(seen).toMatchObject({ status: 'COMPLETED', complete: false, affinity_pred_value: null, affinity_probability_binary: null })
    expect(seen.result?.missing.join(' ')).toMatch(/affinity/i)
    expect(seen.result?.samples).toHaveLength(1)
  })

  test('with the guide\'s five keys only: read, and an unverified score is not ranked', async () => {
    await stage.behave({ kind: 'guide' })
    const { id } = await submitSmall()
    const seen = await untilEnded(id)
    expect(seen.status).toBe('COMPLETED')
    expect(seen.result?.samples).toHaveLength(1)
    const ranked = seen.result?.confidenceState === 'verified' ? seen.result.confidence_score : null
    expect(seen.confidence_score).toBe(ranked)
  })

  test.each(['none', 'empty', 'huge', 'errorObject'])('conformance 13: without output (%s) it is FAILED OUTPUT_MISSING, the raw answer is kept', async (kind) => {
    await stage.behave({ kind })
    const { id } = await submitSmall()
    expect(await untilEnded(id)).toMatchObject({ status: 'FAILED', error: { code: 'OUTPUT_MISSING' }, result: null })
    expect(JSON.parse(await rawAnswer(id))).toMatchObject({ status: 'COMPLETED' })
  })

  test('conformance 13: with nothing usable it is FAILED OUTPUT_INVALID, the raw answer is kept, nothing is shown', async () => {
    await stage.behave({ kind: 'garbage', output: { pose_files: { 'pose_0.cif': Buffer.from('data_x no atoms').toString('base64') } } })
    const { id } = await submitSmall()
    const seen = await untilEnded(id)
    expect(seen).toMatchObject({ status: 'FAILED', error: { code: 'OUTPUT_INVALID' }, result: null, confidence_score: null })
    expect(await rawAnswer(id)).toContain('pose_0.cif')
    expect((await call('GET', `/api/v1/predictions/${id}/files/pose_0.cif`)).status).toBe(404)
  })

  test('conformance 22: with a pose whose hash is wrong it is never shown as a pose', async () => {
    await stage.behave({ kind: 'wrongHash' })
    const { id } = await submitSmall()
    const seen = await untilEnded(id)
    expect(seen.status).toBe('FAILED')
    expect(seen.error?.code).toMatch(/^OUTPUT_/)
    expect(seen.result).toBeNull()
  })
})

describe('conformance 15: FAILED', () => {
  test('with output.error_code: the worker\'s own verdict', async () => {
    await stage.behave({ kind: 'error', error: 'The GPU ran out of memory.', errorCode: 'BOLTZ_OOM' })
    const { id } = await submitSmall()
    expect(await untilEnded(id)).toMatchObject({ status: 'FAILED', error: { code: 'BOLTZ_OOM', reported: 'The GPU ran out of memory.' } })
  })

  test('with an error_code that nobody knows: ENDPOINT_ERROR', async () => {
    await stage.behave({ kind: 'error', error: 'Strange.', errorCode: 'NO_SUCH_CODE' })
    const { id } = await submitSmall()
    expect(await untilEnded(id)).toMatchObject({ status: 'FAILED', error: { code: 'ENDPOINT_ERROR', reported: 'Strange.' } })
  })

  test('executionTimeout exceeded: TIMED_OUT', async () => {
    const { id, jobId } = await waiting()
    await show(jobId, { status: 'FAILED', error: 'executionTimeout exceeded' })
    expect(await untilEnded(id)).toMatchObject({ status: 'TIMED_OUT', error: { code: 'RUN_TIMED_OUT' } })
  })

  test('job timed out after 1 retries: WORKER_LOST, a rerun may help', async () => {
    await stage.behave({ kind: 'lost' })
    const { id } = await submitSmall()
    expect(await untilEnded(id)).toMatchObject({ status: 'FAILED', error: { code: 'WORKER_LOST', rerunMayHelp: true } })
  })

  test('a traceback in JSON text: ENDPOINT_ERROR, unpacked to its message', async () => {
    await stage.behave({ kind: 'raise', message: 'CUDA error: device lost' })
    const { id } = await submitSmall()
    const seen = await untilEnded(id)
    expect(seen).toMatchObject({ status: 'FAILED', error: { code: 'ENDPOINT_ERROR' } })
    expect(seen.error?.reported).toContain('CUDA error: device lost')
    expect(seen.error?.reported).not.toContain('{"error_type"')
  })
})

test('TIMED_OUT: TIMED_OUT', async () => {
  const { id, jobId } = await waiting()
  await show(jobId, { status: 'TIMED_OUT' })
  expect(await untilEnded(id)).toMatchObject({ status: 'TIMED_OUT', error: { code: 'ENDPOINT_TIMED_OUT' } })
})

test('conformance 11: a status nobody knows changes nothing, the prediction goes on', async () => {
  const { id, jobId } = await waiting()
  await show(jobId, { status: 'PONDERING' })
  const lastStatus = async () => (await stage.sql<{ status: string }>('SELECT last_status AS status FROM attempt WHERE prediction_id = $1', [id]))[0]?.status
  await untilView(id, () => true)
  await expect.poll(lastStatus, { timeout: 120_000 }).toBe('PONDERING')
  expect(await view(id)).toMatchObject({ status: 'IN_QUEUE', error: null })
  await show(jobId, { status: 'CANCELLED' })
  await untilEnded(id)
})

describe('conformance 16: 404', () => {
  test('for a while: a notice after three, then it goes on when the job is known again', async () => {
    const { id } = await waiting()
    await stage.fault({ route: 'status', status: 404, body: { error: 'job not found' }, times: 1_000 })
    await stage.pass(MINUTE_MS)
    const counted = async () => (await stage.sql<{ count: number }>('SELECT not_found_count AS count FROM attempt WHERE prediction_id = $1', [id]))[0]?.count ?? 0
    await expect.poll(counted, { timeout: 120_000 }).toBeGreaterThanOrEqual(3)
    expect((await view(id)).notice?.code).not.toBe('JOB_NOT_FOUND')
    await stage.pass(MINUTE_MS)
    await untilView(id, ({ notice }) => notice?.code === 'JOB_NOT_FOUND')
    await stage.control('POST', 'reset', {})
    await stage.pass(MINUTE_MS)
    expect(await untilEnded(id)).toMatchObject({ status: 'COMPLETED' })
  })

  test('for 10 min while /health is 200: FAILED JOB_LOST', async () => {
    const { id } = await waiting()
    await stage.fault({ route: 'status', status: 404, body: { error: 'job not found' }, times: 1_000 })
    await stage.pass(MINUTE_MS)
    const since = async () => (await stage.sql<{ since: Date | null }>('SELECT not_found_since AS since FROM attempt WHERE prediction_id = $1', [id]))[0]?.since
    await expect.poll(since, { timeout: 120_000 }).not.toBeNull()
    expect((await view(id)).status).toBe('IN_QUEUE')
    await stage.pass(10 * MINUTE_MS)
    const cure: unknown = expect.stringContaining('RunPod deletes results 30 minutes after the end. It may have been billed')
    expect(await untilEnded(id)).toMatchObject({ status: 'FAILED', error: { code: 'JOB_LOST', rerunMayHelp: true, cure } })
  })
})

test('conformance 17: 401 while looking pauses the endpoint, the prediction keeps its state and goes on', async () => {
  const { id } = await waiting()
  // First, since the pause would be over in a second, and on a busy machine before the next line.
  await stage.fault({ route: 'health', status: 401, body: '', times: null })
  await stage.fault({ route: 'status', status: 401, body: '' })
  await stage.pass(MINUTE_MS)
  await expect.poll(async () => (await stage.sql<{ code: string | null }>('SELECT paused_code AS code FROM endpoint'))[0]?.code, { timeout: 120_000 }).toBe('AUTH')
  expect((await view(id)).status).toBe('IN_QUEUE')
  await stage.control('POST', 'reset', {})
  // Longer than the longest pause: on a busy machine /health was refused several times by now.
  await stage.pass(6 * MINUTE_MS)
  expect((await untilEnded(id)).status).toBe('COMPLETED')
  // The pause is lifted by /health alone, though nothing waits to be submitted.
  await expect.poll(async () => (await stage.sql<{ code: string | null }>('SELECT paused_code AS code FROM endpoint'))[0]?.code, { timeout: 120_000 }).toBeNull()
})

test.each([[429, {}], [503, {}], [200, { body: 'not JSON' }], [200, { cut: 'drop' }]])('conformance 18: %i %j while looking is waited out', async (status, rest) => {
  const { id } = await waiting()
  await stage.fault({ route: 'status', status, body: '', ...rest, times: 2 })
  await stage.pass(MINUTE_MS)
  await expect.poll(async () => (await stage.control<object[]>('GET', 'faults')).length, { timeout: 120_000, interval: 20 }).toBe(0)
  expect((await view(id)).error).toBeNull()
  await stage.workers(2)
  await stage.pass(MINUTE_MS)
  expect((await untilEnded(id)).status).toBe('COMPLETED')
})

describe('conformance 20: deadlines, by the database\'s clock', () => {
  test('queue: cancelled at the endpoint, TIMED_OUT QUEUE_EXPIRED', async () => {
    const { id, jobId } = await waiting()
    await stage.pass(7 * HOUR_MS + 3 * MINUTE_MS)
    expect(await untilEnded(id)).toMatchObject({ status: 'TIMED_OUT', error: { code: 'QUEUE_EXPIRED' } })
    // A look that began before the time passed may have been overtaken, and both cancel.
    expect(new Set((await stage.callsOf('cancel')).map((request) => request.path))).toEqual(new Set([`/v2/local/cancel/${jobId}`]))
  })

  test('run: cancelled at the endpoint, TIMED_OUT', async () => {
    const { id, jobId } = await waiting()
    await show(jobId, { status: 'IN_PROGRESS' })
    await untilStatus(id, 'IN_PROGRESS')
    await stage.pass(HOUR_MS + 3 * MINUTE_MS)
    expect(await untilEnded(id)).toMatchObject({ status: 'TIMED_OUT', error: { code: 'RUN_TIMED_OUT' } })
    expect((await stage.callsOf('cancel')).length).toBeGreaterThanOrEqual(1)
  })

  test('run, though it has finished by then: COMPLETED wins', async () => {
    const { id, jobId } = await waiting()
    await show(jobId, { status: 'IN_PROGRESS' })
    await untilStatus(id, 'IN_PROGRESS')
    await stage.fault({ route: 'status', status: 503, body: '' })
    await show(jobId, { status: 'IN_QUEUE' })
    await stage.workers(2)
    await expect.poll(async () => (await stage.control<{ id: string; status: string }[]>('GET', 'jobs')).find((job) => job.id === jobId)?.status, { timeout: 120_000 }).toBe('COMPLETED')
    await stage.pass(HOUR_MS + 3 * MINUTE_MS)
    expect(await untilEnded(id)).toMatchObject({ status: 'COMPLETED' })
  })

  test('no answer at all until ttl + 30 min: ends, not confirmed by the endpoint', async () => {
    const { id } = await waiting()
    await stage.fault({ route: '*', status: 500, body: '', times: 10_000 })
    await stage.pass(7 * HOUR_MS + 31 * MINUTE_MS)
    expect(await untilEnded(id)).toMatchObject({ status: 'TIMED_OUT', error: { code: 'QUEUE_EXPIRED' }, notice: { code: 'NOT_CONFIRMED' } })
  })
})
