// What is sent to an endpoint and what is written down about it, on an endpoint that is addressed as RunPod is: with a key, and without a look-up.
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { base64, poseCif } from '../../support/boltz-files'
import { until, untilEnded } from '../../support/calls'
import { openStage, submitSmall, untilAttempt, untilStatus, type Stage } from './stage'

let stage: Stage
beforeAll(async () => { stage = await openStage({ runPod: true }) })
afterAll(() => stage.close())
beforeEach(async () => { await stage.control('POST', 'reset', {}) })

const realOutput = { pose_files: { 'pose_0.cif': base64(poseCif([{ chainId: 'A', type: 'protein', residues: 16 }])) } }
const behaveReally = () => stage.behave({ kind: 'garbage', output: realOutput })

/** Every row of every table as text. */
async function everything(): Promise<string> {
  const tables = await stage.sql<{ name: string }>("SELECT quote_ident(table_name) AS name FROM information_schema.tables WHERE table_schema = 'public' AND table_type = 'BASE TABLE'")
  const texts: string[] = []
  for (const { name } of tables) texts.push(...(await stage.sql<{ row: string }>(`SELECT row_to_json(t)::text AS row FROM ${name} t`)).map(({ row }) => row))
  return texts.join('\n')
}

test('conformance 2: an endpoint that repeats the key in its words does not get it into any column', async () => {
  const { apiKey } = stage.endpoint
  await stage.fault([
    { route: 'run', status: 401, body: { error: `no such key ${apiKey}` } },
    { route: 'run', status: 400, body: `bad request for Bearer ${apiKey}` },
  ])
  const { id } = await submitSmall()
  await untilAttempt(id, 'REFUSED')
  await stage.pass(60_000)
  const seen = await untilEnded(id)
  expect(seen.error?.reported).toContain('[hidden]')
  const rows = await everything()
  expect(rows).toContain('[hidden]')
  expect(rows).not.toContain(apiKey)
  // RunPod's key is there, but sealed.
  expect(await stage.sql('SELECT 1 AS one FROM endpoint WHERE sealed_key IS NOT NULL')).toHaveLength(1)
})

test('conformance 3 and 4: one /run with its policy and a full input, and never /runsync', async () => {
  await behaveReally()
  const { id } = await submitSmall()
  const seen = await untilEnded(id)
  const [request, ...others] = await stage.callsOf('run')
  expect(others).toEqual([])
  const { input, policy } = JSON.parse(request?.body ?? '{}')
  expect(policy).toEqual({ executionTimeout: seen.executionTimeoutMs, ttl: seen.ttlMs })
  expect(policy.ttl).toBeGreaterThan(policy.executionTimeout)
  const [attempt] = await stage.sql<{ id: string }>('SELECT id FROM attempt WHERE prediction_id = $1', [id])
  expect(input).toMatchObject({ job_id: id, attempt: attempt?.id, schema_version: 1, limits: { executionTimeoutMs: policy.executionTimeout } })
  expect(Buffer.from(input.input_yaml, 'base64').toString('utf8')).toBe(seen.yaml)
  const routes = (await stage.control<{ route: string | null }[]>('GET', 'requests')).map(({ route }) => route)
  expect(routes.filter((route) => !['run', 'status', 'status-sync', 'cancel', 'health'].includes(route ?? '') && !route?.startsWith('control'))).toEqual([])
})

test('conformance 6: when the request arrives the row says that it was sent, and the job\'s id is stored as soon as it is known', async () => {
  await stage.workers(0)
  await stage.fault({ route: 'run', delayMs: 1_500 })
  const { id } = await submitSmall()
  await until(() => stage.ledgerOf(id), (lines) => lines.length === 1)
  const row = async () => (await stage.sql<{ state: string; job: string | null; called: boolean }>('SELECT state, job_id AS job, calling_at IS NOT NULL AS called FROM attempt WHERE prediction_id = $1', [id]))[0]
  expect(await row()).toEqual({ state: 'SUBMITTING', job: null, called: true })
  await untilStatus(id, 'IN_QUEUE')
  expect(await row()).toEqual({ state: 'IN_QUEUE', job: (await stage.ledgerOf(id))[0]?.id, called: true })
})

test('conformance 7: a job id that belongs to another attempt proves nothing', async () => {
  await stage.workers(0)
  const first = await submitSmall()
  await untilStatus(first.id, 'IN_QUEUE')
  const [taken] = await stage.ledgerOf(first.id)
  await stage.fault({ route: 'run', status: 200, body: { id: taken?.id, status: 'IN_QUEUE' } })
  const second = await submitSmall()
  const seen = await untilAttempt(second.id, 'SUBMIT_UNKNOWN')
  expect(seen).toMatchObject({ status: 'QUEUED', notice: { code: 'SUBMIT_UNKNOWN' }, attempts: [{ jobId: null }] })
  expect((await untilStatus(first.id, 'IN_QUEUE')).attempts).toMatchObject([{ jobId: taken?.id }])
})

test('conformance 25: times, worker, retries, submit and finish, and the policy that was used are kept on the attempt', async () => {
  await stage.workers(0)
  const { id } = await submitSmall({ options: { use_msa_server: false, seed: 1, executionTimeoutMs: 120_000 } })
  const { attempts } = await untilStatus(id, 'IN_QUEUE')
  await stage.control('POST', 'distort', { id: attempts[0]?.jobId, status: 'IN_PROGRESS', retries: 1 })
  await untilStatus(id, 'IN_PROGRESS')
  await behaveReally()
  await stage.control('POST', 'distort', { id: attempts[0]?.jobId, status: 'IN_QUEUE' })
  await stage.workers(2)
  expect(await untilEnded(id)).toMatchObject({
    status: 'COMPLETED',
    attempts: [{ submittedAt: expect.any(String), firstRunningAt: expect.any(String), endedAt: expect.any(String), delayTimeMs: expect.any(Number), executionTimeMs: expect.any(Number), workerId: expect.any(String), retries: 1 }],
  })
  const [row] = await stage.sql<{ run: number; ttl: number }>('SELECT execution_timeout_ms AS run, ttl_ms AS ttl FROM attempt WHERE prediction_id = $1', [id])
  expect(row).toEqual({ run: 120_000, ttl: 120_000 + 6 * 3_600_000 })
})
