import 'server-only'
// The rows of a hand-over: T2 (claim and record an attempt), T2b (just before the call), T3 (what the answer means).
// Whatever happens between two of them, the rows say truthfully what may be running.
import { lockEndpoint, noteAccepted, updateEndpoint, type EndpointPatch } from '@/lib/compute/endpoint-store'
import { FrozenOptions } from '@/lib/compute/options'
import { newId, newToken, sha256 } from '@/lib/crypto'
import { database, databaseNow, notify, type Transaction } from '@/lib/db'
import { later } from '@/lib/clock'
import { LEASE_SECONDS, type Claim } from '@/lib/predictions/claim-store'
import { writeEvent } from '@/lib/predictions/event-store'
import type { FailureCode } from '@/lib/predictions/failures'
import { placesLeft } from '@/lib/predictions/window'
import { isSabotaged } from '@/lib/test-switches'

export type HandOver = Claim & {
  teamId: string
  attemptId: string
  attemptNumber: number
  tries: number
  /** In the clear only here and in the request; the row keeps its hash. */
  webhookToken: string
  name: string
  yaml: string
  options: FrozenOptions
  executionTimeoutMs: number
  ttlMs: number
}

/** sha256 of the request's `input` as JSON text, and of the YAML inside it. */
export type SentHashes = { sentInputSha256: string; sentYamlSha256: string }

/** Whether anything waits for an endpoint of this target. */
export const anyQueued = async (target: string): Promise<boolean> =>
  (await database().prediction.findFirst({ where: { status: 'QUEUED', target, leaseHolder: null }, select: { id: true } })) !== null

/**
 * T2. Fills the endpoint's free places with QUEUED predictions of the same target, in turns between people, oldest first within one,
 * and records an attempt for each. The endpoint's row stays locked meanwhile.
 */
export async function claimForSubmit(holder: number, endpointRef: string, wanted: { target: string; window: number; most: number }): Promise<HandOver[]> {
  return database().$transaction(async (transaction) => {
    const endpoint = await lockEndpoint(transaction, endpointRef)
    const now = await databaseNow(transaction)
    if (endpoint === null || endpoint.pausedCode !== null || (endpoint.notBefore !== null && endpoint.notBefore > now)) return []
    const out = await countOut(transaction, endpointRef)
    const free = isSabotaged('window') ? wanted.most : placesLeft(wanted.window, out.inFlight, out.submitting, endpoint.gate)
    const places = Math.min(wanted.most, free)
    if (places === 0) return []
    const claimed = await claimQueued(transaction, holder, wanted.target, places)
    const handOvers: HandOver[] = []
    for (const prediction of claimed) {
      const recorded = await recordAttempt(transaction, prediction, endpointRef, now)
      if (recorded === null) await leave(transaction, prediction)
      else handOvers.push(recorded)
    }
    return handOvers
  })
}

/** What the endpoint has of ours. Unknown submits do not count: they may hold a place for a day. */
async function countOut(transaction: Transaction, endpointRef: string): Promise<{ inFlight: number; submitting: number }> {
  const rows = await transaction.$queryRaw<{ inFlight: bigint; submitting: bigint }[]>`
    SELECT count(*) FILTER (WHERE a.state IN ('SUBMITTING', 'IN_QUEUE', 'IN_PROGRESS') OR (a.state = 'PREPARED' AND p.lease_holder IS NOT NULL)) AS "inFlight",
           count(*) FILTER (WHERE a.state = 'SUBMITTING' OR (a.state = 'PREPARED' AND p.lease_holder IS NOT NULL)) AS submitting
      FROM attempt a JOIN prediction p ON p.id = a.prediction_id 
     WHERE a.endpoint_ref = ${endpointRef} AND a.state IN ('PREPARED', 'SUBMITTING', 'IN_QUEUE', 'IN_PROGRESS')`
  const row = rows[0]
  return row === undefined ? { inFlight: 0, submitting: 0 } : { inFlight: Number(row.inFlight), submitting: Number(row.submitting) }
}

type ClaimedRow = Claim & {
  teamId: string
  generation: number
  name: string
  yaml: string
  options: unknown
  executionTimeoutMs: number
  ttlMs: number
  currentAttemptId: string | null
}

async function claimQueued(transaction: Transaction, holder: number, target: string, limit: number): Promise<ClaimedRow[]> {
  return transaction.$queryRaw<ClaimedRow[]>`
    WITH waiting AS (
      SELECT p.id, p.created_at,
             row_number() OVER (PARTITION BY p.owner_id ORDER BY p.created_at, p.id) + COALESCE(o.places, 0) AS turn
        FROM prediction p LEFT JOIN attempt a ON a.id = p.current_attempt_id
        LEFT JOIN (SELECT owner_id, count(*) AS places FROM prediction WHERE status IN ('IN_QUEUE', 'IN_PROGRESS') GROUP BY owner_id) o ON o.owner_id = p.owner_id
       WHERE p.status = 'QUEUED' AND (p.target = ${target} OR ${isSabotaged('target')}) AND p.lease_holder IS NULL AND p.cancel_wished_at IS NULL AND p.deleted_at IS NULL
         AND (a.id IS NULL OR a.state IN ('PREPARED', 'REFUSED') OR a.outcome = 'VOID')
    ), turn AS (
      SELECT p.id FROM prediction p JOIN waiting w ON w.id = p.id
       WHERE p.status = 'QUEUED' AND p.lease_holder IS NULL AND p.cancel_wished_at IS NULL AND p.deleted_at IS NULL
       ORDER BY CASE WHEN ${isSabotaged('fairTurns')} THEN 0 ELSE w.turn END, w.created_at, p.id LIMIT ${limit} FOR UPDATE OF p SKIP LOCKED
    )
    UPDATE prediction p
       SET lease_holder = ${BigInt(holder)}, lease_until = app_now() + ${LEASE_SECONDS} * interval '1 second', fence = p.fence + 1, next_check_at = NULL
      FROM turn WHERE p.id = turn.id
    RETURNING p.id AS "predictionId", p.fence, p.team_id AS "teamId", p.generation, p.name, p.yaml, p.options,
      p.execution_timeout_ms AS "executionTimeoutMs", p.ttl_ms AS "ttlMs", p.current_attempt_id AS "currentAttemptId"`
}

async function leave(transaction: Transaction, { predictionId }: Claim): Promise<void> {
  await transaction.$executeRaw`UPDATE prediction SET lease_holder = NULL, lease_until = NULL, next_check_at = app_now() WHERE id = ${predictionId}`
}

/**
 * An attempt that was never called, or provably refused, is used again; one that was voided is followed by a new one. The attempt is
 * looked at under the lock: another process may have called it since the statement that chose the prediction began; then null.
 */
async function recordAttempt(transaction: Transaction, prediction: ClaimedRow, endpointRef: string, now: Date): Promise<HandOver | null> {
  const webhookToken = newToken()
  const fresh = { endpointRef, state: 'PREPARED', webhookTokenHash: sha256(webhookToken), webhookAt: null, webhookJobId: null, callingAt: null }
  const current = prediction.currentAttemptId === null ? null : await transaction.attempt.findUnique({
    where: { id: prediction.currentAttemptId }, select: { id: true, state: true, outcome: true },
  })
  const reusable = current !== null && (current.state === 'PREPARED' || current.state === 'REFUSED') ? current : null
  if (current !== null && reusable === null && current.outcome !== 'VOID') return null
  const attempt = reusable !== null
    ? await transaction.attempt.update({ where: { id: reusable.id }, data: { ...fresh, tries: { increment: 1 } } })
    : await newAttempt(transaction, prediction, fresh, now)
  const { predictionId, fence, teamId, name, yaml, executionTimeoutMs, ttlMs } = prediction
  return {
    predictionId, fence, teamId, name, yaml, executionTimeoutMs, ttlMs, webhookToken,
    attemptId: attempt.id,
    attemptNumber: attempt.number,
    tries: attempt.tries,
    options: FrozenOptions.parse(prediction.options),
  }
}

async function newAttempt(
  transaction: Transaction,
  prediction: ClaimedRow,
  fresh: { endpointRef: string; state: string; webhookTokenHash: string },
  now: Date,
) {
  const number = 1 + (await transaction.attempt.count({ where: { predictionId: prediction.predictionId } }))
  const { predictionId, generation, executionTimeoutMs, ttlMs } = prediction
  const attempt = await transaction.attempt.create({
    data: { ...fresh, id: newId('att'), predictionId, number, generation, executionTimeoutMs, ttlMs, createdAt: now },
  })
  await transaction.prediction.update({ where: { id: predictionId }, data: { currentAttemptId: attempt.id } })
  return attempt
}

/** T2b. Marks the attempt as being called, if the claim still holds and nobody has cancelled. */
export async function markCalling(handOver: HandOver, sent: SentHashes): Promise<boolean> {
  return database().$transaction(async (transaction) => {
    const holds = await transaction.$queryRaw<object[]>`
      SELECT 1 FROM prediction WHERE id = ${handOver.predictionId} AND (fence = ${handOver.fence} OR ${isSabotaged('fence')}) AND status = 'QUEUED' AND cancel_wished_at IS NULL FOR UPDATE`
    if (holds.length === 0) return false
    const marked = await transaction.attempt.updateMany({
      where: { id: handOver.attemptId, state: 'PREPARED' },
      data: { state: 'SUBMITTING', callingAt: await databaseNow(transaction), ...sent },
    })
    return marked.count === 1
  })
}

/**
 * T3, accepted. The job's id is stored whatever the fence says, because the job is paid for;
 * the prediction moves only where the claim still holds, otherwise it is looked at anew at once (an adoption).
 * `foreign`: the id is that of another attempt's job (a proxy that answers twice with one answer), so nothing is stored.
 */
export async function markAccepted(handOver: HandOver, endpointRef: string, jobId: string): Promise<'moved' | 'adopted' | 'known' | 'foreign'> {
  return database().$transaction(async (transaction) => {
    const owner = await transaction.attempt.findUnique({ where: { endpointRef_jobId: { endpointRef, jobId } }, select: { id: true } })
    // Stored already: by an earlier try whose commit was not answered, or by whoever found the job meanwhile and went on with it.
    if (owner !== null && owner.id !== handOver.attemptId) return 'foreign'
    if (owner !== null) {
      await noteAccepted(endpointRef, transaction)
      return 'known'
    }
    const now = await databaseNow(transaction)
    const prediction = await transaction.$queryRaw<{ fence: number; status: string }[]>`
      SELECT fence, status FROM prediction WHERE id = ${handOver.predictionId} FOR UPDATE`
    const holds = prediction[0]?.fence === handOver.fence
    if (!holds && isSabotaged('paidJobKept')) return 'adopted'
    await transaction.attempt.update({
      where: { id: handOver.attemptId },
      data: { jobId, webhookJobId: null, state: 'IN_QUEUE', submittedAt: now, endedAt: null, outcome: null, failureCode: null, failureReported: null },
    })
    await noteAccepted(endpointRef, transaction)
    const moves = holds && prediction[0]?.status === 'QUEUED'
    if (moves) {
      await transaction.prediction.update({
        where: { id: handOver.predictionId },
        data: { status: 'IN_QUEUE', version: { increment: 1 }, submittedAt: now, updatedAt: now },
      })
    } else {
      await transaction.$executeRaw`
        UPDATE prediction
           SET next_check_at = app_now(),
               submitted_at = CASE WHEN status = 'QUEUED' AND current_attempt_id = ${handOver.attemptId} THEN ${now} ELSE submitted_at END
         WHERE id = ${handOver.predictionId}`
      await notify(transaction, 'atomera_work', handOver.predictionId)
    }
    const { predictionId, teamId, attemptNumber } = handOver
    await writeEvent(transaction, {
      predictionId, teamId, attempt: attemptNumber, at: now,
      ...(moves ? { kind: 'submitted', from: 'QUEUED', to: 'IN_QUEUE', message: 'The endpoint took the job.' } : { kind: 'adopted', message: 'The endpoint took the job; its answer arrived late.' }),
    })
    return moves ? 'moved' : 'adopted'
  })
}

/** T3, refused with proof that nothing runs: the attempt may be called again, the endpoint waits or is paused. */
export async function markRefused(handOver: HandOver, endpointRef: string, wait: { notBeforeMs: number; pausedCode: string | null; words: string | null; pauseStep: number | null }): Promise<void> {
  await database().$transaction(async (transaction) => {
    await lockPrediction(transaction, handOver.predictionId)
    const now = await databaseNow(transaction)
    const refused = await markNotTaken(transaction, handOver, 'REFUSED', now)
    const endpoint = await lockEndpoint(transaction, endpointRef)
    const until = later(now, wait.notBeforeMs)
    // A shorter wait never undoes a longer one.
    const patch: EndpointPatch = { notBefore: endpoint?.notBefore != null && endpoint.notBefore > until ? endpoint.notBefore : until }
    const newlyPaused = wait.pausedCode !== null && endpoint?.pausedCode !== wait.pausedCode
    await updateEndpoint(endpointRef, wait.pausedCode === null ? patch : { ...patch, pausedCode: wait.pausedCode, pausedWords: wait.words, pauseStep: wait.pauseStep ?? 0 }, transaction)
    if (!refused || (!newlyPaused && handOver.tries > 1)) return
    const { predictionId, teamId, attemptNumber } = handOver
    const message = wait.words === null ? 'The endpoint takes no more jobs at this moment; waiting.' : `Failed to submit job to RunPod: ${wait.words}`
    await writeEvent(transaction, { predictionId, teamId, attempt: attemptNumber, kind: 'waiting', message, at: now })
  })
}

/** T2b was not confirmed, so nothing was called, which only this process knows: the mark is taken back if it stands. */
export async function takeBackCalling(handOver: HandOver): Promise<void> {
  await database().$transaction(async (transaction) => {
    await lockPrediction(transaction, handOver.predictionId)
    await markNotTaken(transaction, handOver, 'PREPARED', await databaseNow(transaction))
  })
}

/**
 * Proof that this hand-over's call left nothing running, which counts also when others have judged it unknown meanwhile. `tries` tells
 * its call from a later one of the same attempt. One that no longer counts ends here.
 */
async function markNotTaken(transaction: Transaction, { predictionId, attemptId, tries }: HandOver, state: 'PREPARED' | 'REFUSED', now: Date): Promise<boolean> {
  const current = await transaction.prediction.findFirst({ where: { id: predictionId, currentAttemptId: attemptId, status: 'QUEUED' }, select: { id: true } })
  const marked = await transaction.attempt.updateMany({
    where: { id: attemptId, tries, jobId: null, state: { in: ['SUBMITTING', 'SUBMIT_UNKNOWN'] } },
    data: current === null ? { state: 'ENDED', outcome: 'VOID', endedAt: now } : { state, callingAt: null },
  })
  if (marked.count === 1) await forgetMayStillRun(transaction, predictionId, attemptId, now)
  return marked.count === 1
}

/** Always before its attempt, so that two writers never wait for each other. */
const lockPrediction = (transaction: Transaction, id: string): Promise<unknown> => transaction.$executeRaw`SELECT id FROM prediction WHERE id = ${id} FOR UPDATE`

/** T3, unknown: the attempt is never sent again by a machine; nothing else goes to the endpoint until it shows health. */
export async function markUnknown(attempt: { predictionId: string; teamId: string; attemptId: string; attemptNumber: number }, endpointRef: string, words: string): Promise<void> {
  await database().$transaction(async (transaction) => {
    await lockPrediction(transaction, attempt.predictionId)
    const now = await databaseNow(transaction)
    const marked = await transaction.attempt.updateMany({ where: { id: attempt.attemptId, state: 'SUBMITTING' }, data: { state: 'SUBMIT_UNKNOWN' } })
    if (marked.count === 0) return
    if (!isSabotaged('gateAfterUnknown')) await updateEndpoint(endpointRef, { gate: 'health' }, transaction)
    await transaction.prediction.update({ where: { id: attempt.predictionId }, data: { version: { increment: 1 }, updatedAt: now } })
    const { predictionId, teamId, attemptNumber } = attempt
    const message = `Nobody knows whether the endpoint took the job: ${words}`
    await writeEvent(transaction, { predictionId, teamId, attempt: attemptNumber, kind: 'submitUnknown', message, at: now })
  })
}

/** T3, the request itself is wrong: nothing runs, and sending it again would not help. */
export async function markWrong(handOver: HandOver, failureCode: FailureCode, reported: string): Promise<void> {
  const { predictionId, teamId, attemptId, attemptNumber, tries } = handOver
  await database().$transaction(async (transaction) => {
    await lockPrediction(transaction, predictionId)
    const now = await databaseNow(transaction)
    const ended = await transaction.attempt.updateMany({
      where: { id: attemptId, tries, jobId: null, state: { in: ['SUBMITTING', 'SUBMIT_UNKNOWN'] } },
      data: { state: 'ENDED', outcome: 'FAILED', failureCode, failureReported: reported, endedAt: now },
    })
    if (ended.count === 0) return
    await forgetMayStillRun(transaction, predictionId, attemptId, now)
    const failed = await transaction.prediction.updateMany({
      where: { id: predictionId, currentAttemptId: attemptId, status: 'QUEUED' },
      data: { status: 'FAILED', version: { increment: 1 }, failureCode, failureReported: reported, endedAt: now, updatedAt: now },
    })
    if (failed.count === 0) return
    await writeEvent(transaction, { predictionId, teamId, attempt: attemptNumber, kind: 'state', from: 'QUEUED', to: 'FAILED', message: reported, at: now })
  })
}

/** The local endpoint's look-up has voided the attempt: it never runs, and a new one may be made. */
export async function markVoid({ predictionId, attemptId }: { predictionId: string; attemptId: string }): Promise<void> {
  await database().$transaction(async (transaction) => {
    await lockPrediction(transaction, predictionId)
    const now = await databaseNow(transaction)
    await transaction.attempt.updateMany({ where: { id: attemptId, state: { in: ['SUBMITTING', 'SUBMIT_UNKNOWN'] } }, data: { state: 'ENDED', outcome: 'VOID', endedAt: now } })
    await forgetMayStillRun(transaction, predictionId, attemptId, now)
  })
}

/** What was cancelled while nobody knew whether it runs did not run after all. */
async function forgetMayStillRun(transaction: Transaction, id: string, attemptId: string, now: Date): Promise<void> {
  await transaction.prediction.updateMany({ where: { id, currentAttemptId: attemptId, remark: 'MAY_STILL_RUN' }, data: { remark: null, version: { increment: 1 }, updatedAt: now } })
}
