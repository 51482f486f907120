// What one look at a job means: the second table of the submission design, row by row. Pure and exhaustive.
import { elapsed } from '@/lib/clock'
import {
  CANCEL_CONFIRM_MS,
  collectDeadline,
  isPast,
  NOT_FOUND_END_AFTER_MS,
  NOT_FOUND_GRACE_MS,
  passedDeadline,
  silenceDeadline,
} from '@/lib/predictions/deadlines'
import type { AttemptFacts, AttemptPatch, Decision, Ending, JobTimes, Observation, Remark } from '@/lib/predictions/facts'
import type { FailureCode } from '@/lib/predictions/failures'

type Job = Extract<Observation, { kind: 'job' }>

/** Nothing but `patch` comes of it. */
export const unchanged = (patch: AttemptPatch, answered: boolean): Decision => ({
  patch,
  answered,
  move: null,
  end: null,
  next: 'wait',
  stage: null,
  pauseEndpoint: false,
})

const failed = (failureCode: FailureCode, reported: string | null): Ending => ({ status: 'FAILED', failureCode, reported, remark: null })

const TOO_LARGE_WORDS = 'The answer is larger than the 64 MB that are read. Its first megabyte is kept.'

/** Decides what an observation means for an attempt. `now` is database time, taken after the observation. */
export function decideStatus(attempt: AttemptFacts, observation: Observation, now: Date): Decision {
  switch (observation.kind) {
    case 'job':
      return decideJob(attempt, observation, now)
    case 'notFound':
      return decideNotFound(attempt, observation.endpointHealthy, now)
    case 'auth':
      return { ...decideSilence(attempt, now), pauseEndpoint: true }
    case 'unavailable':
      return decideSilence(attempt, now)
  }
}

function decideJob(attempt: AttemptFacts, job: Job, now: Date): Decision {
  const patch = seen(job)
  // COMPLETED is sticky: once seen, nothing that the endpoint shows later undoes it.
  if (job.status === 'COMPLETED') {
    const completed = unchanged({ ...patch, state: 'COLLECTING', completedSeenAt: attempt.completedSeenAt ?? now }, true)
    return job.tooLarge ? { ...completed, end: failed('OUTPUT_INVALID', TOO_LARGE_WORDS) } : { ...completed, next: 'collect' }
  }
  if (attempt.completedSeenAt !== null) return afterCompleted(attempt, patch, now)
  switch (job.status) {
    case 'IN_QUEUE':
      return alive(attempt, job, now, { ...patch, state: 'IN_QUEUE', runAnchorAt: null, ...(attempt.progress !== null && { progress: null }) }, 'IN_QUEUE')
    case 'IN_PROGRESS':
    case 'RUNNING':
      return alive(attempt, job, now, { ...patch, ...running(attempt, job, now) }, 'IN_PROGRESS')
    case 'FAILED':
      return { ...unchanged(patch, true), end: endOfFailed(job) }
    case 'CANCELLED':
      return { ...unchanged(patch, true), end: endOfCancelled(attempt) }
    case 'TIMED_OUT':
      return { ...unchanged(patch, true), end: { status: 'TIMED_OUT', failureCode: 'ENDPOINT_TIMED_OUT', reported: job.reported, remark: null } }
    default:
      return alive(attempt, job, now, patch, null)
  }
}

/** What every answer about a job tells, and that it is known again. */
function seen(job: Job): AttemptPatch {
  return { lastStatus: job.status, notFoundSince: null, notFoundCount: 0, unansweredCount: 0, uploadSoughtSince: null, ...reportedTimes(job) }
}

function reportedTimes(job: JobTimes): AttemptPatch {
  return {
    ...(job.delayTimeMs !== null && { delayTimeMs: job.delayTimeMs }),
    ...(job.executionTimeMs !== null && { executionTimeMs: job.executionTimeMs }),
    ...(job.workerId !== null && { workerId: job.workerId }),
    ...(job.retries !== null && { retries: job.retries }),
  }
}

/** Times that an endpoint tells of one start differ by less. */
const SAME_START_MS = 1_000

/** Another start of the job: the platform's own retry, another worker, or a later beginning after a worker had given it back. */
function isStartedAgain(attempt: AttemptFacts, job: Job): boolean {
  if (job.retries !== null && job.retries > (attempt.retries ?? 0)) return true
  if (job.workerId !== null && attempt.workerId !== null && job.workerId !== attempt.workerId) return true
  return job.delayTimeMs !== null && attempt.delayTimeMs !== null && job.delayTimeMs > attempt.delayTimeMs + SAME_START_MS
}

function running(attempt: AttemptFacts, job: Job, now: Date): AttemptPatch {
  return {
    state: 'IN_PROGRESS',
    ...(attempt.firstRunningAt === null && { firstRunningAt: now }),
    ...((attempt.runAnchorAt === null || isStartedAgain(attempt, job)) && { runAnchorAt: now }),
    ...newerProgress(attempt, job),
  }
}

/** Progress is ordered by `seq` within one worker and one start; another worker or start begins anew, and what is kept of the earlier one goes. */
function newerProgress(attempt: AttemptFacts, job: Job): AttemptPatch {
  const kept = isStartedAgain(attempt, job) ? null : attempt.progress
  if (job.progress !== null && (kept === null || job.progress.seq > kept.seq)) return { progress: job.progress }
  return kept === attempt.progress ? {} : { progress: null }
}

/** A job that still lives: a wish or a deadline may end it; `move` is null for a status that nobody knows. */
function alive(attempt: AttemptFacts, job: Job, now: Date, patch: AttemptPatch, move: Decision['move']): Decision {
  const reached = patch.progress?.stage ?? null
  const stage = reached === attempt.progress?.stage ? null : reached
  const decision = { ...unchanged(patch, true), move, stage }
  const after = { ...attempt, ...patch }
  if (attempt.cancelReason !== null) return { ...decision, end: endAfterCancel(after, false, now) }
  const deadline = passedDeadline(after, now)
  return deadline === null ? decision : { ...decision, next: { cancel: deadline } }
}

/**
 * After a cancel, while the job is still shown or unknown. Answered: a deadline's verdict falls at once, a wish ends 60 s later even if
 * nobody confirms it. Never answered: the cancel is repeated until ttl + 30 min, when RunPod has deleted the job in any state.
 */
function endAfterCancel(attempt: AttemptFacts, lastAnswerWas404: boolean, now: Date): Ending | null {
  const answeredAt = attempt.cancelAnsweredAt
  if (answeredAt === null && !isPast(silenceDeadline(attempt), now)) return null
  if (attempt.cancelReason === 'runDeadline' || attempt.cancelReason === 'queueDeadline') {
    return verdict(attempt, lastAnswerWas404, answeredAt === null ? 'NOT_CONFIRMED' : null)
  }
  if (answeredAt !== null && elapsed(answeredAt, now) < CANCEL_CONFIRM_MS) return null
  return { status: 'CANCELLED', failureCode: null, reported: null, remark: answeredAt === null ? 'NOT_CONFIRMED' : 'CANCEL_NOT_CONFIRMED' }
}

/** First match: COMPLETED was seen; the endpoint does not know the job; it was seen running; it only waited. */
function verdict(attempt: AttemptFacts, lastAnswerWas404: boolean, remark: Remark | null): Ending {
  if (attempt.completedSeenAt !== null) return { ...failed('RESULT_EXPIRED', null), remark }
  if (lastAnswerWas404) return { ...failed('JOB_LOST', null), remark }
  const failureCode = attempt.firstRunningAt !== null ? 'RUN_TIMED_OUT' : 'QUEUE_EXPIRED'
  return { status: 'TIMED_OUT', failureCode, reported: null, remark }
}

function endOfFailed(job: Job): Ending {
  if (job.verdict === 'RUN_TIMED_OUT') return { status: 'TIMED_OUT', failureCode: job.verdict, reported: job.reported, remark: null }
  return { ...failed(job.verdict ?? 'ENDPOINT_ERROR', job.reported), ...(job.byWorker && { byWorker: job.byWorker }) }
}

function endOfCancelled(attempt: AttemptFacts): Ending {
  if (attempt.cancelReason === 'runDeadline' || attempt.cancelReason === 'queueDeadline') return verdict(attempt, false, null)
  const failureCode = attempt.cancelReason === null ? 'CANCELLED_AT_ENDPOINT' : null
  return { status: 'CANCELLED', failureCode, reported: null, remark: null }
}

/** COMPLETED was seen but its answer is not stored, and the endpoint now shows something else: wait until it is stored or gone. */
function afterCompleted(attempt: AttemptFacts, patch: AttemptPatch, now: Date): Decision {
  const end = isPast(collectDeadline(attempt), now) ? failed('RESULT_EXPIRED', null) : null
  return { ...unchanged(patch, true), end }
}

function decideNotFound(attempt: AttemptFacts, endpointHealthy: boolean, now: Date): Decision {
  if (attempt.submittedAt !== null && elapsed(attempt.submittedAt, now) < NOT_FOUND_GRACE_MS) return unchanged({ unansweredCount: 0 }, true)
  const since = attempt.notFoundSince ?? now
  const decision = unchanged({ unansweredCount: 0, notFoundSince: since, notFoundCount: attempt.notFoundCount + 1 }, true)
  if (attempt.completedSeenAt !== null) {
    const gone = isPast(collectDeadline(attempt), now) || (endpointHealthy && elapsed(since, now) >= NOT_FOUND_END_AFTER_MS)
    return { ...decision, end: gone ? failed('RESULT_EXPIRED', null) : null }
  }
  const cancelled = attempt.cancelReason === null ? null : endAfterCancel(attempt, true, now)
  if (cancelled !== null) return { ...decision, end: cancelled }
  if (attempt.cancelAnsweredAt === null && endpointHealthy && elapsed(since, now) >= NOT_FOUND_END_AFTER_MS) return { ...decision, end: verdict(attempt, true, null) }
  const deadline = attempt.cancelReason === null ? passedDeadline(attempt, now) : null
  return deadline === null ? decision : { ...decision, next: { cancel: deadline } }
}

/** No answer about the job: wait, until submitted + ttl + 30 min, when RunPod has deleted it in any state. */
function decideSilence(attempt: AttemptFacts, now: Date): Decision {
  const decision = unchanged({ unansweredCount: attempt.unansweredCount + 1 }, false)
  if (attempt.completedSeenAt !== null) return { ...decision, end: isPast(collectDeadline(attempt), now) ? failed('RESULT_EXPIRED', null) : null }
  if (!isPast(silenceDeadline(attempt), now)) return decision
  if (attempt.cancelReason === 'wish') {
    return { ...decision, end: { status: 'CANCELLED', failureCode: null, reported: null, remark: 'NOT_CONFIRMED' } }
  }
  return { ...decision, end: verdict(attempt, attempt.notFoundCount > 0, 'NOT_CONFIRMED') }
}
