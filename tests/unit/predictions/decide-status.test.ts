// The second table of the submission design, row by row: what one look at a job means while no deadline has passed.
import { describe, expect, test } from 'vitest'
import { RunPodJob } from '@/lib/compute/wire'
import { observationOf } from '@/lib/predictions/observation'
import { decideStatus } from '@/lib/predictions/decide-status'
import { after, attempt, HOUR_MS, job, MINUTE_MS, notFound, SECOND_MS, silence, SUBMITTED } from './attempt-facts'

const now = after(5 * MINUTE_MS)

describe('conformance 11: IN_QUEUE', () => {
  test('waits', () => {
    expect(decideStatus(attempt(), job('IN_QUEUE', { delayTimeMs: 12 }), now)).toEqual({
      patch: { state: 'IN_QUEUE', lastStatus: 'IN_QUEUE', runAnchorAt: null, notFoundSince: null, notFoundCount: 0, unansweredCount: 0, uploadSoughtSince: null, delayTimeMs: 12 },
      answered: true, move: 'IN_QUEUE', end: null, next: 'wait', stage: null, pauseEndpoint: false,
    })
  })

  test('after it was running: suspends the run deadline and keeps the first start', () => {
    const running = attempt({ state: 'IN_PROGRESS', firstRunningAt: SUBMITTED, runAnchorAt: SUBMITTED })
    const { patch, next } = decideStatus(running, job('IN_QUEUE'), after(3 * HOUR_MS))
    expect(patch.runAnchorAt).toBeNull()
    expect(patch).not.toHaveProperty('firstRunningAt')
    expect(next).toBe('wait')
  })
})

describe.each(['IN_PROGRESS', 'RUNNING'])('conformance 11: %s', (status) => {
  test('runs: the first sight of it starts the run deadline', () => {
    const decision = decideStatus(attempt(), job(status), now)
    expect(decision).toMatchObject({ move: 'IN_PROGRESS', end: null, next: 'wait', patch: { state: 'IN_PROGRESS', firstRunningAt: now, runAnchorAt: now } })
  })

  test('seen again: the run deadline does not start over', () => {
    const { patch } = decideStatus(attempt({ firstRunningAt: SUBMITTED, runAnchorAt: SUBMITTED, retries: 1 }), job(status, { retries: 1 }), now)
    expect(patch).not.toHaveProperty('firstRunningAt')
    expect(patch).not.toHaveProperty('runAnchorAt')
  })

  test('retries rise: the run deadline starts again', () => {
    const { patch } = decideStatus(attempt({ firstRunningAt: SUBMITTED, runAnchorAt: SUBMITTED, retries: 1 }), job(status, { retries: 2 }), now)
    expect(patch).toMatchObject({ runAnchorAt: now, retries: 2 })
    expect(patch).not.toHaveProperty('firstRunningAt')
  })
})

test.each([
  ['another worker', { workerId: 'w2', delayTimeMs: 5_000 }],
  ['a later start of the same one, after it had given the job back', { workerId: 'w1', delayTimeMs: 95_000 }],
])('%s: the run deadline starts again, and what was told before is old', (_name, rest) => {
  const before = attempt({ state: 'IN_PROGRESS', firstRunningAt: SUBMITTED, runAnchorAt: SUBMITTED, workerId: 'w1', retries: 0, delayTimeMs: 5_000, progress: { seq: 80, stage: 'structure' } })
  const { patch } = decideStatus(before, job('IN_PROGRESS', { ...rest, progress: { seq: 1, stage: 'starting' } }), now)
  expect(patch).toMatchObject({ runAnchorAt: now, progress: { seq: 1 } })
  const same = decideStatus(before, job('IN_PROGRESS', { workerId: 'w1', delayTimeMs: 5_400, progress: { seq: 1, stage: 'starting' } }), now)
  expect(same.patch).not.toHaveProperty('runAnchorAt')
  expect(same.patch).not.toHaveProperty('progress')
})

describe('conformance 14: progress', () => {
  const known = { seq: 5, stage: 'structure' }
  const running = attempt({ state: 'IN_PROGRESS', firstRunningAt: SUBMITTED, runAnchorAt: SUBMITTED, progress: known, workerId: 'w1', retries: 0 })
  const look = (progress: { seq: number; stage: string }, rest: { workerId?: string; retries?: number }) =>
    decideStatus(running, job('IN_PROGRESS', { progress, workerId: 'w1', ...rest }), now)

  test('a higher seq of the same run is newer; a stage that stays is no event', () => {
    expect(look({ seq: 6, stage: 'structure' }, {})).toMatchObject({ patch: { progress: { seq: 6 } }, stage: null })
  })

  test('another stage is an event', () => {
    expect(look({ seq: 6, stage: 'affinity' }, {})).toMatchObject({ stage: 'affinity' })
  })

  test.each([4, 5])('seq %i of the same run is old', (seq) => {
    const { patch, stage } = look({ seq, stage: 'msa' }, {})
    expect(patch).not.toHaveProperty('progress')
    expect(stage).toBeNull()
  })

  test.each([['another worker', { workerId: 'w2' }], ['another start', { retries: 1 }]])('%s counts from one again', (_name, rest) => {
    expect(look({ seq: 1, stage: 'starting' }, rest)).toMatchObject({ patch: { progress: { seq: 1 } }, stage: 'starting' })
  })

  test.each([['another worker', { workerId: 'w2' }], ['another start', { retries: 1 }]])('%s that reports nothing yet: what is kept goes, so that its first report counts', (_name, rest) => {
    const seen = decideStatus(running, job('IN_PROGRESS', { workerId: 'w1', ...rest }), now)
    expect(seen).toMatchObject({ patch: { progress: null }, stage: null })
    const restarted = { ...running, ...seen.patch }
    expect(decideStatus(restarted, job('IN_PROGRESS', { ...rest, progress: { seq: 1, stage: 'starting' } }), now)).toMatchObject({ stage: 'starting' })
  })

  test('back in the queue: the next start counts from one again', () => {
    const queued = decideStatus(running, job('IN_QUEUE', { retries: 1 }), now)
    expect(queued.patch.progress).toBeNull()
    const restarted = { ...running, ...queued.patch }
    expect(decideStatus(restarted, job('IN_PROGRESS', { retries: 1, progress: { seq: 1, stage: 'starting' } }), now)).toMatchObject({ stage: 'starting' })
  })

  test('an answer that does not name worker or retries is of the same run', () => {
    const { patch } = decideStatus({ ...running, retries: 2 }, job('IN_PROGRESS', { progress: { seq: 3, stage: 'structure' } }), now)
    expect(patch).not.toHaveProperty('progress')
  })
})

describe('conformance 12: COMPLETED', () => {
  test('is collected', () => {
    expect(decideStatus(attempt(), job('COMPLETED'), now)).toMatchObject({ patch: { state: 'COLLECTING', completedSeenAt: now }, end: null, next: 'collect', move: null })
  })

  test('wins over every deadline and over an answered cancel', () => {
    const late = attempt({ runAnchorAt: SUBMITTED, cancelReason: 'runDeadline', cancelAnsweredAt: SUBMITTED })
    expect(decideStatus(late, job('COMPLETED'), after(30 * 24 * HOUR_MS))).toMatchObject({ next: 'collect', end: null })
  })

  test('keeps the moment when it was first seen', () => {
    expect(decideStatus(attempt({ completedSeenAt: SUBMITTED }), job('COMPLETED'), now).patch.completedSeenAt).toEqual(SUBMITTED)
  })

  test.each(['IN_QUEUE', 'IN_PROGRESS', 'RUNNING', 'FAILED', 'CANCELLED', 'TIMED_OUT', 'WEIRD'])('is sticky: %s afterwards undoes nothing', (status) => {
    const decision = decideStatus(attempt({ state: 'COLLECTING', completedSeenAt: SUBMITTED }), job(status), now)
    expect(decision).toMatchObject({ move: null, end: null, next: 'wait' })
    expect(decision.patch).not.toHaveProperty('state')
  })
})

/** A FAILED job of RunPod with this text, as it is observed. */
const failedAs = (error: string) => observationOf({ kind: 'job', job: RunPodJob.parse({ id: 'j1', status: 'FAILED', error }), raw: { isWhole: true } })

describe('conformance 15: FAILED', () => {
  test('with output.error_code: the worker\'s own verdict', () => {
    expect(decideStatus(attempt(), job('FAILED', { verdict: 'BOLTZ_OOM', reported: 'out of memory' }), now).end)
      .toEqual({ status: 'FAILED', failureCode: 'BOLTZ_OOM', reported: 'out of memory', remark: null })
  })

  test('executionTimeout exceeded: TIMED_OUT', () => {
    expect(decideStatus(attempt(), failedAs('executionTimeout exceeded'), now).end).toMatchObject({ status: 'TIMED_OUT', failureCode: 'RUN_TIMED_OUT' })
  })

  test.each([1, 12])('job timed out after %i retries: WORKER_LOST', (retries) => {
    expect(decideStatus(attempt(), failedAs(`job timed out after ${retries} retries`), now).end).toMatchObject({ status: 'FAILED', failureCode: 'WORKER_LOST' })
  })

  test.each([['anything else', 'RuntimeError: CUDA error'], ['no words', null], ['words that only resemble', 'the job timed out after 2 retries, maybe']])('%s: ENDPOINT_ERROR with the text as reported', (_name, reported) => {
    expect(decideStatus(attempt(), job('FAILED', { reported }), now).end).toEqual({ status: 'FAILED', failureCode: 'ENDPOINT_ERROR', reported, remark: null })
  })
})

describe('CANCELLED', () => {
  test('as wished', () => {
    expect(decideStatus(attempt({ cancelReason: 'wish' }), job('CANCELLED'), now).end).toEqual({ status: 'CANCELLED', failureCode: null, reported: null, remark: null })
  })

  test('by somebody at the endpoint: says so', () => {
    expect(decideStatus(attempt(), job('CANCELLED'), now).end).toMatchObject({ status: 'CANCELLED', failureCode: 'CANCELLED_AT_ENDPOINT' })
  })

  test('after the run deadline\'s cancel: TIMED_OUT', () => {
    expect(decideStatus(attempt({ cancelReason: 'runDeadline', firstRunningAt: SUBMITTED }), job('CANCELLED'), now).end).toMatchObject({ status: 'TIMED_OUT', failureCode: 'RUN_TIMED_OUT' })
  })

  test('after the queue deadline\'s cancel: TIMED_OUT QUEUE_EXPIRED', () => {
    expect(decideStatus(attempt({ cancelReason: 'queueDeadline' }), job('CANCELLED'), now).end).toMatchObject({ status: 'TIMED_OUT', failureCode: 'QUEUE_EXPIRED' })
  })
})

test('TIMED_OUT: TIMED_OUT', () => {
  expect(decideStatus(attempt(), job('TIMED_OUT'), now).end).toMatchObject({ status: 'TIMED_OUT', failureCode: 'ENDPOINT_TIMED_OUT' })
})

test.each(['WEIRD', '', 'completed'])('conformance 11: a status nobody knows (%j) changes nothing', (status) => {
  const decision = decideStatus(attempt({ state: 'IN_PROGRESS', runAnchorAt: SUBMITTED, firstRunningAt: SUBMITTED }), job(status), now)
  expect(decision).toMatchObject({ move: null, end: null, next: 'wait', answered: true })
  expect(decision.patch).not.toHaveProperty('state')
})

describe('conformance 16: 404', () => {
  test('for 30 s after submit: wait, uncounted', () => {
    expect(decideStatus(attempt(), notFound(true), after(29_999))).toMatchObject({ end: null, next: 'wait', patch: { unansweredCount: 0 } })
    expect(decideStatus(attempt(), notFound(true), after(29_999)).patch).not.toHaveProperty('notFoundCount')
  })

  test('afterwards: counted, since the first one', () => {
    expect(decideStatus(attempt(), notFound(true), now).patch).toMatchObject({ notFoundSince: now, notFoundCount: 1 })
    const since = after(MINUTE_MS)
    expect(decideStatus(attempt({ notFoundSince: since, notFoundCount: 2 }), notFound(true), now).patch).toMatchObject({ notFoundSince: since, notFoundCount: 3 })
  })

  test('another answer ends the row of them', () => {
    expect(decideStatus(attempt({ notFoundSince: SUBMITTED, notFoundCount: 7 }), job('IN_QUEUE'), now).patch).toMatchObject({ notFoundSince: null, notFoundCount: 0 })
  })

  const lost = attempt({ notFoundSince: after(MINUTE_MS), notFoundCount: 20 })
  test('for 10 min while /health is 200: JOB_LOST', () => {
    expect(decideStatus(lost, notFound(true), after(11 * MINUTE_MS)).end).toMatchObject({ status: 'FAILED', failureCode: 'JOB_LOST' })
    expect(decideStatus(lost, notFound(true), after(11 * MINUTE_MS - 1)).end).toBeNull()
  })

  test('for 10 min while /health is not 200: wait', () => {
    expect(decideStatus(lost, notFound(false), after(5 * HOUR_MS))).toMatchObject({ end: null, next: 'wait' })
  })

  test('for 10 min, though COMPLETED was seen: RESULT_EXPIRED', () => {
    expect(decideStatus({ ...lost, completedSeenAt: SUBMITTED }, notFound(true), after(11 * MINUTE_MS)).end).toMatchObject({ status: 'FAILED', failureCode: 'RESULT_EXPIRED' })
  })
})

test('conformance 17: 401 and 403 pause the endpoint, the prediction keeps its state', () => {
  expect(decideStatus(attempt(), { kind: 'auth' }, now)).toMatchObject({ pauseEndpoint: true, end: null, move: null, next: 'wait', answered: false })
})

test('429, 5xx, network, time-out: wait', () => {
  expect(decideStatus(attempt({ unansweredCount: 4 }), silence, now)).toEqual({
    patch: { unansweredCount: 5 }, answered: false, move: null, end: null, next: 'wait', stage: null, pauseEndpoint: false,
  })
})

describe('conformance 19: an answered cancel', () => {
  const wished = attempt({ state: 'IN_PROGRESS', runAnchorAt: SUBMITTED, firstRunningAt: SUBMITTED, cancelReason: 'wish', cancelCalledAt: now, cancelAnsweredAt: now })

  test('still running less than 60 s later: wait', () => {
    expect(decideStatus(wished, job('IN_PROGRESS'), after(6 * MINUTE_MS - 1)).end).toBeNull()
  })

  test.each([['running', job('IN_PROGRESS')], ['waiting', job('IN_QUEUE')], ['unknown to the endpoint', notFound(true)]])('still %s 60 s later: CANCELLED, not confirmed', (_name, observation) => {
    expect(decideStatus(wished, observation, after(6 * MINUTE_MS)).end).toEqual({ status: 'CANCELLED', failureCode: null, reported: null, remark: 'CANCEL_NOT_CONFIRMED' })
  })

  test('the result was faster: it is collected', () => {
    expect(decideStatus(wished, job('COMPLETED'), now)).toMatchObject({ next: 'collect', end: null })
  })

  test('it failed first: FAILED', () => {
    expect(decideStatus(wished, job('FAILED', { reported: 'boom' }), now).end).toMatchObject({ status: 'FAILED', failureCode: 'ENDPOINT_ERROR' })
  })

  test('a status cannot be had for less than 60 s or more: the silence deadline holds', () => {
    expect(decideStatus(wished, silence, after(SECOND_MS * 600)).end).toBeNull()
    expect(decideStatus(wished, silence, after(7 * HOUR_MS + 30 * MINUTE_MS)).end).toMatchObject({ status: 'CANCELLED', remark: 'NOT_CONFIRMED' })
  })
})
