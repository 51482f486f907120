import 'server-only'
// The rows of a hand-over after its call: T3, what the answer means. Each write counts whatever others have judged meanwhile.
import { lockEndpoint, noteAccepted, pauseEndpoint, updateEndpoint } from '@/lib/compute/endpoint-store'
import { later } from '@/lib/clock'
import { database, databaseNow, notify, type Transaction } from '@/lib/db'
import { UNAVAILABLE_WORDS } from '@/lib/predictions/choose-route'
import { writeEvent } from '@/lib/predictions/event-store'
import type { FailureCode } from '@/lib/predictions/failures'
import type { HandOver } from '@/lib/predictions/hand-over-store'
import { isSabotaged } from '@/lib/test-switches'

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
      ...(moves ? { kind: 'submitted', from: 'QUEUED', to: 'IN_QUEUE', message: tookWords(handOver) } : { kind: 'adopted', message: 'The endpoint took the job; its answer arrived late.' }),
    })
    return moves ? 'moved' : 'adopted'
  })
}

const tookWords = ({ fallback }: HandOver): string =>
  fallback === null ? 'The endpoint took the job.' : `A worker of your own took the job, because ${UNAVAILABLE_WORDS[fallback]}.`

/** T3, refused with proof that nothing runs: the attempt may be called again, the endpoint waits or is paused. */
export async function markRefused(handOver: HandOver, endpointRef: string, wait: { notBeforeMs: number; pausedCode: string | null; words: string | null; pauseStep: number | null }): Promise<void> {
  await database().$transaction(async (transaction) => {
    await lockPrediction(transaction, handOver.predictionId)
    const now = await databaseNow(transaction)
    const refused = await markNotTaken(transaction, handOver, 'REFUSED', now)
    const endpoint = await lockEndpoint(transaction, endpointRef)
    const until = later(now, wait.notBeforeMs)
    // A shorter wait never undoes a longer one.
    const notBefore = endpoint?.notBefore != null && endpoint.notBefore > until ? endpoint.notBefore : until
    const newlyPaused = wait.pausedCode !== null && endpoint?.pausedCode !== wait.pausedCode
    if (wait.pausedCode === null) await updateEndpoint(endpointRef, { notBefore }, transaction)
    else await pauseEndpoint(endpointRef, { code: wait.pausedCode, words: wait.words, step: wait.pauseStep ?? 0, notBefore }, transaction)
    if (!refused || (!newlyPaused && handOver.tries > 1)) return
    const { predictionId, teamId, attemptNumber } = handOver
    const who = endpoint?.kind === 'local' ? 'The local endpoint did not take the job' : 'Failed to submit job to RunPod'
    const message = wait.words === null ? 'The endpoint takes no more jobs at this moment; waiting.' : `${who}: ${wait.words}`
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
