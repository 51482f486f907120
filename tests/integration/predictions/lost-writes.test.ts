// Writes whose commit was not answered, that come late, or that the database does not take for a while: each can be repeated, and each counts once.
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { sha256 } from '@/lib/crypto'
import type { HandOver } from '@/lib/predictions/hand-over-store'
import { until, untilEnded, view } from '../../support/calls'
import { expectInvariants } from '../../support/invariants'
import { openStage, submitSmall, untilAttempt, untilStatus, type Stage } from './stage'

let stage: Stage
let store: typeof import('@/lib/predictions/hand-over-store')
let answers: typeof import('@/lib/predictions/hand-over-answer-store')
beforeAll(async () => {
  stage = await openStage({ loop: false })
  const { announceDeployment } = await import('@/lib/compute/deployment')
  await announceDeployment()
  store = await import('@/lib/predictions/hand-over-store')
  answers = await import('@/lib/predictions/hand-over-answer-store')
})
afterAll(async () => {
  await expectInvariants(stage.databaseUrl)
  await stage.close()
})

/** A holder whose advisory lock nobody holds, as after a kill. */
const DEAD_HOLDER = 999
const LATER = { notBeforeMs: 0, pausedCode: null, words: null, pauseStep: null }

/** A prediction that was claimed and marked as being called. */
async function calling(): Promise<{ id: string; handOver: HandOver; endpointRef: string }> {
  const { id } = await submitSmall()
  const { claimHandOvers } = await import('@/lib/predictions/hand-over')
  const taken = await claimHandOvers(DEAD_HOLDER, 1)
  const handOver = taken?.handOvers[0]
  if (taken === null || handOver === undefined) throw new Error('Nothing was claimed.')
  expect(await store.markCalling(handOver, { sentInputSha256: sha256(''), sentYamlSha256: sha256(handOver.yaml), upload: null })).toBe(true)
  return { id, handOver, endpointRef: taken.endpoint.id }
}

/** The same, judged by another process after the database was away for more than a minute. */
async function judgedUnknown() {
  const point = await calling()
  await answers.markUnknown(point.handOver, point.endpointRef, 'this server stopped between the call and its answer.')
  return point
}

async function runTaken({ handOver }: { handOver: HandOver }): Promise<string> {
  const [{ submitRun }, { runRequest }] = await Promise.all([import('@/lib/compute/job-api'), import('@/lib/compute/run-request')])
  const answer = await submitRun({ kind: 'local', ...stage.endpoint }, runRequest({ ...handOver, webhookUrl: null, uploadAddress: null }))
  if (answer.kind !== 'accepted') throw new Error(`It was not accepted: ${JSON.stringify(answer)}`)
  return answer.jobId
}

const attemptOf = async (id: string) => (await view(id)).attempts.map(({ state, outcome, callingAt }) => ({ state, outcome, isCalled: callingAt !== null }))
const kindsOf = async (id: string) => (await view(id)).events.map(({ kind }) => kind)

/** Ends what a dead process left, and everything else. */
async function untilAllEnded(id: string) {
  const loop = await stage.startLoop()
  await stage.pass(61_000)
  const seen = await untilEnded(id, 40_000)
  await loop.stop()
  return seen
}

describe('T3', () => {
  test('accepted, stored, and stored again because nobody said so: one event, and nothing else', async () => {
    const point = await calling()
    const jobId = await runTaken(point)
    expect(await answers.markAccepted(point.handOver, point.endpointRef, jobId)).toBe('moved')
    const before = await view(point.id)
    expect(await answers.markAccepted(point.handOver, point.endpointRef, jobId)).toBe('known')
    expect(await view(point.id)).toEqual(before)
    expect((await untilAllEnded(point.id)).status).toBe('COMPLETED')
    expect(await answers.markAccepted(point.handOver, point.endpointRef, jobId)).toBe('known')
    expect(await kindsOf(point.id)).not.toContain('adopted')
  })

  test('refused, which could be stored only after others had judged it unknown: the proof counts, and it is sent again', async () => {
    const point = await judgedUnknown()
    await answers.markRefused(point.handOver, point.endpointRef, LATER)
    expect(await attemptOf(point.id)).toEqual([{ state: 'REFUSED', outcome: null, isCalled: false }])
    const seen = await untilAllEnded(point.id)
    expect([seen.status, seen.attempts.length]).toEqual(['COMPLETED', 1])
  })

  test('refused, but it was called again since: the later call is not touched', async () => {
    const point = await calling()
    await answers.markRefused(point.handOver, point.endpointRef, LATER)
    await stage.sql("UPDATE attempt SET tries = tries + 1, state = 'SUBMITTING', calling_at = app_now() WHERE id = $1", [point.handOver.attemptId])
    await answers.markRefused(point.handOver, point.endpointRef, LATER)
    expect(await attemptOf(point.id)).toEqual([{ state: 'SUBMITTING', outcome: null, isCalled: true }])
    await untilAllEnded(point.id)
  })

  test('refused, after a person cancelled what nobody knew: it ends, and no longer says that it may still run', async () => {
    const point = await judgedUnknown()
    await stage.sql("UPDATE prediction SET cancel_wished_at = app_now(), cancel_wished_by_id = owner_id, next_check_at = app_now(), lease_holder = NULL, lease_until = NULL WHERE id = $1", [point.id])
    const { claimDue } = await import('@/lib/predictions/claim-store')
    const { endWithoutAttempt } = await import('@/lib/predictions/observation-store')
    const [claim] = (await claimDue(DEAD_HOLDER, 40)).filter(({ predictionId }) => predictionId === point.id)
    if (claim === undefined) throw new Error('It is not due.')
    await endWithoutAttempt(claim, { status: 'CANCELLED', failureCode: null, reported: null, remark: 'MAY_STILL_RUN' })
    expect((await view(point.id)).notice?.code).toBe('MAY_STILL_RUN')
    await answers.markRefused(point.handOver, point.endpointRef, LATER)
    expect(await attemptOf(point.id)).toEqual([{ state: 'ENDED', outcome: 'VOID', isCalled: true }])
    expect((await view(point.id)).notice).toBeNull()
  })

  test('the request is wrong, which could be stored only after others had judged it unknown: FAILED', async () => {
    const point = await judgedUnknown()
    await answers.markWrong(point.handOver, 'REQUEST_REFUSED', 'The endpoint answered 400.')
    await answers.markWrong(point.handOver, 'REQUEST_REFUSED', 'The endpoint answered 400.')
    expect(await view(point.id)).toMatchObject({ status: 'FAILED', error: { code: 'REQUEST_REFUSED' } })
    expect((await kindsOf(point.id)).filter((kind) => kind === 'state')).toHaveLength(1)
  })
})

test('T2b that was not confirmed is taken back, since nothing was called: no unknown submit comes of it', async () => {
  const point = await calling()
  await answers.takeBackCalling(point.handOver)
  expect(await attemptOf(point.id)).toEqual([{ state: 'PREPARED', outcome: null, isCalled: false }])
  const seen = await untilAllEnded(point.id)
  expect([seen.status, seen.attempts.length]).toEqual(['COMPLETED', 1])
  expect(await kindsOf(point.id)).not.toContain('submitUnknown')
})

/** Makes writes fail as on a full disk, and counts them; what fails is undone, but not the counting. */
async function failing(table: string, event: string, condition = 'true') {
  await stage.sql(`CREATE SEQUENCE IF NOT EXISTS refused; SELECT setval('refused', 1);
    CREATE OR REPLACE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN PERFORM nextval('refused'); RAISE EXCEPTION 'no space left' USING ERRCODE = '53100'; END $$;
    CREATE TRIGGER refuse BEFORE ${event} ON ${table} FOR EACH ROW WHEN (${condition}) EXECUTE FUNCTION refuse();`)
  return {
    times: async () => Number((await stage.sql<{ value: string }>('SELECT last_value AS value FROM refused'))[0]?.value) - 1,
    lift: () => stage.sql(`DROP TRIGGER refuse ON ${table}`),
  }
}

describe('a database that takes nothing for a while', () => {
  test('a result that was read is stored as soon as it can be, and uses up no try', async () => {
    const refusal = await failing('result', 'INSERT')
    const loop = await stage.startLoop()
    const { id } = await submitSmall()
    await untilAttempt(id, 'COLLECTING')
    await until(refusal.times, (times) => times > 3)
    await refusal.lift()
    expect((await untilEnded(id, 20_000)).status).toBe('COMPLETED')
    expect(await stage.sql('SELECT collect_tries AS tries FROM attempt WHERE prediction_id = $1', [id])).toEqual([{ tries: 1 }])
    await loop.stop()
  })

  test('a result whose commit was not answered is not told a second time', async () => {
    const loop = await stage.startLoop()
    const { id } = await submitSmall()
    const { result } = await untilEnded(id)
    await loop.stop()
    const before = await view(id)
    const [row] = await stage.sql<{ fence: number; attemptId: string }>('SELECT fence, current_attempt_id AS "attemptId" FROM prediction WHERE id = $1', [id])
    const { readSummary, saveResult } = await import('@/lib/predictions/result-store')
    const summary = await readSummary(row?.attemptId ?? '')
    if (result === null || row === undefined || summary === null) throw new Error('It has no result.')
    expect(await saveResult({ predictionId: id, fence: row.fence }, { id: row.attemptId, number: 1 }, summary, [])).toBe(true)
    expect(await view(id)).toEqual(before)
  })

  test('a claim that cannot be given back is given back as soon as it can be, not when its lease is over', async () => {
    await stage.workers(0)
    const loop = await stage.startLoop()
    const { id } = await submitSmall()
    await untilStatus(id, 'IN_QUEUE')
    const refusal = await failing('prediction', 'UPDATE', 'OLD.lease_holder IS NOT NULL AND NEW.lease_holder IS NULL')
    await until(refusal.times, (times) => times > 1)
    await refusal.lift()
    await stage.workers(1)
    expect((await untilEnded(id, 20_000)).status).toBe('COMPLETED')
    await loop.stop()
  })
})
