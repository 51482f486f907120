// When to look again: bounds for every age of a job, watched or not.
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { LONGEST_MS, lookAgainMs, retryReadMs } from '@/lib/predictions/cadence'
import { after, SUBMITTED } from './attempt-facts'

const look = (ageMs: number, rest: { watched: boolean; awaited?: boolean; crowd?: number; pollIntervalMs?: number; random?: number }) =>
  lookAgainMs({ since: SUBMITTED, now: after(ageMs), awaited: false, crowd: 1, pollIntervalMs: 5_000, random: 0.5, ...rest })

const random = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true })

describe('conformance 10: while somebody has the page open', () => {
  test('every second for the first two minutes, without jitter', () => {
    for (const ageMs of [0, 1, 30_000, 119_999]) for (const drawn of [0, 0.99]) expect(look(ageMs, { watched: true, random: drawn })).toBe(1_000)
  })

  test('then growing by 1.5 to RUNPOD_POLL_INTERVAL', () => {
    expect([120_000, 130_000, 140_000, 150_000, 900_000].map((ageMs) => look(ageMs, { watched: true }))).toEqual([1_500, 2_250, 3_375, 5_000, 5_000])
  })

  test('with 20 % jitter either way, never more', () => {
    fc.assert(fc.property(fc.integer({ min: 160_000, max: 1e9 }), random, (ageMs, drawn) => {
      const ms = look(ageMs, { watched: true, random: drawn })
      expect(ms).toBeGreaterThanOrEqual(4_000)
      expect(ms).toBeLessThanOrEqual(6_000)
    }))
  })
})

describe('conformance 10: while nobody looks', () => {
  test('grows to 15 s', () => {
    expect(look(0, { watched: false })).toBe(1_500)
    expect(look(3_600_000, { watched: false })).toBe(15_000)
  })

  test('to 30 s when a call waits for its end; who watches sees progress as often as ever', () => {
    expect(look(3_600_000, { watched: false, awaited: true })).toBe(30_000)
    expect(look(0, { watched: true, awaited: true })).toBe(1_000)
    expect(look(3_600_000, { watched: true, awaited: true })).toBe(5_000)
  })
})

describe('in a crowd', () => {
  test('40 looks a second are shared, in turns with jitter', () => {
    expect(look(0, { watched: true, crowd: 40 })).toBe(1_000)
    expect(look(0, { watched: true, crowd: 100 })).toBe(2_500)
    expect(look(3_600_000, { watched: false, crowd: 2_000 })).toBe(50_000)
    expect([0, 0.999].map((drawn) => Math.round(look(0, { watched: true, crowd: 2_000, random: drawn }) / 1_000))).toEqual([40, 60])
  })
})

test('conformance 10: never over 5 min, never 0, whatever the settings are', () => {
  const cadence = fc.record({ watched: fc.boolean(), awaited: fc.boolean(), crowd: fc.nat(1e6), pollIntervalMs: fc.integer({ min: 1_000, max: 86_400_000 }), random })
  fc.assert(fc.property(fc.integer({ min: -10_000, max: 1e10 }), cadence, (ageMs, rest) => {
    const ms = look(ageMs, rest)
    expect(ms).toBeGreaterThanOrEqual(800)
    expect(ms).toBeLessThanOrEqual(LONGEST_MS)
  }))
  expect(LONGEST_MS).toBe(300_000)
})

describe('conformance 18: after an answer that told nothing', () => {
  test('Retry-After is honoured, up to 5 min', () => {
    expect(retryReadMs(1, 7_000, 0.3)).toBe(7_000)
    expect(retryReadMs(1, 0, 0.3)).toBe(1_000)
    expect(retryReadMs(1, 1e9, 0.3)).toBe(LONGEST_MS)
  })

  test('full jitter over 1 s doubling to 60 s', () => {
    expect([1, 2, 5, 6, 400].map((count) => retryReadMs(count, null, 1))).toEqual([2_000, 4_000, 32_000, 60_000, 60_000])
    expect(retryReadMs(400, null, 0)).toBe(1_000)
  })
})
