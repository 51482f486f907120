// The list's filters, orders and places: what is written is read again, what is foreign is refused or means "all", and every order is total with nulls last.
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { Problem } from '@/lib/errors'
import { BOUNDS, countFurther, EVERYTHING, filtersFrom, isNarrowed, orderFrom, parametersOf, STATUS_FILTERS, type PredictionFilters } from '@/lib/predictions/list-filters'
import { matchesFilters } from '@/lib/predictions/list-match'
import { compareBy, SORT_KEYS, STATUS_COURSE, type Order } from '@/lib/predictions/list-order'
import { decodePlace, encodePlace } from '@/lib/predictions/page-place'
import { ListPredictions } from '@/lib/predictions/list-schema'
import { PredictionStatus } from '@/lib/predictions/schema'
import { summary } from '../result-ui/summaries'

const order: fc.Arbitrary<Order> = fc.record({ key: fc.constantFrom(...SORT_KEYS), descending: fc.boolean() })
const line = (most: number) => fc.string({ unit: 'binary', maxLength: most }).map((text) => filtersFrom((name) => (name === 'q' ? text : null)).q.slice(0, most).trim())
const day = fc.constantFrom('', '2026-02-28', '2024-02-29', '0001-01-01', '9999-12-31')
/** As precise as anybody types, and 0.1 + 0.2. */
const bound = fc.option(fc.oneof(fc.integer({ min: -1e9, max: 1e9 }).map((value) => value / 1e6), fc.constantFrom(0.1 + 0.2, 1e-7, 123_456_789.123)))
const filters: fc.Arbitrary<PredictionFilters> = fc.record({
  q: line(60), owner: line(30), tag: line(20), error: fc.constantFrom('', 'BOLTZ_OOM', 'RUN_TIMED_OUT'), from: day, to: day, order,
  status: fc.option(fc.constantFrom(...STATUS_FILTERS)), simulated: fc.option(fc.constantFrom('yes', 'no')),
  confidenceMin: bound, confidenceMax: bound, affinityMin: bound, affinityMax: bound, probabilityMin: bound, probabilityMax: bound,
})

describe('filters', () => {
  test('what the address says is read again, and the API takes the same words', () => {
    fc.assert(fc.property(filters, (given) => {
      const parameters = parametersOf(given)
      expect(filtersFrom((name) => parameters.get(name))).toEqual(given)
      expect(() => ListPredictions.parse(Object.fromEntries(parameters))).not.toThrow()
    }))
  })

  test('whatever an address holds is read as filters that the API takes', () => {
    fc.assert(fc.property(fc.dictionary(fc.constantFrom('q', 'status', 'owner', 'tag', 'error', 'simulated', 'from', 'to', 'sort', ...BOUNDS), fc.string({ unit: 'binary', maxLength: 200 })), (address) => {
      const read = filtersFrom((name) => address[name] ?? null)
      expect(() => ListPredictions.parse(Object.fromEntries(parametersOf(read)))).not.toThrow()
    }))
  })

  test('what is unknown means "all"', () => {
    const address: Record<string, string> = { status: 'LOST', error: 'boltz oom', simulated: '1', from: '2026-02-30', to: 'today', sort: 'shoe', confidenceMin: 'high', affinityMax: '' }
    expect(filtersFrom((name) => address[name] ?? null)).toEqual(EVERYTHING)
    expect(isNarrowed(EVERYTHING)).toBe(false)
    expect(countFurther({ ...EVERYTHING, q: 'x', status: 'ended', tag: 't', confidenceMin: 0 })).toBe(2)
  })
})

describe('which rows belong', () => {
  const item = summary({
    name: 'EGFR kinase', status: 'COMPLETED', owner: { id: 'p', name: 'Ada' }, tags: ['Series 7'], note: 'Odd at Ser195', ligands: ['BEN', 'c1ccccc1C'],
    confidence_score: 0.7, affinity_pred_value: null, simulated: false,
  })
  test.each<[Partial<PredictionFilters>, boolean]>([
    [{ q: 'egfr ada' }, true], [{ q: 'egfr bob' }, false], [{ q: 'ben' }, true], [{ q: 'C1CCCCC1' }, false], [{ q: 'c1ccccc1' }, true], [{ q: 'series ser195' }, true], [{ q: item.id }, true],
    [{ status: 'ended' }, true], [{ status: 'active' }, false], [{ owner: 'p' }, true], [{ owner: 'q' }, false], [{ tag: 'series 7' }, true], [{ tag: 'series' }, false],
    [{ simulated: 'no' }, true], [{ simulated: 'yes' }, false], [{ from: '2026-03-04', to: '2026-03-04' }, true], [{ to: '2026-03-03' }, false], [{ from: '2026-03-05' }, false],
    [{ confidenceMin: 0.7, confidenceMax: 0.7 }, true], [{ confidenceMin: 0.71 }, false], [{ affinityMax: 100 }, false],
  ])('%j: %s', (change, belongs) => expect(matchesFilters(item, { ...EVERYTHING, ...change })).toBe(belongs))
})

const rows = fc.uniqueArray(fc.record({
  id: fc.stringMatching(/^pred_[0-9a-z]{1,4}$/), name: fc.constantFrom('a', 'A', 'b', 'Z'), tokens: fc.integer({ min: 1, max: 3 }), status: fc.constantFrom(...PredictionStatus.options),
  confidence: fc.option(fc.constantFrom(0.1, 0.9)), affinity: fc.option(fc.constantFrom(-2, 0, 1)),
}), { selector: ({ id }) => id, maxLength: 30 })

describe('orders', () => {
  test('every state has its rank', () => expect([...STATUS_COURSE].sort()).toEqual([...PredictionStatus.options].sort()))

  test('are total, keep nulls last both ways, and reverse everything else', () => {
    fc.assert(fc.property(rows, order, (planted, wished) => {
      const items = planted.map(({ confidence, affinity, ...rest }) => summary({ ...rest, confidence_score: confidence, affinity_pred_value: affinity }))
      const sorted = items.toSorted(compareBy(wished))
      const other = items.toReversed().toSorted(compareBy({ ...wished, descending: !wished.descending }))
      const isLast = (item: (typeof items)[number]) => (wished.key === 'confidence' && item.confidence_score === null) || (wished.key === 'affinity' && item.affinity_pred_value === null) || wished.key === 'probability'
      const from = sorted.findIndex(isLast)
      expect(from < 0 || sorted.slice(from).every(isLast)).toBe(true)
      const valued = (list: typeof items) => list.filter((item) => !isLast(item)).map(({ id }) => id)
      expect(valued(other).reverse()).toEqual(valued(sorted))
      expect(items.toReversed().toSorted(compareBy(wished))).toEqual(sorted)
    }))
  })
})

describe('a place', () => {
  const values: Record<Order['key'], fc.Arbitrary<string | number | null>> = {
    created: fc.constantFrom('2026-01-01T00:00:00.000Z', '0001-12-31T23:59:59.999Z'), name: fc.string({ unit: 'grapheme', maxLength: 60 }).filter((text) => !text.includes('\u0000')), status: fc.nat(7), tokens: fc.nat(100_000),
    confidence: fc.option(fc.double({ noNaN: true, noDefaultInfinity: true }).map((value) => value + 0)), affinity: fc.constant(0.1 + 0.2), probability: fc.constant(null),
  }
  test('is read again as it was', () => {
    fc.assert(fc.property(order.chain((wished) => fc.tuple(fc.constant(wished), values[wished.key], fc.stringMatching(/^pred_\w{1,20}$/))), ([wished, value, id]) => {
      expect(decodePlace(wished, encodePlace(wished, { value, id }))).toEqual({ value: Object.is(value, -0) ? 0 : value, id })
    }))
  })

  test('that was made up is refused, and nothing else happens', () => {
    fc.assert(fc.property(order, fc.oneof(fc.string(), fc.json().map((text) => Buffer.from(text).toString('base64url'))), (wished, cursor) => {
      expect(() => decodePlace(wished, cursor)).toThrow(Problem)
    }))
    expect(orderFrom('--name')).toBeNull()
  })
})
