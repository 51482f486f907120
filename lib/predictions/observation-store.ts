import 'server-only'
// The rows behind looking at a job: facts are read here, and decisions written by compare-and-set together with their event.
import { WorkerProgress } from '@/lib/compute/contract'
import { database, databaseNow, jsonColumn, notify, type Transaction } from '@/lib/db'
import { Prisma } from '@/lib/generated/prisma/client'
import type { Claim } from '@/lib/predictions/claim-store'
import { lockClaimed, type Locked } from '@/lib/predictions/claimed-store'
import { writeEvent, type EventKind } from '@/lib/predictions/event-store'
import { UPLOADS, type AttemptFacts, type AttemptPatch, type CancelReason, type Decision, type Ending, type PredictionFacts } from '@/lib/predictions/facts'
import { failureView } from '@/lib/predictions/failures'
import { AttemptState, isTerminal, PredictionStatus } from '@/lib/predictions/schema'
import { STORED_WITHIN_MS, storeRawAnswer } from '@/lib/predictions/raw-answer-store'
import { mayMove } from '@/lib/predictions/states'
import { isSabotaged } from '@/lib/test-switches'

export type LoadedAttempt = AttemptFacts & {
  endpointRef: string
  /** What a webhook named while nobody knew the job; not believed before the endpoint knows it. */
  webhookJobId: string | null
  /** Until then some process waits at /status-sync for its end. */
  awaitedUntil: Date | null
}
export type Loaded = { prediction: PredictionFacts; attempts: LoadedAttempt[] }

const CANCEL_REASONS: readonly CancelReason[] = ['wish', 'twin', 'runDeadline', 'queueDeadline']

type AttemptRow = Omit<Prisma.AttemptGetPayload<object>, 'rawAnswer'>

const attemptFacts = (row: AttemptRow, currentAttemptId: string | null): LoadedAttempt => ({
  id: row.id,
  number: row.number,
  endpointRef: row.endpointRef,
  webhookJobId: row.webhookJobId,
  awaitedUntil: row.awaitedUntil,
  state: AttemptState.parse(row.state),
  current: row.id === currentAttemptId,
  tries: row.tries,
  executionTimeoutMs: row.executionTimeoutMs,
  ttlMs: row.ttlMs,
  jobId: row.jobId,
  callingAt: row.callingAt,
  submittedAt: row.submittedAt,
  lastStatus: row.lastStatus,
  firstRunningAt: row.firstRunningAt,
  runAnchorAt: row.runAnchorAt,
  completedSeenAt: row.completedSeenAt,
  rawStored: row.rawStoredAt !== null,
  collectTries: row.collectTries,
  upload: UPLOADS.find((upload) => upload === row.upload) ?? null,
  uploadSoughtSince: row.uploadSoughtSince,
  notFoundSince: row.notFoundSince,
  notFoundCount: row.notFoundCount,
  unansweredCount: row.unansweredCount,
  cancelReason: CANCEL_REASONS.find((reason) => reason === row.cancelReason) ?? null,
  cancelCalledAt: row.cancelCalledAt,
  cancelAnsweredAt: row.cancelAnsweredAt,
  progress: WorkerProgress.nullable().catch(null).parse(row.progress),
  workerId: row.workerId,
  retries: row.retries,
  delayTimeMs: row.delayTimeMs,
})

/** A claimed prediction with its attempts that have not ended; null when it is gone or the claim no longer holds. */
export async function loadClaimed(claim: Claim): Promise<Loaded | null> {
  const reading = database().prediction.findUnique({
    where: { id: claim.predictionId, fence: claim.fence },
    include: {
      team: { select: { watchedUntil: true } },
      events: { where: { toStatus: 'QUEUED' }, orderBy: { seq: 'desc' }, take: 1, select: { createdAt: true } },
      attempts: { where: { endedAt: null }, orderBy: { number: 'asc' }, omit: { rawAnswer: true } },
    },
  })
  const [row, now] = await Promise.all([reading, databaseNow()])
  if (row === null) return null
  return {
    prediction: {
      id: row.id,
      teamId: row.teamId,
      status: PredictionStatus.parse(row.status),
      version: row.version,
      generation: row.generation,
      queuedAt: row.events[0]?.createdAt ?? row.createdAt,
      cancelWishedAt: row.cancelWishedAt,
      deletedAt: row.deletedAt,
      watched: row.team.watchedUntil !== null && row.team.watchedUntil > now,
    },
    attempts: row.attempts.map((attempt) => attemptFacts(attempt, row.currentAttemptId)),
  }
}

/** The attempt anew, after something was written to it. */
export async function reloadAttempt(attemptId: string): Promise<LoadedAttempt | null> {
  const row = await database().attempt.findUnique({ where: { id: attemptId }, include: { prediction: { select: { currentAttemptId: true } } }, omit: { rawAnswer: true } })
  return row && attemptFacts(row, row.prediction.currentAttemptId)
}

const columns = ({ progress, ...rest }: AttemptPatch, now: Date): Prisma.AttemptUpdateManyMutationInput => ({
  ...rest,
  ...(progress !== undefined && (progress === null ? { progress: Prisma.DbNull, progressAt: null } : { progress: jsonColumn(progress), progressAt: now })),
})

/**
 * Writes a decision about an attempt, and what follows for its prediction when the attempt is the current one.
 * `rawAnswer` (gzip, in pieces) is committed together with the end that it tells.
 * @returns false when the claim no longer holds, or more is known of the attempt than was loaded
 */
export async function applyDecision(claim: Claim, attempt: LoadedAttempt, decision: Decision, rawAnswer: readonly Uint8Array<ArrayBuffer>[] | null): Promise<boolean> {
  return database().$transaction(async (transaction) => {
    const prediction = await lockClaimed(transaction, claim)
    if (prediction === null) return false
    const { now } = prediction
    // An answer that came late may have told the attempt's job since it was loaded: what was decided without it does not count.
    const written = await transaction.attempt.updateMany({
      where: { id: attempt.id, jobId: attempt.jobId, endedAt: null },
      data: {
        ...columns(decision.patch, now),
        ...(decision.answered && { lastAnswerAt: now }),
        ...(decision.end !== null && endColumns(decision.end, now)),
      },
    })
    if (written.count === 0) return false
    if (rawAnswer !== null) await storeRawAnswer(transaction, attempt.id, rawAnswer, now)
    const moves = prediction.currentAttemptId === attempt.id && (!isTerminal(prediction.status) || isSabotaged('terminalState'))
    if (moves) await movePrediction(transaction, prediction, attempt, decision, now)
    else if (decision.end !== null) await writeTwinEnd(transaction, prediction, attempt, decision.end, now)
    return true
  }, rawAnswer === null ? {} : { timeout: STORED_WITHIN_MS })
}

const endColumns = (end: Ending, now: Date) => ({
  state: 'ENDED',
  outcome: end.status,
  failureCode: end.failureCode,
  failureReported: end.reported,
  endedAt: now,
})

async function movePrediction(transaction: Transaction, prediction: Locked, attempt: LoadedAttempt, decision: Decision, now: Date): Promise<void> {
  const { end, move, stage, patch } = decision
  const to = end?.status ?? move
  const changes = to !== null && to !== prediction.status && (mayMove(prediction.status, to) || isSabotaged('terminalState'))
  if (!changes && stage === null && (patch.progress ?? null) === null) return
  await transaction.prediction.update({
    where: { id: prediction.id },
    data: {
      version: { increment: 1 },
      updatedAt: now,
      ...(changes && { status: to }),
      ...(to === 'IN_PROGRESS' && attempt.firstRunningAt === null && { startedAt: now }),
      ...(end !== null && { endedAt: now, failureCode: end.failureCode, failureReported: end.reported, remark: end.remark }),
    },
  })
  const common = { predictionId: prediction.id, teamId: prediction.teamId, attempt: attempt.number, at: now }
  if (changes) await writeEvent(transaction, { ...common, kind: 'state', from: prediction.status, to, message: stateWords(to, end) })
  if (patch.runAnchorAt != null && attempt.runAnchorAt !== null) await writeEvent(transaction, { ...common, kind: 'waiting', message: 'The run began anew: its worker was lost, or gave it back.' })
  if (stage !== null) await writeEvent(transaction, { ...common, kind: 'stage', stage, message: patch.progress?.message ?? stage })
  // Progress within a stage is not worth a line of history; open pages hear of it all the same.
  if (!changes && stage === null) await notify(transaction, 'atomera_progress', `${prediction.teamId} ${prediction.id}`)
}

function stateWords(to: PredictionStatus, end: Ending | null): string {
  if (end !== null && end.failureCode !== null) return failureView(end.failureCode, end.reported).message
  if (end?.remark === 'CANCEL_NOT_CONFIRMED' || end?.remark === 'NOT_CONFIRMED') return 'Cancelled; the endpoint did not confirm it.'
  const words: Partial<Record<PredictionStatus, string>> = {
    IN_QUEUE: 'Waiting for a GPU at the endpoint.',
    IN_PROGRESS: 'A worker runs it.',
    CANCELLED: 'Cancelled.',
  }
  return words[to] ?? to
}

async function writeTwinEnd(transaction: Transaction, prediction: Locked, attempt: LoadedAttempt, end: Ending, now: Date): Promise<void> {
  const message = `Attempt ${attempt.number}, which no longer counts, has ended: ${end.status.toLowerCase().replace('_', ' ')}.`
  await writeEvent(transaction, { predictionId: prediction.id, teamId: prediction.teamId, attempt: attempt.number, kind: 'twin', message, at: now })
}

/**
 * A cancel is about to be sent, or was answered. The first call is an event.
 * @returns false when the claim no longer holds: whoever holds it now cancels by itself
 */
export async function noteCancel(claim: Claim, attempt: LoadedAttempt, teamId: string, reason: CancelReason, answered: boolean): Promise<boolean> {
  return database().$transaction(async (transaction) => {
    if ((await lockClaimed(transaction, claim)) === null) return false
    const now = await databaseNow(transaction)
    await transaction.attempt.update({
      select: { id: true },
      where: { id: attempt.id },
      data: { cancelReason: attempt.cancelReason ?? reason, ...(answered ? { cancelAnsweredAt: now } : { cancelCalledAt: now }) },
    })
    if (attempt.cancelCalledAt === null && !answered) {
      const event: EventKind = 'cancelSent'
      await writeEvent(transaction, { predictionId: claim.predictionId, teamId, attempt: attempt.number, kind: event, message: CANCEL_WORDS[reason], at: now })
    }
    return true
  })
}

const CANCEL_WORDS: Record<CancelReason, string> = {
  wish: 'Cancel sent to the endpoint.',
  twin: 'This attempt no longer counts; cancel sent to the endpoint.',
  runDeadline: 'It ran longer than its time limit; cancel sent to the endpoint.',
  queueDeadline: 'Its time at the endpoint is over; cancel sent to the endpoint.',
}

/** Ends a prediction that has no live attempt at any endpoint: a cancel before the hand-over, or 14 days without one. */
export async function endWithoutAttempt(claim: Claim, end: Ending): Promise<boolean> {
  return database().$transaction(async (transaction) => {
    const prediction = await lockClaimed(transaction, claim)
    if (prediction === null || isTerminal(prediction.status)) return false
    const now = await databaseNow(transaction)
    await transaction.attempt.updateMany({
      where: { predictionId: prediction.id, endedAt: null, state: { in: ['PREPARED', 'REFUSED'] } },
      data: { state: 'ENDED', outcome: 'VOID', endedAt: now },
    })
    await transaction.prediction.update({
      where: { id: prediction.id },
      data: { status: end.status, version: { increment: 1 }, failureCode: end.failureCode, remark: end.remark, endedAt: now, updatedAt: now },
    })
    await writeEvent(transaction, {
      predictionId: prediction.id, teamId: prediction.teamId, kind: 'state', from: prediction.status, to: end.status, message: stateWords(end.status, end), at: now,
    })
    return true
  })
}

const isTaken = (error: unknown): boolean => error instanceof Prisma.PrismaClientKnownRequestError && error.code === 'P2002'

/**
 * The job of an unknown submit was found: go on as after an accepted /run.
 * @returns false when another attempt of this endpoint has that job
 */
export async function adopt(claim: Claim, attempt: LoadedAttempt, jobId: string): Promise<boolean> {
  try {
    await writeAdoption(claim, attempt, jobId)
    return true
  } catch (error) {
    if (isTaken(error)) return false
    throw error
  }
}

async function writeAdoption(claim: Claim, attempt: LoadedAttempt, jobId: string): Promise<void> {
  await database().$transaction(async (transaction) => {
    const prediction = await lockClaimed(transaction, claim)
    if (prediction === null) return
    const now = await databaseNow(transaction)
    const submittedAt = attempt.callingAt ?? now
    await transaction.attempt.update({ select: { id: true }, where: { id: attempt.id }, data: { jobId, webhookJobId: null, state: 'IN_QUEUE', submittedAt } })
    if (prediction.status === 'QUEUED' && prediction.currentAttemptId === attempt.id) {
      await transaction.prediction.update({ where: { id: prediction.id }, data: { submittedAt, version: { increment: 1 }, updatedAt: now } })
    }
    await writeEvent(transaction, { predictionId: prediction.id, teamId: prediction.teamId, attempt: attempt.number, kind: 'adopted', message: 'The endpoint has the job of the submit whose answer was lost.', at: now })
  })
}
