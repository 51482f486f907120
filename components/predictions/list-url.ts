// The list's filters in the page's address, so that a narrowed list can be reloaded, shared and gone back to.
import type { PredictionFilters, StatusFilter } from '@/lib/query-keys'
import { STATUS_WORDS } from './status-words'

/** Every filter with its words, the two groups first. */
export const STATUS_FILTERS: readonly { filter: StatusFilter; words: string }[] = [
  { filter: 'active', words: 'Not ended yet' },
  { filter: 'ended', words: 'Ended' },
  { filter: 'QUEUED', words: STATUS_WORDS.QUEUED.word },
  { filter: 'IN_QUEUE', words: STATUS_WORDS.IN_QUEUE.word },
  { filter: 'IN_PROGRESS', words: STATUS_WORDS.IN_PROGRESS.word },
  { filter: 'COMPLETED', words: STATUS_WORDS.COMPLETED.word },
  { filter: 'FAILED', words: STATUS_WORDS.FAILED.word },
  { filter: 'CANCELLED', words: STATUS_WORDS.CANCELLED.word },
  { filter: 'TIMED_OUT', words: STATUS_WORDS.TIMED_OUT.word },
]

export const statusFilterFrom = (text: string | null | undefined): StatusFilter | null =>
  STATUS_FILTERS.find(({ filter }) => filter === text)?.filter ?? null

/** Reads the filters; anything unknown counts as "all". */
export function filtersFrom(status: string | null | undefined, q: string | null | undefined): PredictionFilters {
  return { status: statusFilterFrom(status), q: (q ?? '').trim().slice(0, 120) }
}

export function listAddress(filters: PredictionFilters): string {
  const search = new URLSearchParams()
  if (filters.status !== null) search.set('status', filters.status)
  if (filters.q !== '') search.set('q', filters.q)
  const text = search.toString()
  return text === '' ? '/' : `/?${text}`
}

export const sameFilters = (a: PredictionFilters, b: PredictionFilters): boolean => a.status === b.status && a.q === b.q
