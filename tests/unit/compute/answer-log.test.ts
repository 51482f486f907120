// The debug log says what an endpoint answered, without output, keys or sequences.
import { expect, test } from 'vitest'
import { answerForLog } from '@/lib/compute/answer-log'

const answer = (httpStatus: number, body: string) => answerForLog({ httpStatus, body: new TextEncoder().encode(body), raw: { size: body.length } }, ['secret-key-1'])

test('a job: id, status and times, no output', () => {
  expect(answer(200, '{"id":"j1","status":"COMPLETED","executionTime":5,"output":{"pose_files":{"a":"AAAA"}}}')).toEqual({ id: 'j1', status: 'COMPLETED', executionTime: 5 })
})

test('conformance 2: a refusal is logged in its words, without key and sequence', () => {
  const words = answer(400, '{"error":"bad input MKTAYIAKQRQISFVKSHFSRQLEERLGLIEV for secret-key-1"}')
  expect(words).toContain('bad input')
  expect(words).not.toMatch(/MKTAYIAKQR|secret-key-1/)
})

test('a large answer is only counted', () => expect(answer(200, `{"x":"${'a'.repeat(70_000)}"}`)).toBe('70008 bytes'))

test('fields that a stranger filled with something else', () => {
  expect(answer(200, JSON.stringify({ id: 'secret-key-1', status: 'X\u001b[31m'.repeat(200), workerId: { a: 1, b: 'secret-key-1' }, jobs: { inQueue: 3, deep: { a: 1 } }, retries: ['x'] }))).toEqual({
    id: '[hidden]', status: expect.stringMatching(/^X{79}…$/), workerId: { a: 1 }, jobs: { inQueue: 3 }, retries: {},
  })
})
