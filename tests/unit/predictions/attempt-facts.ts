// An attempt as the decisions see it, in the state a test needs; everything not named is as right after an accepted submit.
import type { AttemptFacts, Observation } from '@/lib/predictions/facts'

export const SUBMITTED = new Date('2026-03-01T12:00:00.000Z')
export const HOUR_MS = 3_600_000
export const MINUTE_MS = 60_000
export const SECOND_MS = 1_000

/** The moment so many ms after the submit. */
export const after = (milliseconds: number): Date => new Date(SUBMITTED.getTime() + milliseconds)

export const attempt = (facts: Partial<AttemptFacts> = {}): AttemptFacts => ({
  id: 'att_1',
  number: 1,
  state: 'IN_QUEUE',
  current: true,
  tries: 1,
  executionTimeoutMs: HOUR_MS,
  ttlMs: 7 * HOUR_MS,
  jobId: 'job-1',
  callingAt: SUBMITTED,
  submittedAt: SUBMITTED,
  lastStatus: null,
  firstRunningAt: null,
  runAnchorAt: null,
  completedSeenAt: null,
  rawStored: false,
  upload: null,
  uploadSoughtSince: null,
  collectTries: 0,
  notFoundSince: null,
  notFoundCount: 0,
  unansweredCount: 0,
  cancelReason: null,
  cancelCalledAt: null,
  cancelAnsweredAt: null,
  progress: null,
  workerId: null,
  retries: null,
  delayTimeMs: null,
  ...facts,
})

type Job = Extract<Observation, { kind: 'job' }>

export const job = (status: string, rest: Partial<Job> = {}): Job => ({
  kind: 'job',
  status,
  reported: null,
  verdict: null,
  progress: null,
  delayTimeMs: null,
  executionTimeMs: null,
  workerId: null,
  retries: null,
  ...rest,
})

export const notFound = (endpointHealthy: boolean): Observation => ({ kind: 'notFound', endpointHealthy })
export const silence: Observation = { kind: 'unavailable', retryAfterMs: null }
