import { describe, expect, test } from 'vitest'
import { EVERYTHING } from '@/lib/predictions/list-filters'
import { hasEnded, matchesFilters } from '@/lib/predictions/list-match'
import { fresher, patchPages, patchView, undone, withoutPrediction, type CachedPages } from '@/lib/predictions/client-cache'
import { isTerminal, PredictionStatus } from '@/lib/predictions/schema'
import { event, summary, view } from './summaries'

const ALL = EVERYTHING
const cached = (...pages: ReturnType<typeof summary>[][]): CachedPages => ({
  pages: pages.map((items, index) => ({ items, nextCursor: index === pages.length - 1 ? null : `c${index}` })),
  pageParams: pages.map((_, index) => (index === 0 ? null : `c${index - 1}`)),
})
const ids = (lists: CachedPages): string[][] => lists.pages.map((page) => page.items.map((item) => item.id))

test('the browser and the API agree on what has ended', () => {
  for (const status of PredictionStatus.options) expect(hasEnded(status)).toBe(isTerminal(status))
})

describe('a list', () => {
  test('takes the new summary in place, on whichever page it stands', () => {
    const lists = cached([summary({ id: 'a' })], [summary({ id: 'b' })])
    const done = summary({ id: 'b', version: 4, status: 'COMPLETED', confidence_score: 0.91 })
    const patched = patchPages(lists, { predictionId: 'b', summary: done, event: event('9') }, ALL)
    expect(ids(patched)).toEqual([['a'], ['b']])
    expect(patched.pages[1]?.items[0]).toEqual(done)
  })

  test('keeps what is newer than the message, and takes progress of the same version', () => {
    const lists = cached([summary({ version: 5, status: 'COMPLETED' })])
    expect(patchPages(lists, { predictionId: 'pred_1', summary: summary({ version: 4 }), event: event('9') }, ALL)).toEqual(lists)
    const progress = { stage: 'structure', fraction: 0.5, message: null, at: '2026-03-04T10:01:00.000Z' }
    const running = cached([summary({ version: 3 })])
    const patched = patchPages(running, { predictionId: 'pred_1', summary: summary({ version: 3, progress }), event: null }, ALL)
    expect(patched.pages[0]?.items[0]?.progress).toEqual(progress)
  })

  test('drops what was deleted and what no longer matches its filter', () => {
    const lists = cached([summary({ id: 'a' }), summary({ id: 'b' })])
    expect(ids(patchPages(lists, { predictionId: 'a', summary: null, event: event('9') }, ALL))).toEqual([['b']])
    const done = summary({ id: 'b', version: 9, status: 'COMPLETED' })
    expect(ids(patchPages(lists, { predictionId: 'b', summary: done, event: event('9') }, { ...ALL, status: 'IN_PROGRESS' }))).toEqual([['a']])
    expect(ids(withoutPrediction(lists, 'nobody'))).toEqual([['a', 'b']])
  })

  const at = (id: string, hour: number) => summary({ id, createdAt: `2026-03-04T${String(hour).padStart(2, '0')}:00:00.000Z` })
  const told = (lists: CachedPages, id: string, hour: number, filters: Parameters<typeof patchPages>[2] = ALL) =>
    ids(patchPages(lists, { predictionId: id, summary: at(id, hour), event: event('9') }, filters))

  test('takes up what begins to belong, in its place by the moment of its creation', () => {
    const lists = cached([at('f', 20), at('d', 16)], [at('b', 12)])
    expect(told(lists, 'new', 21)).toEqual([['new', 'f', 'd'], ['b']])
    expect(told(lists, 'e', 18)).toEqual([['f', 'e', 'd'], ['b']])
    expect(told(lists, 'c', 14)).toEqual([['f', 'd'], ['c', 'b']])
    expect(told(lists, 'a', 10)).toEqual([['f', 'd'], ['b', 'a']])
    expect(told(cached([]), 'a', 10)).toEqual([['a']])
    expect(told(lists, 'bb', 12)).toEqual([['f', 'd'], ['bb', 'b']])
    expect(told(lists, 'e', 18, { ...ALL, status: 'ended' })).toEqual([['f', 'd'], ['b']])
  })

  test('does not take up what stands on a page that is not loaded', () => {
    const part = cached([at('f', 20), at('d', 16)])
    const more = { ...part, pages: part.pages.map((page) => ({ ...page, nextCursor: 'c0' })) }
    expect(told(more, 'a', 10)).toEqual([['f', 'd']])
    expect(told(more, 'e', 18)).toEqual([['f', 'e', 'd']])
  })

  test.each([
    [{ status: 'active', q: '' }, 'IN_QUEUE', true],
    [{ status: 'active', q: '' }, 'FAILED', false],
    [{ status: 'ended', q: '' }, 'FAILED', true],
    [{ status: 'COMPLETED', q: '' }, 'FAILED', false],
    [{ status: null, q: 'KINASE' }, 'FAILED', true],
    [{ status: null, q: 'protease' }, 'FAILED', false],
  ] as const)('filter %j against %s', (filters, status, matches) => {
    expect(matchesFilters(summary({ status }), { ...ALL, ...filters })).toBe(matches)
  })
})

describe('one view', () => {
  test('shows scores and state of the message at once and keeps the rest', () => {
    const done = summary({ version: 4, status: 'COMPLETED', confidence_score: 0.9, affinity_pred_value: -1.2, endedAt: '2026-03-04T10:01:00.000Z' })
    const patched = patchView(view({ yaml: 'kept' }), { predictionId: 'pred_1', summary: done, event: event('9') })
    expect(patched).toMatchObject({ status: 'COMPLETED', confidence_score: 0.9, affinity_pred_value: -1.2, yaml: 'kept', result: null })
    expect(patched.events.map((one) => one.id)).toEqual(['9'])
  })

  test('adds each event once', () => {
    const before = view({ events: [event('9')] })
    expect(patchView(before, { predictionId: 'pred_1', summary: summary(), event: event('9') }).events).toHaveLength(1)
  })

  test('ignores what is older or about another prediction', () => {
    const before = view({ version: 8 })
    expect(patchView(before, { predictionId: 'pred_1', summary: summary({ version: 7 }), event: event('1') })).toBe(before)
    expect(patchView(before, { predictionId: 'x', summary: summary({ id: 'x', version: 9 }), event: event('1') })).toBe(before)
    expect(patchView(before, { predictionId: 'pred_1', summary: null, event: event('1') })).toBe(before)
  })

  test('never goes back behind what the cache knows', () => {
    const old = view({ version: 3 })
    const late = view({ version: 5 })
    expect(fresher(late, old)).toBe(late)
    expect(fresher(old, late)).toBe(late)
    expect(fresher(undefined, old)).toBe(old)
  })

  test('a refused wish is taken back, but not what happened meanwhile', () => {
    const before = view({ version: 3 })
    const wished = view({ version: 3, cancelWishedAt: '2026-03-04T10:00:30.000Z' })
    const ended = view({ version: 4, status: 'COMPLETED' })
    expect(undone(wished, before)).toBe(before)
    expect(undone(ended, before)).toBe(ended)
  })
})
