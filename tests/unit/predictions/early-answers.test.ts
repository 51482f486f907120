// Answers kept for the next look: once, while fresh, and not without end.
import { expect, test } from 'vitest'
import { EarlyAnswers, type EarlyAnswer } from '@/lib/predictions/early-answers'

let left = 0
const answer = (megabytes = 1): EarlyAnswer => ({
  answer: {
    kind: 'job',
    job: { id: 'job-1', status: 'COMPLETED', delayTime: null, executionTime: null, workerId: null, retries: null },
    raw: { size: megabytes * 1024 * 1024, isWhole: true, gzip: () => Promise.resolve([]) },
  },
  room: { hold: () => Promise.resolve(), leave: () => { left += 1 } },
})

test('given once, and only for its attempt', () => {
  const early = new EarlyAnswers()
  const kept = answer()
  early.keep('att_1', kept, 0)
  expect(early.take('att_2', 1)).toBeNull()
  expect(early.take('att_1', 1)?.answer).toBe(kept.answer)
  expect(early.take('att_1', 1)).toBeNull()
})

test('the newer one of the same attempt counts', () => {
  const early = new EarlyAnswers()
  const newer = answer()
  early.keep('att_1', answer(), 0)
  early.keep('att_1', newer, 1)
  expect(early.take('att_1', 2)?.answer).toBe(newer.answer)
})

test('not after five seconds', () => {
  const early = new EarlyAnswers()
  early.keep('att_1', answer(), 0)
  expect(early.take('att_1', 5_001)).toBeNull()
})

test('at most 64 MB are held: what does not fit is fetched again, and what nobody came for makes room', () => {
  const early = new EarlyAnswers()
  early.keep('att_1', answer(40), 0)
  early.keep('att_2', answer(40), 1)
  expect(early.take('att_2', 2)).toBeNull()
  early.keep('att_3', answer(40), 6_000)
  expect(early.take('att_3', 6_001)).not.toBeNull()
  early.keep('att_4', answer(64), 6_002)
  expect(early.take('att_4', 6_003)).not.toBeNull()
})

test('a room is left by whoever takes the answer, or when it is let go', () => {
  const early = new EarlyAnswers()
  left = 0
  early.keep('att_1', answer(), 0)
  early.take('att_1', 1)
  expect(left).toBe(0)
  early.keep('att_2', answer(), 2)
  early.keep('att_2', answer(), 3)
  expect(left).toBe(1)
  early.keep('att_3', answer(64), 4)
  expect(left).toBe(2)
  early.forget(6_000)
  expect(left).toBe(3)
})
