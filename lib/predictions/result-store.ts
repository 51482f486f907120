import 'server-only'
// Results: the raw answer that was stored first, and what was read from it, written in one transaction with the state.
import { dropUnused, storeArtifacts } from '@/lib/artifacts/store'
import { outputChains } from '@/lib/complexes/output-order'
import { Complex } from '@/lib/complexes/schema'
import type { AnswerRoom } from '@/lib/compute/answer-room'
import { FrozenOptions } from '@/lib/compute/options'
import { MAX_ANSWER_BYTES } from '@/lib/compute/raw-answer'
import { database, jsonColumn, type Transaction } from '@/lib/db'
import type { Claim } from '@/lib/predictions/claim-store'
import { lockClaimed, type Locked } from '@/lib/predictions/claimed-store'
import { writeEvent } from '@/lib/predictions/event-store'
import { rawAnswerSize, readRawAnswer } from '@/lib/predictions/raw-answer-store'
import { isTerminal } from '@/lib/predictions/schema'
import type { Expectation, PackedFile, ResultSummary } from '@/lib/results/schema'
import { ResultSummary as ResultSummarySchema } from '@/lib/results/schema'

/** Counts a try before it begins, so that an answer which kills its reader is not read for ever. */
export async function beginCollect(attemptId: string): Promise<number> {
  const attempt = await database().attempt.update({ where: { id: attemptId }, data: { collectTries: { increment: 1 } }, select: { collectTries: true } })
  return attempt.collectTries
}

/** The stored raw answer, once there is room for it, and what it is read against. */
export async function readStoredAnswer(attemptId: string, room: AnswerRoom): Promise<{ raw: Uint8Array<ArrayBuffer>; expectation: Expectation } | null> {
  const asked = database().attempt.findUnique({ where: { id: attemptId }, select: { prediction: { select: { options: true, affinityRequested: true, complex: true, target: true } } } })
  const [attempt, size] = await Promise.all([asked, rawAnswerSize(attemptId)])
  if (attempt === null || size === null || size.unpacked > MAX_ANSWER_BYTES) return null
  await room.hold(size.unpacked)
  const raw = await readRawAnswer(attemptId, size)
  const { prediction } = attempt
  return raw && {
    raw,
    expectation: {
      samples: FrozenOptions.parse(prediction.options).diffusion_samples,
      affinity: prediction.affinityRequested,
      chains: outputChains(Complex.parse(prediction.complex)),
      target: prediction.target === 'real' ? 'real' : 'simulated',
    },
  }
}

/** Bytes, scores, state, event and wake-up in one transaction. @returns false when the claim no longer holds */
export async function saveResult(claim: Claim, attempt: { id: string; number: number }, summary: ResultSummary, files: PackedFile[]): Promise<boolean> {
  const packed = files.map(({ sha256, bytes: size, gzip }) => ({ sha256, size, gzip }))
  return database().$transaction(async (transaction) => {
    const prediction = await lockClaimed(transaction, claim)
    if (prediction === null) return false
    // An earlier try was committed, though its answer was lost.
    const before = await storedBefore(transaction, attempt.id)
    if (before.isEnded) return true
    const { now } = prediction
    await storeArtifacts(transaction, packed, now)
    if (before.hasResult) await dropResult(transaction, attempt.id)
    await transaction.result.create({ data: { attemptId: attempt.id, summary: jsonColumn(summary), createdAt: now } })
    await transaction.resultFile.createMany({
      data: files.map(({ name, mediaType, bytes, sha256 }) => ({ attemptId: attempt.id, name, mediaType, bytes, sha256 })),
    })
    await transaction.attempt.update({ select: { id: true }, where: { id: attempt.id }, data: { state: 'ENDED', outcome: 'COMPLETED', failureCode: null, failureReported: null, endedAt: now } })
    const moves = prediction.currentAttemptId === attempt.id && !isTerminal(prediction.status)
    if (moves) await completePrediction(transaction, prediction, summary, now)
    await writeEvent(transaction, {
      predictionId: claim.predictionId, teamId: prediction.teamId, attempt: attempt.number, at: now,
      ...(moves
        ? { kind: 'state', from: prediction.status, to: 'COMPLETED', message: summary.complete ? 'The result is stored.' : `The result is stored, but not complete: ${summary.missing.join(' ')}` }
        : { kind: 'twin', message: `Attempt ${attempt.number} finished late; its result can be used.` }),
    })
    return true
  }, { timeout: 60_000 })
}

/** What is stored already; asked for once the lock is held, in a statement of its own, which sees what was committed meanwhile. */
async function storedBefore(transaction: Transaction, attemptId: string): Promise<{ isEnded: boolean; hasResult: boolean }> {
  const rows = await transaction.$queryRaw<{ isEnded: boolean; hasResult: boolean }[]>`
    SELECT COALESCE(a.outcome = 'COMPLETED', false) AS "isEnded",
           EXISTS (SELECT 1 FROM result r WHERE r.attempt_id = a.id) OR EXISTS (SELECT 1 FROM result_file f WHERE f.attempt_id = a.id) AS "hasResult"
      FROM attempt a WHERE a.id = ${attemptId}`
  return rows[0] ?? { isEnded: false, hasResult: false }
}

async function dropResult(transaction: Transaction, attemptId: string): Promise<void> {
  await transaction.resultFile.deleteMany({ where: { attemptId } })
  await transaction.result.deleteMany({ where: { attemptId } })
}

/** The columns of a prediction that repeat its result, for lists. */
export const resultColumns = (summary: ResultSummary) => ({
  complete: summary.complete,
  simulated: summary.simulated,
  confidenceScore: summary.confidenceState === 'verified' ? summary.confidence_score : null,
  affinityValue: summary.affinityState === 'verified' ? summary.affinity_pred_value : null,
  affinityProbability: summary.affinityState === 'verified' ? summary.affinity_probability_binary : null,
})

async function completePrediction(transaction: Transaction, prediction: Locked, summary: ResultSummary, now: Date): Promise<void> {
  await transaction.prediction.update({
    where: { id: prediction.id },
    data: {
      status: 'COMPLETED',
      version: { increment: 1 },
      endedAt: now,
      updatedAt: now,
      failureCode: null,
      failureReported: null,
      remark: prediction.wished ? 'FINISHED_BEFORE_CANCEL' : null,
      ...resultColumns(summary),
    },
  })
}

/** The summary of an attempt's stored result. */
export async function readSummary(attemptId: string, on: Transaction = database()): Promise<ResultSummary | null> {
  const row = await on.result.findUnique({ where: { attemptId } })
  return row && ResultSummarySchema.parse(row.summary)
}

/** A deleted prediction whose attempts have all ended keeps its row and history, and loses its bytes. */
export async function dropBytes(predictionId: string): Promise<void> {
  await database().$transaction(async (transaction) => {
    const attempts = await transaction.attempt.findMany({ where: { predictionId }, select: { id: true } })
    const attemptId = { in: attempts.map((attempt) => attempt.id) }
    const files = await transaction.resultFile.findMany({ where: { attemptId }, select: { sha256: true } })
    await transaction.resultFile.deleteMany({ where: { attemptId } })
    await transaction.result.deleteMany({ where: { attemptId } })
    await transaction.attempt.updateMany({ where: { predictionId }, data: { rawAnswer: null, rawStoredAt: null } })
    await dropUnused(transaction, files.map((file) => file.sha256))
  })
}
