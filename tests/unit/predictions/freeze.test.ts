// What a submission freezes: the time limit's rule, and a seed for those who gave none.
import { describe, expect, test } from 'vitest'
import { RunOptions } from '@/lib/compute/options'
import { freezeOptions } from '@/lib/predictions/freeze'

const freeze = (options: object, drawn: Partial<Parameters<typeof freezeOptions>[1]> = {}) =>
  freezeOptions(RunOptions.parse(options), { seed: 42, timeoutMs: 3_600_000, estimateSeconds: 60, msaServer: null, ...drawn })

describe('executionTimeout', () => {
  test('is RUNPOD_TIMEOUT while three times the estimate is less', () => expect(freeze({}).executionTimeoutMs).toBe(3_600_000))
  test('is three times the estimate when that is more', () => expect(freeze({}, { estimateSeconds: 2_000.5 }).executionTimeoutMs).toBe(6_001_500))
  test('is at most 24 h', () => {
    expect(freeze({}, { estimateSeconds: 1e6 }).executionTimeoutMs).toBe(86_400_000)
    expect(freeze({}, { timeoutMs: 7 * 86_400_000 }).executionTimeoutMs).toBe(86_400_000)
  })
  test('is what the person chose, when one was chosen', () => expect(freeze({ executionTimeoutMs: 900_000 }, { estimateSeconds: 1e6 }).executionTimeoutMs).toBe(900_000))
})

describe('seed', () => {
  test('is drawn when none was given', () => expect(freeze({}).seed).toBe(42))
  test('is the given one, 0 included', () => {
    expect(freeze({ seed: 0 }).seed).toBe(0)
    expect(freeze({ seed: 7 }).seed).toBe(7)
  })
})

test('every other option stays as it was', () => {
  const options = RunOptions.parse({ diffusion_samples: 3, use_msa_server: false })
  const frozen = freeze({ diffusion_samples: 3, use_msa_server: false })
  expect(frozen).toEqual({ ...options, msa_server_url: null, seed: 42, executionTimeoutMs: 3_600_000 })
})
