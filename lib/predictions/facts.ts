// What is known of a prediction and its attempt when something is decided, and what can be seen of a job. Pure shapes.
import type { WorkerProgress } from '@/lib/compute/contract'
import type { FailureCode } from '@/lib/predictions/failures'
import type { AttemptState, PredictionStatus } from '@/lib/predictions/schema'

export type CancelReason = 'wish' | 'twin' | 'runDeadline' | 'queueDeadline'

/**
 * What became of the address for the whole answer that went along: taken, the stored answer is the uploaded one; unread, the storage did
 * not tell whether it has one; unusable, it has one; removed, from the storage. What is unread or unusable stays there.
 */
export const UPLOADS = ['offered', 'taken', 'unread', 'unusable', 'removed'] as const
export type UploadState = (typeof UPLOADS)[number]

export type AttemptFacts = {
  id: string
  number: number
  state: AttemptState
  /** Only the current attempt moves the prediction. */
  current: boolean
  tries: number
  executionTimeoutMs: number
  ttlMs: number
  jobId: string | null
  callingAt: Date | null
  submittedAt: Date | null
  lastStatus: string | null
  firstRunningAt: Date | null
  /** Since when the run deadline counts; null while the job waits. */
  runAnchorAt: Date | null
  completedSeenAt: Date | null
  rawStored: boolean
  collectTries: number
  /** null: no address went along. */
  upload: UploadState | null
  /** Since when the object storage is asked in vain. */
  uploadSoughtSince: Date | null
  notFoundSince: Date | null
  notFoundCount: number
  unansweredCount: number
  cancelReason: CancelReason | null
  cancelCalledAt: Date | null
  cancelAnsweredAt: Date | null
  progress: WorkerProgress | null
  workerId: string | null
  retries: number | null
  /** From its acceptance to its newest start, as the endpoint told. */
  delayTimeMs: number | null
}

export type PredictionFacts = {
  id: string
  teamId: string
  status: PredictionStatus
  version: number
  generation: number
  /** Since when it waits to be handed over: accepted, or run again. */
  queuedAt: Date
  cancelWishedAt: Date | null
  deletedAt: Date | null
  watched: boolean
}

export type JobTimes = { delayTimeMs: number | null; executionTimeMs: number | null; workerId: string | null; retries: number | null }

/** One look at a job, already freed of RunPod's spelling. */
export type Observation =
  | ({
      kind: 'job'
      status: string
      /** The endpoint's or worker's words, unpacked and capped. */
      reported: string | null
      /** What a FAILED job died of, when the worker's own code or one of RunPod's two known sentences says it. */
      verdict: FailureCode | null
      progress: WorkerProgress | null
      /** The answer was over the cap, so that only its beginning is there. */
      tooLarge?: boolean
      /** The worker itself said what a FAILED job died of, under a code that is in our table or not. */
      byWorker?: true
    } & JobTimes)
  | { kind: 'notFound'; endpointHealthy: boolean }
  | { kind: 'auth' }
  | { kind: 'unavailable'; retryAfterMs: number | null }

/** How an attempt ends, and with it the prediction when the attempt is the current one. */
export type Ending = {
  status: 'FAILED' | 'CANCELLED' | 'TIMED_OUT'
  failureCode: FailureCode | null
  reported: string | null
  remark: Remark | null
  /** The worker itself said so, and has uploaded nothing then. */
  byWorker?: true
}

export type Remark = 'CANCEL_NOT_CONFIRMED' | 'MAY_STILL_RUN' | 'NOT_CONFIRMED' | 'FINISHED_BEFORE_CANCEL'

export type AttemptPatch = Partial<{
  state: AttemptState
  lastStatus: string
  firstRunningAt: Date
  runAnchorAt: Date | null
  completedSeenAt: Date
  upload: UploadState
  uploadSoughtSince: Date | null
  notFoundSince: Date | null
  notFoundCount: number
  unansweredCount: number
  /** null: what was kept belongs to an earlier start. */
  progress: WorkerProgress | null
  delayTimeMs: number
  executionTimeMs: number
  workerId: string
  retries: number
}>

export type Decision = {
  patch: AttemptPatch
  /** The endpoint gave an answer about this job. */
  answered: boolean
  /** New status of the prediction, if the attempt is current. */
  move: 'IN_QUEUE' | 'IN_PROGRESS' | null
  end: Ending | null
  /** What to do at once, besides writing this down. */
  next: 'wait' | 'collect' | { cancel: 'runDeadline' | 'queueDeadline' }
  /** A new stage of the run, worth an event. */
  stage: string | null
  pauseEndpoint: boolean
}
