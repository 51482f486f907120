// Settings that change under predictions: real work never becomes simulated, and a process with older settings submits nothing.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startLocalEndpoint } from '@/local-endpoint/server'
import { call, json, untilEnded, view } from '../../support/calls'
import { startReconcilerProcess } from './reconciler-process'
import { openStage, submitSmall, untilStatus, untilView, type Stage } from './stage'

let stage: Stage
beforeAll(async () => { stage = await openStage({ loop: false }) })
afterAll(() => stage.close())

test('what was submitted for RunPod waits while the server runs on the local endpoint, and cannot be run again there', async () => {
  const { id } = await submitSmall()
  // As an earlier process with RunPod's settings would have written it.
  await stage.sql(`ALTER TABLE prediction DISABLE TRIGGER prediction_guard; UPDATE prediction SET target = 'real', simulated = false WHERE id = '${id}'; ALTER TABLE prediction ENABLE TRIGGER prediction_guard;`)
  const loop = await stage.startLoop()
  const other = await submitSmall()
  expect((await untilEnded(other.id)).status).toBe('COMPLETED')
  expect(await view(id)).toMatchObject({ status: 'QUEUED', target: 'real', notice: { code: 'WAITS_FOR_RUNPOD' }, attempts: [] })
  expect(await stage.ledgerOf(id)).toEqual([])
  await json('POST', `/api/v1/predictions/${id}/cancel`, { expect: 202 })
  const refused = await call('POST', `/api/v1/predictions/${id}/retry`, { body: { acceptDoubleBilling: true } })
  expect(refused.status).toBe(409)
  await loop.stop()
})

test('a process whose settings are not the current ones hands nothing over, but goes on looking at what runs', async () => {
  const loop = await stage.startLoop()
  await stage.workers(0)
  const running = await submitSmall()
  await untilStatus(running.id, 'IN_QUEUE')
  const [own] = await stage.sql<{ digest: string }>('SELECT environment_digest AS digest FROM deployment')
  await stage.sql("UPDATE deployment SET environment_digest = 'of another process'")
  const queued = await submitSmall()
  await stage.workers(2)
  expect((await untilEnded(running.id)).status).toBe('COMPLETED')
  expect(await view(queued.id)).toMatchObject({ status: 'QUEUED', attempts: [] })
  const health = await call('GET', '/api/health')
  expect(await health.json()).toMatchObject({ endpoint: { message: expect.stringContaining('started later with other settings') } })
  await stage.sql('UPDATE deployment SET environment_digest = $1', [own?.digest])
  await stage.pass(0)
  expect((await untilEnded(queued.id)).status).toBe('COMPLETED')
  await loop.stop()
})

test('conformance 9: the attempt carries its endpoint, a new current endpoint does not touch what is in flight', async () => {
  const loop = await stage.startLoop()
  await stage.workers(0)
  const { id } = await submitSmall()
  await untilStatus(id, 'IN_QUEUE')
  await stage.sql("INSERT INTO endpoint (id, kind, target, base_url, endpoint_id) VALUES ('runpod:other', 'runpod', 'real', 'https://api.runpod.ai/v2', 'other')")
  await stage.sql("UPDATE deployment SET endpoint_id = 'runpod:other', environment_digest = 'of RunPod'")
  await stage.workers(2)
  const seen = await untilView(id, ({ status }) => status === 'COMPLETED')
  expect(seen.endpoint).toMatchObject({ kind: 'local' })
  await loop.stop()
})

test('conformance 9: the same endpoint id at another address is another endpoint, what was submitted at the first is asked for there alone', async () => {
  const { apiKey, endpointId, baseUrl } = stage.endpoint
  const moved = mkdtempSync(path.join(tmpdir(), 'atomera-moved-'))
  const second = await startLocalEndpoint({ dataDir: moved, stageSeconds: 0, workers: 0 })
  const asRunPod = (address: { apiKey: string; baseUrl: string }) =>
    Object.assign(process.env, { RUNPOD_API_KEY: address.apiKey, RUNPOD_ENDPOINT_ID: endpointId, RUNPOD_ENDPOINT_BASE_URL: address.baseUrl })
  const seenBySecond = async (): Promise<string> => {
    const answer = await fetch(new URL('/control/requests', second.baseUrl), { headers: { 'x-control-token': second.controlToken } })
    return answer.text()
  }
  const inReal = async () => {
    const { id } = await submitSmall()
    await stage.sql(`ALTER TABLE prediction DISABLE TRIGGER prediction_guard; UPDATE prediction SET target = 'real', simulated = false WHERE id = '${id}'; ALTER TABLE prediction ENABLE TRIGGER prediction_guard;`)
    await stage.pass(0)
    return id
  }
  await stage.workers(0)
  asRunPod({ apiKey, baseUrl })
  const before = startReconcilerProcess()
  const first = await inReal()
  await untilStatus(first, 'IN_QUEUE')
  await before.kill()
  asRunPod(second)
  const after = startReconcilerProcess()
  const other = await inReal()
  const queued = await untilStatus(other, 'IN_QUEUE')
  await stage.behave({ kind: 'error', error: 'The first endpoint answers for its job.', errorCode: 'BOLTZ_OOM' })
  await stage.workers(2)
  const jobId = (await untilView(first, ({ status }) => status === 'FAILED')).attempts[0]?.jobId ?? ''
  await after.kill()
  expect((await stage.ledgerOf(other))).toEqual([])
  expect(await seenBySecond()).toContain(queued.attempts[0]?.jobId)
  expect(await seenBySecond()).not.toContain(jobId)
  for (const name of ['RUNPOD_API_KEY', 'RUNPOD_ENDPOINT_ID', 'RUNPOD_ENDPOINT_BASE_URL']) delete process.env[name]
  await second.close()
  rmSync(moved, { recursive: true, force: true })
}, 150_000)
