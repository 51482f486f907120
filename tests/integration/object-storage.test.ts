// Answers in an object storage, from the app through RunPod's own Python library and our worker to a real S3 server and back: large ones,
// ones that the endpoint has forgotten, and a storage that is away. Only Boltz-2 is played by a stand-in.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { call, json, until, untilEnded, view } from '../support/calls'
import { startTestStorage, type TestStorage } from '../support/object-storage'
import { demandRunpod, type PythonWorker } from '../support/runpod-worker'
import { OVERSIZED, startStandInWorker } from '../support/stand-in-worker'
import { MINUTE_MS, openStage, submitSmall, untilView, type Stage } from './predictions/stage'

/** Megabytes are made, packed and read several times over; a busy machine takes a while. */
const PATIENCE_MS = 150_000
const SAMPLES = OVERSIZED.options.diffusion_samples

let stage: Stage
let storage: TestStorage
let home: string
beforeAll(async () => {
  demandRunpod()
  storage = await startTestStorage()
  stage = await openStage({ runPod: true, workerKind: 'real', loop: false, settings: storage.settings })
  // As RunPod does: a result is forgotten 30 minutes after its end.
  await stage.control('POST', 'settings', { retention: 'runpod' })
})
afterAll(async () => {
  await stage.close()
  await storage.close()
})
beforeEach(() => {
  storage.open()
  home = mkdtempSync(path.join(tmpdir(), 'atomera-object-storage-'))
  return () => rmSync(home, { recursive: true, force: true })
})

let workers = 0

type Job = { id: string; status: string; jobId: string | null }
const jobOf = async (predictionId: string) => {
  const [line] = await stage.ledgerOf(predictionId)
  return (await stage.control<Job[]>('GET', 'jobs')).find(({ id }) => id === line?.id) ?? null
}

/** Handed over, and then nobody looks: the app is away. */
async function handOver(): Promise<string> {
  const loop = await stage.startLoop()
  const { id } = await submitSmall(OVERSIZED)
  await untilView(id, ({ status }) => status === 'IN_QUEUE')
  await loop.stop()
  return id
}

/** A run from its hand-over to its end at the endpoint, while the app is away. */
async function ranWhileAway({ stopped = false } = {}): Promise<{ id: string; worker: PythonWorker }> {
  const id = await handOver()
  if (stopped) storage.shut()
  workers += 1
  const worker = startStandInWorker(stage.endpoint, { workerId: `gpu-${workers}`, home, situation: 'oversized' })
  await until(() => jobOf(id), (job) => job?.status === 'COMPLETED', PATIENCE_MS)
  await worker.kill()
  return { id, worker }
}

/** The app is there again, until the test ends. */
async function comeBack(): Promise<{ stop(): Promise<void> }> {
  const loop = await stage.startLoop()
  await stage.pass(0)
  return loop
}

const paeFiles = (seen: Awaited<ReturnType<typeof view>>) => seen.result?.samples.flatMap(({ paeFile }) => paeFile ?? []) ?? []

async function expectWhole(id: string): Promise<void> {
  const seen = await view(id)
  expect(seen).toMatchObject({ status: 'COMPLETED', complete: true, simulated: false, error: null })
  expect(seen.result).toMatchObject({ simulated: false, confidenceState: 'verified', affinityState: 'verified', warnings: [] })
  expect(seen.result?.samples).toHaveLength(SAMPLES)
  expect(paeFiles(seen)).toHaveLength(SAMPLES)
  for (const { url, bytes } of seen.result?.files ?? []) {
    const file = await call('GET', url)
    expect(file.status).toBe(200)
    expect((await file.arrayBuffer()).byteLength).toBe(bytes)
  }
}

/** What the endpoint alone can carry. */
async function expectSmaller(id: string, words: string): Promise<void> {
  const seen = await view(id)
  expect(seen).toMatchObject({ status: 'COMPLETED', complete: true, error: null })
  expect(seen.result?.samples).toHaveLength(SAMPLES)
  expect(paeFiles(seen).length).toBeLessThan(SAMPLES)
  expect(seen.result?.warnings.join('\n')).toContain(words)
}

const attemptRow = async (id: string) =>
  (await stage.sql<{ upload: string | null; soughtSince: Date | null }>('SELECT upload, upload_sought_since AS "soughtSince" FROM attempt WHERE prediction_id = $1', [id]))[0] ?? expect.fail('no attempt')

describe('a result that is too large for the endpoint', { timeout: 4 * PATIENCE_MS }, () => {
  test('comes whole by way of the storage, which is empty afterwards; nobody learns the address', async () => {
    const { id, worker } = await ranWhileAway()
    expect(await storage.keys()).toHaveLength(1)
    const loop = await comeBack()
    await untilEnded(id, PATIENCE_MS)
    await expectWhole(id)
    await expect.poll(async () => (await attemptRow(id)).upload, { timeout: PATIENCE_MS }).toBe('removed')
    expect(await storage.keys()).toEqual([])
    const sent = (await stage.callsOf('run')).at(-1)?.body ?? ''
    const signature = /X-Amz-Signature=([0-9a-f]{64})/.exec(sent)?.[1] ?? expect.fail('no signed address was sent')
    const told = [worker.said(), JSON.stringify(await view(id)), JSON.stringify(await stage.sql('SELECT * FROM event')), JSON.stringify(await jobOf(id))]
    expect(told.filter((text) => text.includes(signature))).toEqual([])
    expect([sent, ...told].filter((text) => text.includes(storage.settings.S3_SECRET_ACCESS_KEY))).toEqual([])
    await loop.stop()
  })

  test('comes smaller, and says so, when the storage is away while the worker has it', async () => {
    const { id } = await ranWhileAway({ stopped: true })
    const loop = await comeBack()
    await untilEnded(id, PATIENCE_MS)
    await expectSmaller(id, 'The answer could not be put into the object storage: it could not be reached')
    await loop.stop()
  })

  test('waits for a storage that is away for a moment', async () => {
    const { id } = await ranWhileAway()
    storage.shut()
    const loop = await comeBack()
    await untilView(id, ({ notice }) => notice?.code === 'OBJECT_STORAGE_SILENT', PATIENCE_MS)
    expect(await view(id)).toMatchObject({ error: null, result: null })
    storage.open()
    await untilEnded(id, PATIENCE_MS)
    await expectWhole(id)
    await loop.stop()
  })

  test('is what the endpoint sent when the storage stays away', async () => {
    const { id } = await ranWhileAway()
    storage.shut()
    const loop = await comeBack()
    await expect.poll(async () => (await attemptRow(id)).soughtSince, { timeout: PATIENCE_MS }).not.toBeNull()
    await stage.pass(10 * MINUTE_MS)
    await untilEnded(id, PATIENCE_MS)
    await expectSmaller(id, 'The whole answer was put into the object storage, but it could not be reached')
    // It is removed with the prediction, once the storage answers again.
    expect(await storage.keys()).toHaveLength(1)
    await json('DELETE', `/api/v1/predictions/${id}`, { expect: 204 })
    storage.open()
    await stage.pass(5 * MINUTE_MS)
    await expect.poll(() => storage.keys(), { timeout: PATIENCE_MS }).toEqual([])
    await loop.stop()
  })
})

describe('a result that the endpoint has forgotten', { timeout: 4 * PATIENCE_MS }, () => {
  /** The endpoint forgets; then ten minutes of not knowing the job pass. */
  async function forgotten(id: string): Promise<{ stop(): Promise<void> }> {
    await stage.control('POST', 'clock', { advanceMs: 31 * MINUTE_MS })
    await until(() => jobOf(id), (job) => job === null)
    const loop = await comeBack()
    await stage.pass(31 * MINUTE_MS)
    const since = async () => (await stage.sql<{ since: Date | null }>('SELECT not_found_since AS since FROM attempt WHERE prediction_id = $1', [id]))[0]?.since
    await expect.poll(since, { timeout: PATIENCE_MS }).not.toBeNull()
    return loop
  }

  test('is complete all the same when the storage has it', async () => {
    const { id } = await ranWhileAway()
    const loop = await forgotten(id)
    await stage.pass(10 * MINUTE_MS)
    await untilEnded(id, PATIENCE_MS)
    await expectWhole(id)
    await expect.poll(() => storage.keys(), { timeout: PATIENCE_MS }).toEqual([])
    await loop.stop()
  })

  test('is waited for while the storage does not answer', async () => {
    const { id } = await ranWhileAway()
    const loop = await forgotten(id)
    storage.shut()
    await stage.pass(10 * MINUTE_MS)
    await untilView(id, ({ notice }) => notice?.code === 'OBJECT_STORAGE_SILENT', PATIENCE_MS)
    storage.open()
    await untilEnded(id, PATIENCE_MS)
    await expectWhole(id)
    await loop.stop()
  })

  test('is lost, in words, when the storage never had it', async () => {
    const { id } = await ranWhileAway({ stopped: true })
    storage.open()
    const loop = await forgotten(id)
    await stage.pass(10 * MINUTE_MS)
    const seen = await untilEnded(id, PATIENCE_MS)
    expect(seen).toMatchObject({ status: 'FAILED', error: { code: 'JOB_LOST' }, result: null })
    expect(seen.error?.reported).toBe('The object storage has no answer of this run.')
    await loop.stop()
  })
})
