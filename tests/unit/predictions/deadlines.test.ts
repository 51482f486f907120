// Deadlines: when each one falls, in which order verdicts match, and that an answer of /status is what they are judged on.
import { describe, expect, test } from 'vitest'
import { collectDeadline, passedDeadline, queueDeadline, runDeadline, silenceDeadline } from '@/lib/predictions/deadlines'
import { decideStatus } from '@/lib/predictions/decide-status'
import { after, attempt, HOUR_MS, job, MINUTE_MS, notFound, silence, SUBMITTED } from './attempt-facts'

const running = attempt({ state: 'IN_PROGRESS', firstRunningAt: SUBMITTED, runAnchorAt: SUBMITTED })
const RUN_OVER = HOUR_MS + 2 * MINUTE_MS
const QUEUE_OVER = 7 * HOUR_MS + 2 * MINUTE_MS
const SILENCE_OVER = 7 * HOUR_MS + 30 * MINUTE_MS

test('conformance 20: queue, submitted + ttl + 2 min', () => {
  expect(queueDeadline(attempt())).toEqual(after(QUEUE_OVER))
  expect(queueDeadline(attempt({ submittedAt: null }))).toEqual(after(QUEUE_OVER))
  expect(queueDeadline(attempt({ submittedAt: null, callingAt: null }))).toBeNull()
})

test('conformance 20: run, first seen running + executionTimeout + 2 min; none while it waits', () => {
  expect(runDeadline(running)).toEqual(after(RUN_OVER))
  expect(runDeadline(attempt())).toBeNull()
})

test('collect: first seen COMPLETED + 35 min', () => {
  expect(collectDeadline(attempt({ completedSeenAt: SUBMITTED }))).toEqual(after(35 * MINUTE_MS))
})

test('silence: submitted + ttl + 30 min', () => {
  expect(silenceDeadline(attempt())).toEqual(after(SILENCE_OVER))
})

test('the run deadline is named before the queue deadline', () => {
  expect(passedDeadline(running, after(30 * HOUR_MS))).toBe('runDeadline')
  expect(passedDeadline(attempt(), after(30 * HOUR_MS))).toBe('queueDeadline')
  expect(passedDeadline(running, after(RUN_OVER - 1))).toBeNull()
})

describe('conformance 20: a passed deadline', () => {
  test.each([
    ['run', running, job('IN_PROGRESS'), RUN_OVER, 'runDeadline'],
    ['queue', attempt(), job('IN_QUEUE'), QUEUE_OVER, 'queueDeadline'],
    ['queue, unknown status', attempt(), job('WEIRD'), QUEUE_OVER, 'queueDeadline'],
    ['queue, unknown job', attempt(), notFound(false), QUEUE_OVER, 'queueDeadline'],
  ] as const)('%s: is first answered with a cancel', (_name, facts, observation, at, reason) => {
    expect(decideStatus(facts, observation, after(at - 1)).next).toBe('wait')
    expect(decideStatus(facts, observation, after(at))).toMatchObject({ next: { cancel: reason }, end: null })
  })

  test('is not judged without an answer of /status', () => {
    expect(decideStatus(running, silence, after(RUN_OVER + 1))).toMatchObject({ next: 'wait', end: null })
    expect(decideStatus(running, { kind: 'auth' }, after(RUN_OVER + 1))).toMatchObject({ next: 'wait', end: null })
  })

  test('is not met by a new cancel when one was sent already', () => {
    expect(decideStatus({ ...running, cancelReason: 'wish' }, job('IN_PROGRESS'), after(RUN_OVER))).toMatchObject({ next: 'wait', end: null })
  })
})

describe('the verdict after the cancel, first match', () => {
  const cancelled = { cancelReason: 'runDeadline', cancelCalledAt: after(RUN_OVER), cancelAnsweredAt: after(RUN_OVER) } as const

  test('1. COMPLETED was seen: RESULT_EXPIRED, whatever else holds', () => {
    const facts = attempt({ ...cancelled, state: 'COLLECTING', completedSeenAt: SUBMITTED, firstRunningAt: SUBMITTED, notFoundCount: 3, notFoundSince: SUBMITTED })
    expect(decideStatus(facts, silence, after(SILENCE_OVER)).end).toMatchObject({ status: 'FAILED', failureCode: 'RESULT_EXPIRED' })
    expect(decideStatus(facts, notFound(false), after(35 * MINUTE_MS)).end).toMatchObject({ status: 'FAILED', failureCode: 'RESULT_EXPIRED' })
    expect(decideStatus(facts, job('IN_PROGRESS'), after(35 * MINUTE_MS)).end).toMatchObject({ status: 'FAILED', failureCode: 'RESULT_EXPIRED' })
  })

  test('2. the last answer is 404: JOB_LOST, though it was seen running', () => {
    expect(decideStatus({ ...running, ...cancelled }, notFound(false), after(RUN_OVER + 1)).end).toMatchObject({ status: 'FAILED', failureCode: 'JOB_LOST' })
  })

  test('3. seen running: TIMED_OUT', () => {
    expect(decideStatus({ ...running, ...cancelled }, job('IN_PROGRESS'), after(RUN_OVER + 1)).end).toMatchObject({ status: 'TIMED_OUT', failureCode: 'RUN_TIMED_OUT' })
  })

  test('4. only waited: TIMED_OUT QUEUE_EXPIRED', () => {
    const facts = attempt({ ...cancelled, cancelReason: 'queueDeadline' })
    expect(decideStatus(facts, job('IN_QUEUE'), after(QUEUE_OVER)).end).toMatchObject({ status: 'TIMED_OUT', failureCode: 'QUEUE_EXPIRED' })
  })
})

describe('no answer at all until ttl + 30 min: the same, not confirmed', () => {
  test('not a millisecond earlier', () => {
    expect(decideStatus(running, silence, after(SILENCE_OVER - 1)).end).toBeNull()
  })

  test.each([
    ['last answer 404', { notFoundCount: 1 }, 'FAILED', 'JOB_LOST'],
    ['seen running', { firstRunningAt: SUBMITTED }, 'TIMED_OUT', 'RUN_TIMED_OUT'],
    ['only waited', {}, 'TIMED_OUT', 'QUEUE_EXPIRED'],
  ] as const)('%s', (_name, facts, status, failureCode) => {
    expect(decideStatus(attempt(facts), silence, after(SILENCE_OVER)).end).toEqual({ status, failureCode, reported: null, remark: 'NOT_CONFIRMED' })
  })

  test('a refused key is silence as well', () => {
    expect(decideStatus(running, { kind: 'auth' }, after(SILENCE_OVER))).toMatchObject({ pauseEndpoint: true, end: { status: 'TIMED_OUT', remark: 'NOT_CONFIRMED' } })
  })

  test('a wished cancel ends as wished', () => {
    expect(decideStatus(attempt({ cancelReason: 'wish' }), silence, after(SILENCE_OVER)).end).toMatchObject({ status: 'CANCELLED', remark: 'NOT_CONFIRMED' })
  })
})

describe('conformance 19: a cancel that the endpoint never answers', () => {
  test.each([
    ['running', job('IN_PROGRESS')],
    ['waiting', job('IN_QUEUE')],
    ['in a status nobody knows', job('WEIRD')],
    ['unknown to it', notFound(false)],
  ])('ends at ttl + 30 min though /status shows the job %s', (_name, observation) => {
    const wished = attempt({ cancelReason: 'wish', cancelCalledAt: SUBMITTED })
    expect(decideStatus(wished, observation, after(SILENCE_OVER - 1)).end).toBeNull()
    expect(decideStatus(wished, observation, after(SILENCE_OVER)).end).toMatchObject({ status: 'CANCELLED', remark: 'NOT_CONFIRMED' })
    const late = attempt({ cancelReason: 'queueDeadline', cancelCalledAt: SUBMITTED })
    expect(decideStatus(late, observation, after(SILENCE_OVER)).end).not.toBeNull()
  })
})
