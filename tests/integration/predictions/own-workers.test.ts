// Workers of one's own stand in for RunPod: after two minutes without it, at once when it refuses the key, and never for an attempt of
// unknown outcome. The result says where it ran and why. RunPod is played by a second endpoint, whose workers take nothing.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { GPU_ENDPOINT_ID } from '@/lib/compute/chosen-endpoint'
import { startLocalEndpoint, type LocalEndpoint } from '@/local-endpoint/server'
import { json, until, untilEnded, view } from '../../support/calls'
import { openControl, type Control } from '../../support/control'
import { demandRunpod, STAND_IN_COMPLEX } from '../../support/runpod-worker'
import { startStandInWorker } from '../../support/stand-in-worker'
import { MINUTE_MS, openStage, submitSmall, untilAttempt, untilStatus, untilView, type Stage } from './stage'

let home: string
let runPod: LocalEndpoint
let control: Control
let stage: Stage
beforeAll(async () => {
  demandRunpod()
  home = mkdtempSync(path.join(tmpdir(), 'atomera-own-workers-'))
  runPod = await startLocalEndpoint({ dataDir: path.join(home, 'runpod'), workers: 0 })
  control = openControl(path.join(home, 'runpod'))
  const settings = { RUNPOD_API_KEY: runPod.apiKey, RUNPOD_ENDPOINT_ID: runPod.endpointId, RUNPOD_ENDPOINT_BASE_URL: runPod.baseUrl, LOCAL_WORKER: 'real', LOCAL_MAX_TOKENS: '20' }
  stage = await openStage({ settings })
})
afterAll(async () => {
  await stage.close()
  await runPod.close()
  rmSync(home, { recursive: true, force: true })
})
beforeEach(async () => {
  await control.reset()
  await untilRunPodTakes()
})

const breakWith = (status: number) => control.call('POST', 'faults', { route: '*', status, body: '', times: null })

const where = () => json<{ problem: { message: string } | null }>('GET', '/api/v1/where')
/** A pause is lifted by itself; the time until RunPod is asked again goes by at once. */
async function untilRunPodTakes(): Promise<void> {
  await stage.sql('UPDATE endpoint SET not_before = NULL, health_at = NULL, pause_step = 0')
  await until(where, ({ problem }) => problem === null)
}

function startWorker(): void {
  startStandInWorker({ ...stage.endpoint, endpointId: GPU_ENDPOINT_ID }, { workerId: 'bench-top', home, situation: 'success' })
}

/** 10 tokens. */
const predict = () => submitSmall({ complex: STAND_IN_COMPLEX, options: { use_msa_server: false, seed: 1 } })
const cureOf = (part: string) => ({ notice }: { notice: { cure: string } | null }) => notice?.cure.includes(part) === true

test('RunPod that cannot be reached for two minutes is stood in for, and the result says so', { timeout: 120_000 }, async () => {
  await breakWith(503)
  const { id } = await predict()
  await untilView(id, cureOf('If this lasts for two minutes, a worker of your own takes it.'))
  await stage.pass(2 * MINUTE_MS)
  await untilView(id, cureOf('No worker of your own is ready'))
  startWorker()
  const seen = await untilEnded(id)
  expect(seen).toMatchObject({
    status: 'COMPLETED', simulated: false, target: 'real',
    endpoint: { kind: 'local', endpointId: 'gpu', label: 'Own worker', why: 'Because RunPod could not be reached for two minutes.' },
    notice: { code: 'RAN_ON_OWN_WORKER' },
  })
  expect(seen.attempts).toHaveLength(1)
  expect(seen.events.map(({ message }) => message)).toContain('A worker of your own took the job, because RunPod could not be reached for two minutes.')
  expect((await where()).problem?.message).toContain('predictions run on your own workers meanwhile')
  // A check of RunPod would be answered by somebody else.
  const refusal = await json<{ detail: string }>('POST', '/api/v1/settings/conformance', { body: { target: 'real' }, expect: 409 })
  expect(refusal.detail).toMatch(/^Nothing was submitted: it would not be RunPod \S+ that answers\. .*predictions run on your own workers meanwhile/)
})

test('RunPod that was away once and well since has two minutes again', { timeout: 120_000 }, async () => {
  startWorker()
  // As many as RunPod takes while it has no worker; nothing more is accepted, which would end an absence too.
  const taken = await Promise.all(Array.from({ length: 4 }, predict))
  await Promise.all(taken.map(({ id }) => untilStatus(id, 'IN_QUEUE')))
  const waiting = await predict()
  await breakWith(503)
  await stage.pass(MINUTE_MS)
  await untilView(waiting.id, cureOf('If this lasts for two minutes'))
  await control.reset()
  await stage.pass(10 * MINUTE_MS)
  const since = () => stage.sql<{ since: Date | null }>("SELECT unavailable_since AS since FROM endpoint WHERE kind = 'runpod'")
  await until(since, ([row]) => row?.since === null)
  await breakWith(503)
  await stage.pass(MINUTE_MS)
  expect(await untilView(waiting.id, cureOf('If this lasts for two minutes'))).toMatchObject({ status: 'QUEUED' })
  for (const { id } of [...taken, waiting]) await json('POST', `/api/v1/predictions/${id}/cancel`, { expect: 202 })
})

test('a refused key is stood in for at once; what is too large waits, and goes to RunPod when the key is accepted', { timeout: 120_000 }, async () => {
  startWorker()
  await breakWith(401)
  const large = await submitSmall({ complex: { entities: [{ type: 'protein', chainIds: ['A'], sequence: 'MKTAYIAKQRQISFVKSHFSRQ' }] } })
  const small = await predict()
  expect(await untilEnded(small.id)).toMatchObject({ status: 'COMPLETED', endpoint: { kind: 'local', why: 'Because RunPod rejects the API key.' } })
  await untilView(large.id, cureOf('too large for your own workers (22 tokens, they take 20)'))
  await control.reset()
  await untilRunPodTakes()
  expect(await untilStatus(large.id, 'IN_QUEUE')).toMatchObject({ endpoint: { kind: 'runpod', why: 'As the settings say.' } })
})

test('a submit of unknown outcome stays RunPod\'s, however long RunPod is away', { timeout: 120_000 }, async () => {
  startWorker()
  await control.call('POST', 'faults', { route: 'run', cut: 'drop' })
  const { id } = await predict()
  await untilAttempt(id, 'SUBMIT_UNKNOWN')
  await breakWith(503)
  // The endpoint's health is asked before anything else is sent.
  await stage.sql('UPDATE endpoint SET health_at = NULL')
  const other = await predict()
  await untilView(other.id, cureOf('If this lasts for two minutes'))
  await stage.pass(10 * MINUTE_MS)
  expect(await untilEnded(other.id)).toMatchObject({ status: 'COMPLETED', endpoint: { kind: 'local' } })
  expect(await view(id)).toMatchObject({ status: 'QUEUED', attempts: [{ state: 'SUBMIT_UNKNOWN', endpoint: { kind: 'runpod' } }] })
})
