// The moments at which waiting ends, so that every prediction ends. Pure; all in database time.
import { DAY, elapsed, later, MINUTE, SECOND } from '@/lib/clock'
import type { AttemptFacts } from '@/lib/predictions/facts'

/** A submit whose process died is judged by others only this long after the call began. */
export const SUBMIT_JUDGED_AFTER_MS = 60 * SECOND
/** Just after /run the endpoint may not know the job yet. */
export const NOT_FOUND_GRACE_MS = 30 * SECOND
export const NOT_FOUND_NOTICE_COUNT = 3
export const NOT_FOUND_NOTICE_AFTER_MS = 60 * SECOND
export const NOT_FOUND_END_AFTER_MS = 10 * MINUTE
export const CANCEL_CONFIRM_MS = 60 * SECOND
export const COLLECT_TRIES = 3
/** An object storage that does not answer is asked so long; then what the endpoint sent counts. */
export const UPLOAD_SOUGHT_MS = 10 * MINUTE
export const NEVER_SUBMITTED_AFTER_MS = 14 * DAY

const QUEUE_MARGIN_MS = 2 * MINUTE
const RUN_MARGIN_MS = 2 * MINUTE
const COLLECT_MS = 35 * MINUTE
/** RunPod deletes a job in any state when its time to live is over; this much later nothing of it is left. */
export const SILENCE_MARGIN_MS = 30 * MINUTE

type Submitted = Pick<AttemptFacts, 'submittedAt' | 'callingAt' | 'ttlMs' | 'executionTimeoutMs' | 'runAnchorAt' | 'completedSeenAt'>

const submission = (attempt: Submitted): Date | null => attempt.submittedAt ?? attempt.callingAt

/** Whole life at the endpoint: submitted + ttl + 2 min. */
export function queueDeadline(attempt: Submitted): Date | null {
  const submitted = submission(attempt)
  return submitted && later(submitted, attempt.ttlMs + QUEUE_MARGIN_MS)
}

/** First seen running (again when `retries` rose) + executionTimeout + 2 min; none while the job waits. */
export const runDeadline = (attempt: Submitted): Date | null =>
  attempt.runAnchorAt && later(attempt.runAnchorAt, attempt.executionTimeoutMs + RUN_MARGIN_MS)

/** First seen COMPLETED + 35 min, while the answer is not stored. */
export const collectDeadline = (attempt: Submitted): Date | null => attempt.completedSeenAt && later(attempt.completedSeenAt, COLLECT_MS)

/** After submitted + ttl + 30 min RunPod has deleted the job in any state. */
export function silenceDeadline(attempt: Submitted): Date | null {
  const submitted = submission(attempt)
  return submitted && later(submitted, attempt.ttlMs + SILENCE_MARGIN_MS)
}

export const isPast = (deadline: Date | null, now: Date): boolean => deadline !== null && elapsed(deadline, now) >= 0

/** The deadline of a live job that has passed, if any. */
export function passedDeadline(attempt: Submitted, now: Date): 'runDeadline' | 'queueDeadline' | null {
  if (isPast(runDeadline(attempt), now)) return 'runDeadline'
  return isPast(queueDeadline(attempt), now) ? 'queueDeadline' : null
}
