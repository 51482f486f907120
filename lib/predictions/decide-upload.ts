// What the object storage's answer about an uploaded answer means: for an attempt that would end, and for one whose endpoint sent a smaller one. Pure.
import { elapsed } from '@/lib/clock'
import { UPLOAD_SOUGHT_MS } from '@/lib/predictions/deadlines'
import type { AttemptFacts, AttemptPatch, Decision } from '@/lib/predictions/facts'
import type { FailureCode } from '@/lib/predictions/failures'

/** `unconfigured`: the settings name no object storage any more. The words go on from "the object storage". */
export type Sought = { kind: 'taken' } | { kind: 'absent' } | { kind: 'unconfigured' } | { kind: 'unavailable'; words: string } | { kind: 'unusable'; words: string }

/** Ends by which nobody saw what came of the run: a worker may have finished and uploaded all the same. */
const UNSEEN_ENDS: ReadonlySet<FailureCode> = new Set([
  'SUBMIT_LOST', 'JOB_LOST', 'RESULT_EXPIRED', 'RUN_TIMED_OUT', 'QUEUE_EXPIRED', 'ENDPOINT_TIMED_OUT', 'WORKER_LOST',
])

export const isSoughtBeforeEnd = ({ upload }: Pick<AttemptFacts, 'upload'>, { end }: Decision): boolean =>
  upload === 'offered' && end !== null && end.failureCode !== null && UNSEEN_ENDS.has(end.failureCode)

type Waiting = Pick<AttemptFacts, 'uploadSoughtSince'>

const mayStillAnswer = ({ uploadSoughtSince }: Waiting, now: Date): boolean => uploadSoughtSince === null || elapsed(uploadSoughtSince, now) < UPLOAD_SOUGHT_MS

const soughtAt = ({ uploadSoughtSince }: Waiting, now: Date): AttemptPatch => ({ uploadSoughtSince: uploadSoughtSince ?? now })

/** An answer that was found is the end of the run; while the storage does not answer, for ten minutes, nothing ends. */
export function decideEndWithUpload(attempt: AttemptFacts, decision: Decision, sought: Sought, now: Date): Decision {
  const { patch } = decision
  if (sought.kind === 'taken') {
    return { ...decision, patch: { ...patch, state: 'COLLECTING', completedSeenAt: attempt.completedSeenAt ?? now, upload: 'taken' }, end: null, next: 'collect' }
  }
  if (sought.kind === 'unavailable' && mayStillAnswer(attempt, now)) return { ...decision, patch: { ...patch, ...soughtAt(attempt, now) }, end: null, next: 'wait' }
  return decision
}

/** `endpoints`: what the endpoint sent counts, and `words` say what is missing; null when nothing is. */
export type AnswerChoice = { kind: 'uploaded' } | { kind: 'later'; patch: AttemptPatch } | { kind: 'endpoints'; words: string | null }

const SMALLER = 'this is what came over the endpoint.'

/** The endpoint's answer is stored. `wasNamed`: it says that a larger one was uploaded; else it was empty, and the storage was asked on the off chance. */
export function chooseAnswer(attempt: Waiting, wasNamed: boolean, sought: Sought, now: Date): AnswerChoice {
  switch (sought.kind) {
    case 'taken':
      return { kind: 'uploaded' }
    case 'unavailable':
      if (mayStillAnswer(attempt, now)) return { kind: 'later', patch: soughtAt(attempt, now) }
      return { kind: 'endpoints', words: `The whole answer was put into the object storage, but ${sought.words}, for ${UPLOAD_SOUGHT_MS / 60_000} minutes; ${SMALLER}` }
    case 'absent':
      return { kind: 'endpoints', words: wasNamed ? `The whole answer was put into the object storage, but is not there any more; ${SMALLER}` : null }
    case 'unconfigured':
      return { kind: 'endpoints', words: `The whole answer was put into an object storage, but none is configured any more; ${SMALLER}` }
    case 'unusable':
      return { kind: 'endpoints', words: `The whole answer in the object storage cannot be used, because ${sought.words}; ${SMALLER}` }
  }
}
