// Figures and verdicts of the bench.
import { describe, expect, test } from 'vitest'
import { claimTable, quantile, verdictOf, type Claim } from '../../bench/figures'

const ratio = (ours: number | null, peer: number | null, atMost: number): Claim => ({ kind: 'ratio', what: 'x', unit: 'ms', ours, peer, atMost })

test('quantiles by the nearest rank', () => {
  const values = Array.from({ length: 100 }, (_, index) => 100 - index)
  expect([quantile(values, 0.5), quantile(values, 0.95), quantile(values, 1), quantile([7], 0.95), quantile([], 0.5)]).toEqual([50, 95, 100, 7, null])
})

describe('a claim', () => {
  test.each([
    [ratio(10, 400, 1 / 40), 'met'],
    [ratio(11, 400, 1 / 40), 'missed'],
    [ratio(null, 400, 1 / 40), 'not measured'],
    [ratio(1, 0, 1 / 40), 'not measured'],
    [{ kind: 'count', what: 'x', seen: 0, atMost: 0 }, 'met'],
    [{ kind: 'count', what: 'x', seen: 1, atMost: 0 }, 'missed'],
    [{ kind: 'told', what: 'x', unit: 'kB', ours: 9, peer: 1 }, ''],
  ] as [Claim, string][])('%o: %s', (claim, verdict) => expect(verdictOf(claim)).toBe(verdict))
})

test('the table names aim and verdict', () => {
  const lines = claimTable([ratio(10, 400, 1 / 40), ratio(13, 10, 1.3)]).split('\n')
  expect(lines[2]).toMatch(/\| x +\| 10 ms +\| 400 ms +\| 1\/40 +\| at most 1\/40 +\| met +\|/)
  expect(lines[3]).toMatch(/\| 1\.30 x +\| at most 1\.30 x +\| met +\|/)
})
