// What a prediction waits for: each situation gives its one notice, with words and a cure.
import { describe, expect, test } from 'vitest'
import { RunPodHealth } from '@/lib/compute/wire'
import { noticeOf, pauseNotice, settingsNotice, type WaitedFor, type WaitingFor } from '@/lib/predictions/notices'
import type { Held, Route } from '@/lib/predictions/choose-route'
import { after, MINUTE_MS, SUBMITTED } from './attempt-facts'

const now = after(2 * MINUTE_MS)
const current = { state: 'IN_QUEUE' as const, notFoundSince: null, notFoundCount: 0, cancelAnsweredAt: null, submittedAt: SUBMITTED, firstRunningAt: null, lastAnswerAt: after(MINUTE_MS), lastStatus: null, unansweredCount: 0, uploadSoughtSince: null, fallbackReason: null }
const endpoint = { kind: 'runpod' as const, target: 'real' as const, pausedCode: null, pausedWords: null, health: null, healthAt: null, lastRunAt: null }
const waiting = (rest: Partial<WaitingFor>): WaitingFor => ({
  status: 'QUEUED', target: 'real', tokens: 300, cancelWishedAt: null, remark: null, resultOffered: false, current: null, unknownElsewhere: false, endpoint,
  where: { target: 'real', trouble: null }, route: { to: 'chosen' }, standInTokens: null, mostTokens: null, ...rest,
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
    ['LOCAL_ENDPOINT_UNREACHABLE', { target: 'simulated', where: { target: 'simulated', trouble: null }, endpoint: { ...endpoint, kind: 'local', target: 'simulated', pausedCode: 'UNREACHABLE' } }],
    ['TOO_LARGE_FOR_OWN_WORKERS', { route: { to: 'nowhere', because: null, held: 'TOO_LARGE' }, mostTokens: 200 }],
    ['EARLIER_SUBMIT_UNKNOWN', { unknownElsewhere: true }],
    ['WAITING_FOR_PLACE', {}],
  ])('%s', (expected, rest) => {
    expect(code(rest)).toBe(expected)
  })

  describe('and RunPod takes nothing', () => {
    const unreachable = { endpoint: { ...endpoint, pausedCode: 'UNREACHABLE' }, standInTokens: 200 }
    const cure = (route: Route) => noticeOf(waiting({ ...unreachable, route }), now)?.cure

    test('a worker of one\'s own will take it', () => {
      const route: Route = { to: 'standIn', because: 'UNREACHABLE' }
      expect(noticeOf(waiting({ ...unreachable, route }), now)).toMatchObject({ code: 'WAITING_FOR_OWN_WORKER', message: expect.stringContaining('could not be reached for two minutes') })
      expect(code({ where: { target: 'real', trouble: 'RUNPOD_API_KEY_MISSING' }, route: { to: 'standIn', because: 'SETTINGS' } })).toBe('WAITING_FOR_OWN_WORKER')
    })

    test.each<[Held, string | RegExp]>([
      ['NOT_ALLOWED', /nothing is lost meanwhile\.$/],
      ['NOT_YET', 'If this lasts for two minutes, a worker of your own takes it.'],
      ['NO_WORKER', 'No worker of your own is ready'],
      ['TOO_LARGE', 'too large for your own workers (300 tokens, they take 200)'],
    ])('it stays here: %s', (held, words) => {
      expect(cure({ to: 'nowhere', because: 'UNREACHABLE', held })).toMatch(words)
    })
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
    expect(live({ current: { ...current, unansweredCount: 3, uploadSoughtSince: after(MINUTE_MS) } })).toBe('OBJECT_STORAGE_SILENT')
    expect(live({ current: { ...current, unansweredCount: 2 } })).toBeNull()
  })
})

describe('conformance 23: after a minute in the endpoint\'s queue the notice says why', () => {
  const asked = (workers: object, rest: Partial<WaitedFor> = {}): WaitedFor => ({ ...endpoint, health: RunPodHealth.parse({ workers }), healthAt: after(2 * MINUTE_MS - 10_000), ...rest })
  const queued = (waitedFor: WaitedFor, rest: Partial<NonNullable<WaitingFor['current']>> = {}) => noticeOf(waiting({ status: 'IN_QUEUE', current: { ...current, ...rest }, endpoint: waitedFor }), now)

  test.each([
    ['QUEUE_COLD_START', { initializing: 1 }],
    ['QUEUE_THROTTLED', { throttled: 2 }],
    ['QUEUE_CRASH_LOOP', { unhealthy: 1 }],
    ['QUEUE_NO_WORKER', { idle: 0, initializing: 0, ready: 0, running: 0, throttled: 0, unhealthy: 0 }],
    ['QUEUE_WORKERS_IDLE', { ready: 1 }],
    ['QUEUE_BUSY', { running: 2 }],
    ['QUEUE_UNEXPLAINED', {}],
  ])('%s for workers %j', (code, workers) => {
    expect(queued(asked(workers))).toMatchObject({ code, actions: ['cancel'] })
  })

  test('QUEUE_SCALED_TO_ZERO when no job ran there for a week', () => {
    const lastRun = (days: number) => queued(asked({ running: 0 }, { lastRunAt: new Date(now.getTime() - days * 86_400_000) }))
    expect(lastRun(6.9)?.code).toBe('QUEUE_NO_WORKER')
    expect(lastRun(9.5)).toMatchObject({ code: 'QUEUE_SCALED_TO_ZERO', message: expect.stringContaining('9 days ago') })
  })

  test('not a moment before', () => {
    expect(queued(asked({ running: 1 }), { submittedAt: after(MINUTE_MS + 1) })).toBeNull()
    expect(queued(asked({ running: 1 }), { submittedAt: after(MINUTE_MS) })?.code).toBe('QUEUE_BUSY')
  })

  test('and since when it waits, unless it had begun to run and was put back', () => {
    expect(queued(asked({ running: 1 }))?.since).toBe(SUBMITTED.toISOString())
    expect(queued(asked({ running: 1 }), { firstRunningAt: after(1_000) })?.since).toBeNull()
  })

  test('what /health said long ago explains nothing', () => {
    expect(queued(asked({ throttled: 1 }, { healthAt: after(2 * MINUTE_MS - 90_000) }))?.code).toBe('QUEUE_UNEXPLAINED')
    expect(queued(asked({ throttled: 1 }, { health: null }))?.code).toBe('QUEUE_UNEXPLAINED')
  })

  test('not while it runs', () => expect(noticeOf(waiting({ status: 'IN_PROGRESS', current, endpoint: asked({ throttled: 1 }) }), now)).toBeNull())
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
