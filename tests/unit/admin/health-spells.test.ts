// An endpoint's health over time: bins that follow each other become spells, gaps are told as gaps, and the sentence says what the chart shows.
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { chartSentence, codeWords, longestQueue, spellsOf, stateWords } from '@/components/admin/health-spells'
import type { HealthView } from '@/lib/system/schema'

type Bin = HealthView['endpoints'][number]['bins'][number]

const MINUTE = 60_000
const BIN = 10 * MINUTE
const BEGIN = Date.parse('2026-11-26T00:00:00Z')
const span = (bins: number) => ({ from: new Date(BEGIN).toISOString(), to: new Date(BEGIN + bins * BIN).toISOString(), binMs: BIN })
const bin = (place: number, change: Partial<Bin> = {}): Bin => ({ at: new Date(BEGIN + place * BIN).toISOString(), healthy: 1, crashing: 0, throttled: 0, paused: 0, pausedCode: null, inQueue: null, inProgress: null, workers: null, ...change })
const shortly = (spells: ReturnType<typeof spellsOf>) => spells.map(({ state, fromMs, toMs }) => [state, (fromMs - BEGIN) / BIN, (toMs - BEGIN) / BIN])

describe('spells', () => {
  test('nobody asked in the whole time', () => expect(shortly(spellsOf(span(6), []))).toEqual([['notAsked', 0, 6]]))

  test('what follows in one state is one, with the most that was told; gaps are their own', () => {
    const bins = [bin(1, { inQueue: 4 }), bin(2, { inQueue: 7, workers: 1 }), bin(3, { paused: 1 }), bin(5, { healthy: 0, paused: 2, pausedCode: 'AUTH' })]
    const spells = spellsOf(span(7), bins)
    expect(shortly(spells)).toEqual([['notAsked', 0, 1], ['healthy', 1, 3], ['mixed', 3, 4], ['notAsked', 4, 5], ['paused', 5, 6], ['notAsked', 6, 7]])
    expect(spells[1]).toMatchObject({ inQueue: 7, workers: 1, inProgress: null })
  })

  test('an endpoint that answers while its workers crash or wait for a GPU is not healthy, and a pause beside it keeps its words', () => {
    const spells = spellsOf(span(4), [bin(0, { crashing: 1 }), bin(1, { crashing: 2, paused: 1, pausedCode: 'AUTH' }), bin(2, { throttled: 1 }), bin(3)])
    expect(spells.map(stateWords)).toEqual(['Workers crash', 'Workers crash, at times paused: the key was refused', 'Workers throttled', 'Healthy'])
    expect(chartSentence(span(4), [bin(0, { crashing: 1 }), bin(1, { throttled: 1 })])).toMatch(/^workers throttled 25 % of the time, workers crash 25 % of the time, not asked/)
  })

  test('a pause for another reason is another spell', () => {
    const paused = (place: number, pausedCode: string) => bin(place, { healthy: 0, paused: 1, pausedCode })
    expect(spellsOf(span(2), [paused(0, 'AUTH'), paused(1, 'UNREACHABLE')]).map(({ pausedCode }) => pausedCode)).toEqual(['AUTH', 'UNREACHABLE'])
  })

  test('a bin that began before the span, or ends after it, is cut', () => {
    const { binMs, from } = span(4)
    const inside = { from: new Date(Date.parse(from) + BIN / 2).toISOString(), to: new Date(BEGIN + 2.5 * BIN).toISOString(), binMs }
    expect(shortly(spellsOf(inside, [bin(0), bin(2, { healthy: 0, paused: 1 })]))).toEqual([['healthy', 0.5, 1], ['notAsked', 1, 2], ['paused', 2, 2.5]])
  })

  test('they cover the span from end to end, without overlap, whatever the bins', () => {
    fc.assert(fc.property(fc.uniqueArray(fc.record({ place: fc.integer({ min: -1, max: 30 }), healthy: fc.nat(2), paused: fc.nat(2) }), { selector: ({ place }) => place }), (given) => {
      const bins = given.filter(({ healthy, paused }) => healthy + paused > 0).sort((one, other) => one.place - other.place).map(({ place, ...counts }) => bin(place, counts))
      const spells = spellsOf(span(30), bins)
      expect([spells[0]?.fromMs, spells.at(-1)?.toMs]).toEqual([BEGIN, BEGIN + 30 * BIN])
      spells.slice(1).forEach((spell, at) => expect(spell.fromMs).toBe(spells[at]?.toMs))
      expect(spells.every(({ fromMs, toMs }) => toMs > fromMs)).toBe(true)
    }))
  })
})

test('the chart as a sentence', () => {
  expect(chartSentence(span(10), [])).toBe('not asked 100 % of the time; the length of its queue was not told.')
  expect(chartSentence(span(10), [bin(0, { inQueue: 0 }), bin(1, { inQueue: 12 }), bin(2, { healthy: 0, paused: 3 })])).toBe('healthy 20 % of the time, paused 10 % of the time, not asked 70 % of the time; longest queue 12.')
  expect(chartSentence(span(144 * 7), [bin(3)])).toMatch(/^healthy less than 1 %/)
  expect(longestQueue([bin(0, { inQueue: 0 }), bin(1)])).toBe(0)
  expect(codeWords('AUTH')).toBe('the key was refused')
  expect(codeWords('NEWER')).toBe('NEWER')
})
