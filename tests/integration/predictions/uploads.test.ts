// Uploaded answers against a real S3 server, and an endpoint whose jobs a test steers: which ends they prevent, that a stranger's upload passes
// the reader of every answer, and that nothing stays in the storage.
import { createHash } from 'node:crypto'
import { gzipSync } from 'node:zlib'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { call, json, untilEnded, view } from '../../support/calls'
import { goodOutput, HOSTILE_ANSWERS } from '../../support/hostile-answers'
import { startTestStorage, type TestStorage } from '../../support/object-storage'
import { demandRunpod } from '../../support/runpod-worker'
import { HOUR_MS, MINUTE_MS, openStage, submitSmall, untilAttempt, untilStatus, untilView, type Stage } from './stage'

let stage: Stage
let storage: TestStorage
beforeAll(async () => {
  demandRunpod()
  storage = await startTestStorage()
  // Jobs wait for a worker that never comes: what /status shows of them is the test's.
  stage = await openStage({ runPod: true, workerKind: 'real', settings: storage.settings })
})
afterAll(async () => {
  await stage.close()
  await storage.close()
})
beforeEach(async () => {
  storage.open()
  await stage.control('POST', 'reset', {})
})

type AttemptRow = { id: string; upload: string | null; jobId: string | null; soughtSince: Date | null }
const attemptRow = async (predictionId: string): Promise<AttemptRow> =>
  (await stage.sql<AttemptRow>('SELECT id, upload, job_id AS "jobId", upload_sought_since AS "soughtSince" FROM attempt WHERE prediction_id = $1', [predictionId]))[0] ?? expect.fail('no attempt')

const keyOf = async (predictionId: string): Promise<string> => `atomera/attempts/${(await attemptRow(predictionId)).id}/answer.json.gz`
/** As a worker would put it. */
const upload = async (predictionId: string, text: string): Promise<void> => storage.put(await keyOf(predictionId), gzipSync(text))
/** What a worker that nobody has stopped does after the end. */
const uploadAgain = async (predictionId: string): Promise<void> => {
  await upload(predictionId, GOOD)
  expect(await storage.keys()).toContain(await keyOf(predictionId))
}
const untilGone = async (predictionId: string): Promise<void> => {
  const key = await keyOf(predictionId)
  await expect.poll(() => storage.keys(), { timeout: 50_000 }).not.toContain(key)
}
/** From the storage, which is written down afterwards. */
const untilRemoved = async (predictionId: string): Promise<void> => {
  await expect.poll(async () => (await attemptRow(predictionId)).upload, { timeout: 50_000 }).toBe('removed')
  expect(await storage.keys()).not.toContain(await keyOf(predictionId))
}

const GOOD = JSON.stringify(goodOutput())
const stampOf = (text: string) => ({ size: Buffer.byteLength(text), sha256: createHash('sha256').update(text).digest('hex') })

async function waiting(): Promise<{ id: string; jobId: string }> {
  const { id } = await submitSmall()
  return { id, jobId: (await untilStatus(id, 'IN_QUEUE')).attempts[0]?.jobId ?? '' }
}

const show = (jobId: string, body: object | string, status = 200) =>
  stage.fault({ route: 'status', jobId, status, body: typeof body === 'string' ? body : { id: jobId, ...body }, times: 1_000 })

/** A result that stands in the storage alone, as the endpoint shows it. */
const showUploaded = (predictionId: string, jobId: string, text: string) =>
  stage.fault({ route: 'status', jobId: predictionId, status: 200, body: { id: jobId, status: 'COMPLETED', output: { pose_files: {}, uploaded: stampOf(text) } }, times: 1_000 })

async function expectUsed(id: string): Promise<void> {
  expect(await untilEnded(id)).toMatchObject({ status: 'COMPLETED', simulated: false, confidence_score: 0.9, error: null })
  await untilRemoved(id)
}

describe('a prediction ends with its upload instead of', () => {
  test('WORKER_LOST: the worker died after it had uploaded', async () => {
    const { id, jobId } = await waiting()
    await upload(id, GOOD)
    await stage.control('POST', 'distort', { id: jobId, status: 'FAILED', error: 'job timed out after 1 retries' })
    await expectUsed(id)
  })

  test('ENDPOINT_ERROR: the platform failed after the worker had uploaded', async () => {
    const { id, jobId } = await waiting()
    await upload(id, GOOD)
    await stage.control('POST', 'distort', { id: jobId, status: 'FAILED', error: 'container exited unexpectedly' })
    await expectUsed(id)
  })

  test('SUBMIT_LOST: nobody ever learned the job\'s id', async () => {
    await stage.fault({ route: 'run', status: 502, body: '<html>' })
    const { id } = await submitSmall()
    await untilAttempt(id, 'SUBMIT_UNKNOWN')
    await upload(id, GOOD)
    await stage.pass(8 * HOUR_MS)
    await expectUsed(id)
    expect((await attemptRow(id)).jobId).toBeNull()
    expect((await view(id)).events.map(({ to }) => to).filter(Boolean)).toEqual(['QUEUED', 'COMPLETED'])
  })

  test('OUTPUT_MISSING: the endpoint has dropped an answer that was too large for it', async () => {
    const { id, jobId } = await waiting()
    await upload(id, GOOD)
    await stage.control('POST', 'distort', { id: jobId, status: 'COMPLETED' })
    await expectUsed(id)
  })

  test('OUTPUT_INVALID: the poses did not fit into the endpoint\'s answer', async () => {
    const { id, jobId } = await waiting()
    await upload(id, GOOD)
    await showUploaded(id, jobId, GOOD)
    await expectUsed(id)
  })
})

describe('an upload is not used', () => {
  test('when the run was cancelled, and does not stay, even if its worker hears of it late', async () => {
    const { id } = await waiting()
    await upload(id, GOOD)
    await json('POST', `/api/v1/predictions/${id}/cancel`, { expect: 202 })
    expect(await untilEnded(id)).toMatchObject({ status: 'CANCELLED', result: null })
    await untilRemoved(id)
    await uploadAgain(id)
    await stage.pass(10 * MINUTE_MS)
    await untilGone(id)
  })

  test('when the prediction is deleted, and nothing stays of what is put as long as its address holds', async () => {
    const { id } = await waiting()
    const key = await keyOf(id)
    expect((await call('DELETE', `/api/v1/predictions/${id}`)).status).toBe(204)
    await expect.poll(async () => (await attemptRow(id)).upload, { timeout: 50_000 }).toBe('removed')
    await stage.pass(10 * MINUTE_MS)
    const isDueLater = async () => (await stage.sql<{ later: boolean }>("SELECT COALESCE(next_check_at > app_now() + interval '1 hour', false) AS later FROM prediction WHERE id = $1", [id]))[0]?.later
    await expect.poll(isDueLater, { timeout: 50_000 }).toBe(true)
    await uploadAgain(id)
    await stage.pass(12 * HOUR_MS)
    await untilGone(id)
    expect(await storage.keys()).not.toContain(key)
  })

  test('when the worker says what went wrong', async () => {
    const { id, jobId } = await waiting()
    await upload(id, GOOD)
    await stage.control('POST', 'distort', { id: jobId, status: 'FAILED', error: JSON.stringify({ error_message: 'The GPU ran out of memory.' }), output: { error: 'The GPU ran out of memory.', error_code: 'BOLTZ_OOM' } })
    expect(await untilEnded(id)).toMatchObject({ status: 'FAILED', error: { code: 'BOLTZ_OOM' } })
    await untilRemoved(id)
  })

  test('when it is not the one that the answer names; without poses in that one, the failure says why', async () => {
    const { id, jobId } = await waiting()
    await upload(id, GOOD)
    await showUploaded(id, jobId, `${GOOD} `)
    const seen = await untilEnded(id)
    expect(seen).toMatchObject({ status: 'FAILED', result: null })
    expect(seen.error?.reported).toContain('The whole answer in the object storage cannot be used, because it is not the one that the worker named')
  })

  test('when it is simulated: a real prediction was asked for', async () => {
    const simulated = JSON.stringify({ ...goodOutput(), simulated: true })
    const { id, jobId } = await waiting()
    await upload(id, simulated)
    await showUploaded(id, jobId, simulated)
    const seen = await untilEnded(id)
    expect(seen).toMatchObject({ status: 'FAILED', error: { code: 'OUTPUT_INVALID' }, result: null })
    expect(seen.error?.reported).toContain('simulated')
  })
})

describe('a hostile upload ends as the same answer of an endpoint does', () => {
  // One of each end: what all of them do to the reader is shown with answers of an endpoint.
  const oneOfEach = [...new Map(HOSTILE_ANSWERS.map((answer) => [answer.ends, answer])).values()]

  test.each(oneOfEach)('$name: $ends', async ({ output, ends }) => {
    const text = output({ secret: stage.endpoint.apiKey })
    const { id, jobId } = await waiting()
    await upload(id, text)
    await showUploaded(id, jobId, text)
    const seen = await untilEnded(id, 100_000)
    expect(JSON.stringify(seen)).not.toContain(stage.endpoint.apiKey)
    if (ends === 'complete' || ends === 'incomplete') expect(seen).toMatchObject({ status: 'COMPLETED', complete: ends === 'complete' })
    else expect(seen).toMatchObject({ status: 'FAILED', error: { code: ends }, confidence_score: null })
  }, 120_000)
})

test('a storage that stays away costs ten minutes and not the prediction\'s end', async () => {
  const { id, jobId } = await waiting()
  storage.shut()
  await show(id, { error: 'job not found' }, 404)
  await stage.pass(MINUTE_MS)
  await untilView(id, () => true)
  const since = async () => (await stage.sql<{ since: Date | null }>('SELECT not_found_since AS since FROM attempt WHERE job_id = $1', [jobId]))[0]?.since
  await expect.poll(since, { timeout: 50_000 }).not.toBeNull()
  await stage.pass(10 * MINUTE_MS)
  expect((await untilView(id, ({ notice }) => notice?.code === 'OBJECT_STORAGE_SILENT')).status).toBe('IN_QUEUE')
  await expect.poll(async () => (await attemptRow(id)).soughtSince, { timeout: 50_000 }).not.toBeNull()
  await stage.pass(10 * MINUTE_MS)
  expect(await untilEnded(id)).toMatchObject({ status: 'FAILED', error: { code: 'JOB_LOST', reported: expect.stringContaining('may be in the object storage') } })
})

describe('a paid result that the storage did not hand out in time', () => {
  /** Lost at the endpoint, while the storage that has its answer is away for too long. */
  async function lostWhileAway(): Promise<string> {
    const { id, jobId } = await waiting()
    await upload(id, GOOD)
    await stage.control('POST', 'distort', { id: jobId, status: 'FAILED', error: 'job timed out after 1 retries' })
    storage.shut()
    await stage.pass(MINUTE_MS)
    await expect.poll(async () => (await attemptRow(id)).soughtSince, { timeout: 50_000 }).not.toBeNull()
    await stage.pass(10 * MINUTE_MS)
    expect(await untilEnded(id)).toMatchObject({ status: 'FAILED', error: { code: 'WORKER_LOST' }, notice: null })
    return id
  }

  test('is offered when the storage is back, and can be used', async () => {
    const id = await lostWhileAway()
    const { id: attemptId, upload: left } = await attemptRow(id)
    expect(left).toBe('unread')
    await expect(stage.sql('UPDATE attempt SET ended_at = NULL WHERE id = $1', [attemptId])).rejects.toThrow('it has ended as FAILED')
    storage.open()
    expect(await storage.keys()).toContain(await keyOf(id))
    await stage.pass(5 * MINUTE_MS)
    const offered = await untilView(id, ({ notice }) => notice?.code === 'RESULT_OFFERED', 50_000)
    expect(offered).toMatchObject({ status: 'FAILED', attempts: [{ outcome: 'COMPLETED', resultOffered: true }] })
    await json('POST', `/api/v1/predictions/${id}/attempts/1/use`, { expect: 202 })
    expect(await view(id)).toMatchObject({ status: 'COMPLETED', confidence_score: 0.9, error: null })
    await untilRemoved(id)
  })

  test('goes with its prediction', async () => {
    const id = await lostWhileAway()
    expect((await call('DELETE', `/api/v1/predictions/${id}`)).status).toBe(204)
    storage.open()
    await stage.pass(5 * MINUTE_MS)
    await untilRemoved(id)
  })
})

test('an empty answer while the storage stays away: nobody says that there is a larger one', async () => {
  const { id, jobId } = await waiting()
  storage.shut()
  await stage.control('POST', 'distort', { id: jobId, status: 'COMPLETED' })
  await stage.pass(MINUTE_MS)
  await expect.poll(async () => (await attemptRow(id)).soughtSince, { timeout: 50_000 }).not.toBeNull()
  await stage.pass(10 * MINUTE_MS)
  const { error } = await untilEnded(id)
  expect(error).toMatchObject({ code: 'OUTPUT_MISSING', reported: expect.stringContaining('may be in the object storage') })
  expect(error?.reported).not.toContain('was put')
})
