// kill -9 of the reconciler with predictions in every state: started again, all end, with at most one accepted /run per attempt.
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import type { PredictionView } from '@/lib/predictions/schema'
import { base64, poseCif } from '../../support/boltz-files'
import { json, until, untilEnded, view } from '../../support/calls'
import { startReconcilerProcess, type ReconcilerProcess } from './reconciler-process'
import { openStage, submitSmall, untilAttempt, untilStatus, type LedgerLine, type Stage } from './stage'

let stage: Stage
let running: ReconcilerProcess | null = null
beforeAll(async () => { stage = await openStage({ loop: false }) })
afterAll(async () => {
  await running?.kill()
  await stage.close()
})
beforeEach(async () => { await stage.control('POST', 'reset', {}) })

const start = () => { running = startReconcilerProcess() }
const kill = async () => {
  await running?.kill()
  running = null
}

/** No attempt was accepted twice, and no prediction has two jobs. */
async function expectOneJobEach(ids: string[]): Promise<void> {
  const lines = (await stage.control<LedgerLine[]>('GET', 'ledger')).filter(({ jobId }) => jobId !== null && ids.includes(jobId))
  expect(new Set(lines.map(({ attempt }) => attempt)).size).toBe(lines.length)
  expect(new Set(lines.map(({ jobId }) => jobId)).size).toBe(lines.length)
}

const holdResults = () => stage.sql(`CREATE FUNCTION no_result() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN PERFORM pg_sleep(600); RETURN NEW; END $$;
  CREATE TRIGGER no_result BEFORE INSERT ON result FOR EACH ROW EXECUTE FUNCTION no_result();`)
/** A killed client's statement goes on in Postgres until it is ended there. */
const letResults = async () => {
  await stage.sql("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid() AND wait_event = 'PgSleep'")
  await stage.sql('DROP TRIGGER no_result ON result; DROP FUNCTION no_result();')
}

test('conformance 27: restarted with predictions QUEUED, SUBMITTING, IN_QUEUE, IN_PROGRESS, COLLECTING and being cancelled', async () => {
  start()
  await holdResults()
  const collecting = await submitSmall({ name: 'Collecting' })
  await untilAttempt(collecting.id, 'COLLECTING')

  await stage.behave({ kind: 'slow', seconds: 600 })
  await stage.behave({ kind: 'slow', seconds: 600 })
  const inProgress = await submitSmall({ name: 'In progress' })
  const toCancel = await submitSmall({ name: 'To cancel' })
  await untilStatus(inProgress.id, 'IN_PROGRESS')
  await untilStatus(toCancel.id, 'IN_PROGRESS')
  const inQueue = await submitSmall({ name: 'In queue' })
  await untilStatus(inQueue.id, 'IN_QUEUE')

  await stage.fault({ route: 'cancel', delayMs: 60_000, when: 'before' })
  await json<PredictionView>('POST', `/api/v1/predictions/${toCancel.id}/cancel`, { expect: 202 })
  await until(() => stage.callsOf('cancel'), (calls) => calls.length === 1)

  await stage.fault({ route: 'run', delayMs: 60_000 })
  const taken = await submitSmall({ name: 'Submitting, taken' })
  await until(() => stage.ledgerOf(taken.id), (lines) => lines.length === 1)
  await stage.fault({ route: 'run', delayMs: 60_000, handle: false })
  const notTaken = await submitSmall({ name: 'Submitting, not taken' })
  await untilAttempt(notTaken.id, 'SUBMITTING')
  await until(() => stage.callsOf('run'), (calls) => calls.some(({ body }) => body.includes(notTaken.id)))

  await kill()
  const queued = await submitSmall({ name: 'Queued' })
  await letResults()
  const all = [collecting, inProgress, toCancel, inQueue, taken, notTaken, queued]
  const states = await Promise.all(all.map(async ({ id }) => (await view(id)).attempts[0]?.state ?? 'none'))
  expect(states).toEqual(['COLLECTING', 'IN_PROGRESS', 'IN_PROGRESS', 'IN_QUEUE', 'SUBMITTING', 'SUBMITTING', 'none'])
  // The run that was under way ends while nobody looks.
  const [line] = await stage.ledgerOf(inProgress.id)
  await stage.control('POST', 'distort', { id: line?.id, status: 'COMPLETED', output: { pose_files: { 'pose_0.cif': base64(poseCif([{ chainId: 'A', type: 'protein', residues: 16 }])) } } })

  start()
  await untilEnded(queued.id)
  // Others may judge an interrupted submit only a minute after it began.
  await stage.pass(61_000)
  const ended = await Promise.all(all.map(({ id }) => untilEnded(id, 40_000)))
  expect(ended.map(({ name, status }) => `${name}: ${status}`)).toEqual(all.map(({ name }) => `${name}: ${name === 'To cancel' ? 'CANCELLED' : 'COMPLETED'}`))
  expect((await view(taken.id)).attempts).toHaveLength(1)
  expect((await view(notTaken.id)).attempts).toMatchObject([{ outcome: 'VOID' }, { outcome: 'COMPLETED' }])
  await expectOneJobEach(all.map(({ id }) => id))
  await kill()
}, 120_000)

test('again and again while it works through many', async () => {
  const all = await Promise.all(Array.from({ length: 24 }, () => submitSmall()))
  const ids = all.map(({ id }) => id)
  const endedCount = async () => (await stage.sql<{ count: number }>("SELECT count(*)::int AS count FROM prediction WHERE id = ANY($1) AND status = 'COMPLETED'", [ids]))[0]?.count ?? 0
  for (const enough of [1, 8, 16]) {
    start()
    await until(endedCount, (count) => count >= enough, 40_000)
    await kill()
    await stage.pass(61_000)
  }
  start()
  await until(endedCount, (count) => count === 24, 40_000)
  await kill()
  await expectOneJobEach(ids)
}, 150_000)
