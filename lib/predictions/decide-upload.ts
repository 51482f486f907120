// What the object storage's answer about an uploaded answer means: for an attempt that would end, and for one whose endpoint sent a smaller one. Pure.
import { elapsed } from '@/lib/clock'
import { UPLOAD_SOUGHT_MS } from '@/lib/predictions/deadlines'
import type { AttemptFacts, AttemptPatch, Decision, UploadState } from '@/lib/predictions/facts'
import type { FailureCode } from '@/lib/predictions/failures'

/** `unconfigured`: the settings name no object storage any more. The words go on from "the object storage". */
export type Sought = { kind: 'taken' } | { kind: 'absent' } | { kind: 'unconfigured' } | { kind: 'unavailable'; words: string } | { kind: 'unusable'; words: string }

/** Ends by which nobody saw what came of the run: a worker may have finished and uploaded all the same. */
const UNSEEN_ENDS: ReadonlySet<FailureCode> = new Set([
  'SUBMIT_LOST', 'JOB_LOST', 'RESULT_EXPIRED', 'RUN_TIMED_OUT', 'QUEUE_EXPIRED', 'ENDPOINT_TIMED_OUT', 'WORKER_LOST', 'ENDPOINT_ERROR',
])

export const isSoughtBeforeEnd = ({ upload }: Pick<AttemptFacts, 'upload'>, { end }: Decision): boolean =>
  upload === 'offered' && end !== null && end.failureCode !== null && UNSEEN_ENDS.has(end.failureCode) && end.byWorker !== true

type Waiting = Pick<AttemptFacts, 'uploadSoughtSince'>

const mayStillAnswer = ({ uploadSoughtSince }: Waiting, now: Date): boolean => uploadSoughtSince === null || elapsed(uploadSoughtSince, now) < UPLOAD_SOUGHT_MS

const soughtAt = ({ uploadSoughtSince }: Waiting, now: Date): AttemptPatch => ({ uploadSoughtSince: uploadSoughtSince ?? now })

const TAKEN: AttemptPatch = { upload: 'taken', uploadSoughtSince: null }

type NotTaken = Exclude<Sought, { kind: 'taken' }>

/** Only what is known not to be there, or was taken, may be removed: what could not be read may be the only copy of a paid result. */
const UNTAKEN: Record<NotTaken['kind'], UploadState | null> = { absent: null, unavailable: 'unread', unconfigured: 'unread', unusable: 'unusable' }

const untaken = ({ kind }: NotTaken): AttemptPatch | null => {
  const upload = UNTAKEN[kind]
  return upload === null ? null : { upload }
}

const IN_VAIN = `for ${UPLOAD_SOUGHT_MS / 60_000} minutes`

/** What is said with an end that no upload has prevented. */
function endWords(sought: NotTaken): string {
  switch (sought.kind) {
    case 'absent':
      return 'The object storage has no answer of this run.'
    case 'unavailable':
      return `An answer of this run may be in the object storage, but ${sought.words}, ${IN_VAIN}. It is asked for one more day; a result that it has is offered here.`
    case 'unconfigured':
      return 'An answer of this run may be in an object storage, but none is configured any more. If one is again within a day, a result that it has is offered here.'
    case 'unusable':
      return `An answer of this run is in the object storage and cannot be used, because ${sought.words}. It is left there.`
  }
}

/** An answer that was found is the end of the run; while the storage does not answer, for ten minutes, nothing ends. */
export function decideEndWithUpload(attempt: AttemptFacts, decision: Decision, sought: Sought, now: Date): Decision {
  const { patch, end } = decision
  if (sought.kind === 'taken') {
    return { ...decision, patch: { ...patch, ...TAKEN, state: 'COLLECTING', completedSeenAt: attempt.completedSeenAt ?? now }, end: null, next: 'collect' }
  }
  if (sought.kind === 'unavailable' && mayStillAnswer(attempt, now)) return { ...decision, patch: { ...patch, ...soughtAt(attempt, now) }, end: null, next: 'wait' }
  const reported = [end?.reported ?? null, endWords(sought)].filter((words) => words !== null).join('\n')
  return { ...decision, patch: { ...patch, ...untaken(sought) }, end: end && { ...end, reported } }
}

/** `endpoints`: what the endpoint sent counts, and `words` say what is missing; null when nothing is. */
export type AnswerChoice = { kind: 'uploaded'; patch: AttemptPatch } | { kind: 'later'; patch: AttemptPatch } | { kind: 'endpoints'; patch: AttemptPatch | null; words: string | null }

/** The endpoint's answer is stored. `wasNamed`: it says that a larger one was uploaded; else it was empty, and the storage was asked on the off chance. */
export function chooseAnswer(attempt: Waiting, wasNamed: boolean, sought: Sought, now: Date): AnswerChoice {
  if (sought.kind === 'taken') return { kind: 'uploaded', patch: TAKEN }
  if (sought.kind === 'unavailable' && mayStillAnswer(attempt, now)) return { kind: 'later', patch: soughtAt(attempt, now) }
  return { kind: 'endpoints', patch: untaken(sought), words: wasNamed ? smallerWords(sought) : emptyWords(sought) }
}

const SMALLER = 'this is what came over the endpoint.'

function smallerWords(sought: NotTaken): string {
  switch (sought.kind) {
    case 'unavailable':
      return `The whole answer was put into the object storage, but ${sought.words}, ${IN_VAIN}; ${SMALLER}`
    case 'absent':
      return `The whole answer was put into the object storage, but is not there any more; ${SMALLER}`
    case 'unconfigured':
      return `The whole answer was put into an object storage, but none is configured any more; ${SMALLER}`
    case 'unusable':
      return `The whole answer in the object storage cannot be used, because ${sought.words}; ${SMALLER}`
  }
}

/** The endpoint sent nothing, and that an upload was made is known of one that is there alone. */
const emptyWords = (sought: NotTaken): string | null => (sought.kind === 'absent' ? null : endWords(sought))
