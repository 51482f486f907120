// What a prediction waits for: each situation gives its one notice, with words and a cure.
import { describe, expect, test } from 'vitest'
import { noticeOf, pauseNotice, settingsNotice, type WaitingFor } from '@/lib/predictions/notices'
import { after, MINUTE_MS, SUBMITTED } from './attempt-facts'

const now = after(2 * MINUTE_MS)
const current = { state: 'IN_QUEUE' as const, notFoundSince: null, notFoundCount: 0, cancelAnsweredAt: null, submittedAt: SUBMITTED, lastStatus: null, unansweredCount: 0 }
const endpoint = { kind: 'runpod' as const, pausedCode: null, pausedWords: null, queueReason: null }
const waiting = (rest: Partial<WaitingFor>): WaitingFor => ({
  status: 'QUEUED', target: 'real', cancelWishedAt: null, remark: null, resultOffered: false, current: null, unknownElsewhere: false, endpoint,
  where: { target: 'real', trouble: null }, ...rest,
})
const code = (rest: Partial<WaitingFor>) => noticeOf(waiting(rest), now)?.code ?? null

describe('QUEUED', () => {
  test.each<[string, Partial<WaitingFor>]>([
    ['SUBMIT_UNKNOWN', { current: { ...current, state: 'SUBMIT_UNKNOWN' }, where: { target: 'real', trouble: 'RUNPOD_API_KEY_MISSING' } }],
    ['RUNPOD_API_KEY_MISSING', { where: { target: 'real', trouble: 'RUNPOD_API_KEY_MISSING' } }],
    ['RUNPOD_ENDPOINT_ID_MISSING', { where: { target: 'real', trouble: 'RUNPOD_ENDPOINT_ID_MISSING' } }],
    ['WAITS_FOR_RUNPOD', { where: { target: 'simulated', trouble: null } }],
    ['WAITS_FOR_LOCAL', { target: 'simulated' }],
    ['WAITS_FOR_LOCAL', { target: 'simulated', where: { target: 'real', trouble: 'RUNPOD_API_KEY_MISSING' } }],
    ['CREDENTIALS_REJECTED', { endpoint: { ...endpoint, pausedCode: 'AUTH' } }],
    ['ENDPOINT_NOT_FOUND', { endpoint: { ...endpoint, pausedCode: 'NOT_FOUND' } }],
    ['ENDPOINT_UNREACHABLE', { endpoint: { ...endpoint, pausedCode: 'UNREACHABLE' } }],
    ['LOCAL_ENDPOINT_UNREACHABLE', { target: 'simulated', where: { target: 'simulated', trouble: null }, endpoint: { ...endpoint, kind: 'local', pausedCode: 'UNREACHABLE' } }],
    ['EARLIER_SUBMIT_UNKNOWN', { unknownElsewhere: true }],
    ['WAITING_FOR_PLACE', {}],
  ])('%s', (expected, rest) => {
    expect(code(rest)).toBe(expected)
  })

  test('while it is being submitted there is nothing to say', () => {
    expect(code({ current: { ...current, state: 'SUBMITTING' } })).toBeNull()
  })

  test('an unknown submit offers what may be done, and nothing is sent by itself', () => {
    expect(noticeOf(waiting({ current: { ...current, state: 'SUBMIT_UNKNOWN' } }), now)?.actions).toEqual(['retryAcceptingDoubleBilling', 'cancel'])
  })
})

describe('at the endpoint', () => {
  const live = (rest: Partial<WaitingFor>) => code({ status: 'IN_PROGRESS', current, ...rest })
  const lost = { ...current, notFoundCount: 3, notFoundSince: after(MINUTE_MS) }

  test('three 404 in a row over at least 60 s: RunPod does not know this job', () => {
    expect(noticeOf(waiting({ status: 'IN_PROGRESS', current: lost }), now)).toMatchObject({ code: 'JOB_NOT_FOUND', message: expect.stringContaining('RunPod does not know this job') })
    expect(live({ current: { ...lost, notFoundCount: 2 } })).toBeNull()
    expect(live({ current: { ...lost, notFoundSince: after(MINUTE_MS + 1) } })).toBeNull()
  })

  test('COLLECTING', () => expect(live({ current: { ...current, state: 'COLLECTING' } })).toBe('COLLECTING'))
  test('CANCELLING says whether the endpoint has answered', () => {
    const cancelling = (cancelAnsweredAt: Date | null) => noticeOf(waiting({ status: 'IN_QUEUE', cancelWishedAt: now, current: { ...current, cancelAnsweredAt } }), now)
    expect(cancelling(null)).toMatchObject({ code: 'CANCELLING', cure: 'It is repeated until the endpoint answers.' })
    expect(cancelling(now)?.message).toContain('confirm')
  })
  test('CREDENTIALS_REJECTED, when it was met while looking', () => {
    expect(live({ endpoint: { ...endpoint, pausedCode: 'AUTH' }, current: { ...current, unansweredCount: 1 } })).toBe('CREDENTIALS_REJECTED')
    expect(live({ endpoint: { ...endpoint, pausedCode: 'AUTH' } })).toBeNull()
  })
  test('ENDPOINT_SILENT after three looks without an answer', () => {
    expect(live({ current: { ...current, unansweredCount: 3 } })).toBe('ENDPOINT_SILENT')
    expect(live({ current: { ...current, unansweredCount: 2 } })).toBeNull()
  })
  test('LONG_QUEUE after a minute in the endpoint\'s queue, with the reason its health gives', () => {
    const queueReason = { message: 'All busy.', cure: 'Wait.' }
    const rest = { status: 'IN_QUEUE' as const, endpoint: { ...endpoint, queueReason } }
    expect(noticeOf(waiting({ ...rest, current }), now)).toMatchObject({ code: 'LONG_QUEUE', ...queueReason })
    expect(code({ ...rest, current: { ...current, submittedAt: after(MINUTE_MS + 1) } })).toBeNull()
  })
})

describe('ended', () => {
  test.each(['FINISHED_BEFORE_CANCEL', 'MAY_STILL_RUN', 'CANCEL_NOT_CONFIRMED', 'NOT_CONFIRMED'])('%s', (remark) => {
    expect(code({ status: 'CANCELLED', remark })).toBe(remark)
  })
  test('RESULT_OFFERED comes first', () => expect(code({ status: 'FAILED', remark: 'NOT_CONFIRMED', resultOffered: true })).toBe('RESULT_OFFERED'))
  test('FAILED_BEFORE_CANCEL', () => expect(code({ status: 'FAILED', cancelWishedAt: now })).toBe('FAILED_BEFORE_CANCEL'))
  test('nothing to say', () => expect(code({ status: 'COMPLETED', remark: null })).toBeNull())
})

describe('the guide\'s exact words', () => {
  test('RUNPOD_API_KEY must be set', () => expect(settingsNotice('RUNPOD_API_KEY_MISSING').message).toBe('RUNPOD_API_KEY must be set'))
  test('RUNPOD_ENDPOINT_ID must be set', () => expect(settingsNotice('RUNPOD_ENDPOINT_ID_MISSING').message).toBe('RUNPOD_ENDPOINT_ID must be set'))
  test('Failed to submit job to RunPod', () => {
    for (const pause of ['AUTH', 'NOT_FOUND', 'UNREACHABLE']) expect(pauseNotice('runpod', pause, null).message).toContain('Failed to submit job to RunPod')
  })
  test('the endpoint\'s own words are repeated', () => expect(pauseNotice('runpod', 'AUTH', 'It answered 401.').message).toContain('It answered 401.'))
})
