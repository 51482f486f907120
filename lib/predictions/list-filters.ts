// What narrows and orders the list of predictions, as it stands in an address: read leniently, written shortly. Pure, and light enough for the browser.
import { dayFrom } from '@/lib/calendar-day'
import type { PredictionStatus } from '@/lib/predictions/schema'
import { isSortKey, NEWEST_FIRST, type Order } from '@/lib/predictions/list-order'

/** One state, or those that still move (`active`), or those that have come to an end. */
export type StatusFilter = PredictionStatus | 'active' | 'ended'

export const STATUS_FILTERS: readonly StatusFilter[] = ['active', 'ended', 'QUEUED', 'IN_QUEUE', 'IN_PROGRESS', 'COMPLETED', 'FAILED', 'CANCELLED', 'TIMED_OUT']

/** Least and most of each score, both included; the affinity value is log10 of the IC50 in µM. */
export const BOUNDS = ['confidenceMin', 'confidenceMax', 'affinityMin', 'affinityMax', 'probabilityMin', 'probabilityMax'] as const
export type Bound = (typeof BOUNDS)[number]

/** null and '' mean "all". */
export type PredictionFilters = {
  q: string
  status: StatusFilter | null
  /** Id of the person who submitted it. */
  owner: string
  tag: string
  /** Code of what it failed of. */
  error: string
  simulated: 'yes' | 'no' | null
  /** Days of submission in UTC, as YYYY-MM-DD, both included. */
  from: string
  to: string
  order: Order
} & Record<Bound, number | null>

const NO_BOUNDS = { confidenceMin: null, confidenceMax: null, affinityMin: null, affinityMax: null, probabilityMin: null, probabilityMax: null } satisfies Record<Bound, null>

export const EVERYTHING: PredictionFilters = { q: '', status: null, owner: '', tag: '', error: '', simulated: null, from: '', to: '', order: NEWEST_FIRST, ...NO_BOUNDS }

const LONGEST_SEARCH = 120
/** What cannot be seen and cannot be stored. */
const INVISIBLE = /[\p{Cc}\p{Surrogate}]/gu
export const ERROR_CODE = /^[A-Z][A-Z_]{0,63}$/
export const DECIMAL = /^[+-]?\d{1,15}(\.\d{1,17})?(e[+-]?\d{1,2})?$/i

export const statusFilterFrom = (text: string | null): StatusFilter | null => STATUS_FILTERS.find((filter) => filter === text) ?? null

export const numberFrom = (text: string | null): number | null => (text !== null && DECIMAL.test(text.trim()) ? Number(text) : null)

/** "-created": by the moment of submission, descending. */
export function orderFrom(text: string | null): Order | null {
  const descending = text?.startsWith('-') === true
  const key = descending ? text.slice(1) : text
  return key !== null && isSortKey(key) ? { key, descending } : null
}

export const orderText = ({ key, descending }: Order): string => `${descending ? '-' : ''}${key}`

/** Reads an address; anything unknown counts as "all". */
export function filtersFrom(read: (name: string) => string | null): PredictionFilters {
  const text = (name: string, most: number): string => (read(name) ?? '').replace(INVISIBLE, '').slice(0, most).replace(INVISIBLE, '').trim()
  const simulated = read('simulated')
  const error = read('error') ?? ''
  return {
    q: text('q', LONGEST_SEARCH),
    status: statusFilterFrom(read('status')),
    owner: text('owner', 64),
    tag: text('tag', 40),
    error: ERROR_CODE.test(error) ? error : '',
    simulated: simulated === 'yes' || simulated === 'no' ? simulated : null,
    from: dayFrom(read('from')),
    to: dayFrom(read('to')),
    order: orderFrom(read('sort')) ?? NEWEST_FIRST,
    confidenceMin: numberFrom(read('confidenceMin')),
    confidenceMax: numberFrom(read('confidenceMax')),
    affinityMin: numberFrom(read('affinityMin')),
    affinityMax: numberFrom(read('affinityMax')),
    probabilityMin: numberFrom(read('probabilityMin')),
    probabilityMax: numberFrom(read('probabilityMax')),
  }
}

/** The same as parameters of an address, of the page and of the API alike; what means "all" is left out. */
export function parametersOf(filters: PredictionFilters): URLSearchParams {
  const { order, ...rest } = filters
  const given = Object.entries(rest).filter(([, value]) => value !== null && value !== '')
  const sort = orderText(order)
  return new URLSearchParams([...given.map(([name, value]) => [name, String(value)]), ...(sort === orderText(NEWEST_FIRST) ? [] : [['sort', sort]])])
}

/** How many filters besides the search and the state are set. */
export const countFurther = ({ q: _q, status: _status, order: _order, ...further }: PredictionFilters): number =>
  Object.values(further).filter((value) => value !== null && value !== '').length

/** Whether anything is left out of the list. */
export const isNarrowed = (filters: PredictionFilters): boolean => filters.q !== '' || filters.status !== null || countFurther(filters) > 0
