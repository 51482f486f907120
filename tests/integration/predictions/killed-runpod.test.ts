// kill -9 of the reconciler in the states that only RunPod knows: an unknown submit without a look-up, a refused one, a paused endpoint.
import { afterAll, beforeAll, expect, test } from 'vitest'
import { base64, poseCif } from '../../support/boltz-files'
import { call, until, untilEnded, view } from '../../support/calls'
import { expectInvariants } from '../../support/invariants'
import { startReconcilerProcess, type ReconcilerProcess } from './reconciler-process'
import { MINUTE_MS, openStage, submitSmall, untilAttempt, untilView, type Stage } from './stage'

let stage: Stage
let running: ReconcilerProcess | null = null
const start = () => { running = startReconcilerProcess() }
const kill = async () => {
  await running?.kill()
  running = null
}

beforeAll(async () => { stage = await openStage({ runPod: true, loop: false, settings: { PUBLIC_URL: 'http://127.0.0.1:9' } }) })
afterAll(async () => {
  await kill()
  await stage.close()
})

const output = { pose_files: { 'pose_0.cif': base64(poseCif([{ chainId: 'A', type: 'protein', residues: 16 }])) } }

/** What the webhook of this prediction's newest /run would send, and where to. */
async function webhookOf(predictionId: string): Promise<string> {
  const [run] = (await stage.callsOf('run')).map(({ body }) => JSON.parse(body)).filter(({ input }) => input.job_id === predictionId)
  return new URL(run.webhook).pathname
}

const pausedCode = async () => (await stage.sql<{ code: string | null }>('SELECT paused_code AS code FROM endpoint'))[0]?.code ?? null

test('conformance 27: restarted in SUBMIT_UNKNOWN, REFUSED and paused: the unknown one is never sent again, the others are', async () => {
  start()
  for (const _count of [1, 2, 3]) await stage.behave({ kind: 'garbage', output })
  await stage.fault({ route: 'run', status: 502, body: '', handle: true })
  const unknown = await submitSmall({ name: 'Unknown' })
  await untilAttempt(unknown.id, 'SUBMIT_UNKNOWN')

  await stage.fault({ route: 'run', status: 429, headers: { 'retry-after': '600' }, body: '' })
  const refused = await submitSmall({ name: 'Refused' })
  await untilAttempt(refused.id, 'REFUSED')
  await kill()

  start()
  await stage.fault({ route: 'run', status: 401, body: '' })
  await stage.fault({ route: 'health', status: 401, body: '', times: null })
  await stage.pass(11 * MINUTE_MS)
  await until(pausedCode, (code) => code === 'AUTH')
  const paused = await submitSmall({ name: 'Paused' })
  await untilView(paused.id, ({ notice }) => notice?.code === 'CREDENTIALS_REJECTED')
  await kill()
  expect((await view(unknown.id)).attempts).toMatchObject([{ state: 'SUBMIT_UNKNOWN', jobId: null }])

  await stage.control('POST', 'reset', {})
  for (const _count of [1, 2]) await stage.behave({ kind: 'garbage', output })
  start()
  await stage.pass(11 * MINUTE_MS)
  for (const { id } of [refused, paused]) expect(await untilEnded(id)).toMatchObject({ status: 'COMPLETED', attempts: [{ number: 1 }] })
  expect(await stage.ledgerOf(unknown.id)).toHaveLength(1)
  expect((await view(unknown.id)).attempts).toMatchObject([{ state: 'SUBMIT_UNKNOWN' }])
  await kill()
  await expectInvariants(stage.databaseUrl)
}, 120_000)

test('and one whose webhook came while nobody ran is adopted by whoever starts next', async () => {
  start()
  await stage.behave({ kind: 'garbage', output })
  await stage.fault({ route: 'run', status: 502, body: '', handle: true })
  const { id } = await submitSmall({ name: 'Called back' })
  await untilAttempt(id, 'SUBMIT_UNKNOWN')
  await kill()
  const jobId = (await stage.ledgerOf(id))[0]?.id
  expect((await call('POST', await webhookOf(id), { raw: JSON.stringify({ id: jobId }) })).status).toBe(200)
  start()
  expect(await untilEnded(id)).toMatchObject({ status: 'COMPLETED', attempts: [{ jobId, outcome: 'COMPLETED' }] })
  expect(await stage.ledgerOf(id)).toHaveLength(1)
  await kill()
  await expectInvariants(stage.databaseUrl)
}, 120_000)
