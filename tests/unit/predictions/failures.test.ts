// The list of failures is closed and complete: each has words, a cure, and says whether a rerun may help.
import { describe, expect, test } from 'vitest'
import { WORKER_ERRORS } from '@/lib/compute/worker-errors'
import { failureView, isFailureCode } from '@/lib/predictions/failures'

const OWN = [
  'REQUEST_REFUSED', 'REQUEST_TOO_LARGE', 'SUBMIT_LOST', 'NEVER_SUBMITTED', 'RUN_TIMED_OUT', 'QUEUE_EXPIRED', 'ENDPOINT_TIMED_OUT', 'JOB_LOST',
  'RESULT_EXPIRED', 'WORKER_LOST', 'ENDPOINT_ERROR', 'OUTPUT_MISSING', 'OUTPUT_INVALID', 'CANCELLED_AT_ENDPOINT',
]
const CODES = [...OWN, ...Object.keys(WORKER_ERRORS)]

describe.each(CODES)('%s', (code) => {
  test('has a sentence, a cure, and keeps the reported words as they are', () => {
    if (!isFailureCode(code)) throw new Error(`${code} is not in the list.`)
    const view = failureView(code, 'Traceback: "x"')
    expect(view).toMatchObject({ code, reported: 'Traceback: "x"', rerunMayHelp: expect.any(Boolean) })
    expect(view.message).toMatch(/^[A-Z].{15,}[.!]$/)
    expect(view.cure).toMatch(/^[A-Z].{15,}\.$/s)
    for (const link of view.links) expect(URL.canParse(link.url)).toBe(true)
  })
})

test('no code means two things', () => {
  expect(new Set(CODES).size).toBe(CODES.length)
})

test('what is not in the list is no failure code', () => {
  for (const strange of ['', 'toString', '__proto__', 'constructor', 'BOLTZ_MAGIC']) expect(isFailureCode(strange)).toBe(false)
})

test('what may have been billed says so, what was not billed too', () => {
  const cure = (code: string) => (isFailureCode(code) ? failureView(code, null).cure : '')
  for (const code of ['SUBMIT_LOST', 'JOB_LOST']) expect(cure(code)).toContain('may have been billed')
  expect(cure('JOB_LOST')).toContain('may have run while we were not looking')
  // Whether an object storage has it is another thing, which what was reported tells.
  for (const code of ['JOB_LOST', 'RESULT_EXPIRED']) expect(cure(code)).not.toMatch(/storage has/)
  for (const code of ['REQUEST_REFUSED', 'REQUEST_TOO_LARGE', 'NEVER_SUBMITTED']) expect(cure(code)).toMatch(/nothing was billed/i)
})

test('the guide\'s words are there for those who search for them', () => {
  const message = (code: string) => (isFailureCode(code) ? failureView(code, null).message : '')
  expect(message('REQUEST_REFUSED')).toContain('Failed to submit job to RunPod')
  expect(message('RUN_TIMED_OUT')).toContain('Job timed out')
  expect(message('ENDPOINT_ERROR')).toContain('Job failed on RunPod')
})
