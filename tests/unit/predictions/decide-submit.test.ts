// The first table of the submission design, row by row: what an answer to /run means.
import { describe, expect, test } from 'vitest'
import type { RefusedBecause, SubmitAnswer } from '@/lib/compute/answers'
import { decideSubmit, pauseMs } from '@/lib/predictions/decide-submit'

const refused = (because: RefusedBecause, rest: { httpStatus?: number; retryAfterMs?: number } = {}): SubmitAnswer => ({
  kind: 'refused',
  because,
  httpStatus: rest.httpStatus ?? null,
  retryAfterMs: rest.retryAfterMs ?? null,
  message: 'The endpoint said so.',
})

test('accepted: the job id is taken', () => {
  expect(decideSubmit({ kind: 'accepted', jobId: 'job-1', status: 'IN_QUEUE' }, 1, 0.5)).toEqual({ kind: 'accepted', jobId: 'job-1' })
})

describe('conformance 7: refused, with proof that nothing runs', () => {
  test('429 with Retry-After: later, after exactly that time', () => {
    expect(decideSubmit(refused('rate', { httpStatus: 429, retryAfterMs: 7_000 }), 1, 0.5)).toEqual({ kind: 'later', notBeforeMs: 7_000, pause: null })
  })

  test('429 with an absurd Retry-After: not longer than a day', () => {
    expect(decideSubmit(refused('rate', { retryAfterMs: 1e12 }), 1, 0.5)).toMatchObject({ notBeforeMs: 86_400_000 })
  })

  test.each([[1, 1_000, 2_000], [3, 1_000, 8_000], [6, 1_000, 60_000], [1_000, 1_000, 60_000]])('429 without Retry-After, try %i: jitter from %i to %i ms', (tries, least, most) => {
    expect(decideSubmit(refused('rate'), tries, 0)).toEqual({ kind: 'later', notBeforeMs: least, pause: null })
    expect(decideSubmit(refused('rate'), tries, 1)).toEqual({ kind: 'later', notBeforeMs: most, pause: null })
  })

  test.each([['auth', 'AUTH'], ['notFound', 'NOT_FOUND'], ['network', 'UNREACHABLE']] as const)('%s: the endpoint is paused as %s, the prediction waits', (because, code) => {
    expect(decideSubmit(refused(because), 1, 0)).toEqual({ kind: 'later', notBeforeMs: null, pause: { code, words: 'The endpoint said so.' } })
  })

  test.each([['tooLarge', 'REQUEST_TOO_LARGE'], ['request', 'REQUEST_REFUSED']] as const)('%s: this request is wrong, FAILED %s', (because, failureCode) => {
    expect(decideSubmit(refused(because), 1, 0)).toEqual({ kind: 'failed', failureCode, reported: 'The endpoint said so.' })
  })

  test('409 of the local endpoint: the attempt was voided', () => {
    expect(decideSubmit(refused('conflict', { httpStatus: 409 }), 1, 0)).toEqual({ kind: 'void' })
  })
})

test('conformance 7: ambiguous is unknown, whatever was tried before', () => {
  for (const tries of [1, 2, 50]) {
    expect(decideSubmit({ kind: 'ambiguous', httpStatus: 502, message: 'Bad gateway.' }, tries, 0)).toEqual({ kind: 'unknown', words: 'Bad gateway.' })
  }
})

test('conformance 17: a pause doubles from 10 s to 5 min on RunPod, and from 1 s to 15 s on this machine', () => {
  const seconds = (kind: 'runpod' | 'local') => [0, 1, 2, 3, 4, 5, 6, 500].map((step) => pauseMs(step, kind) / 1_000)
  expect(seconds('runpod')).toEqual([10, 20, 40, 80, 160, 300, 300, 300])
  expect(seconds('local')).toEqual([1, 2, 4, 8, 15, 15, 15, 15])
})
