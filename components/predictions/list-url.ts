// The list's filters in the page's address, so that a narrowed list can be reloaded, shared and gone back to; and what they are called.
import { parametersOf, STATUS_FILTERS, type PredictionFilters, type StatusFilter } from '@/lib/predictions/list-filters'
import { STATUS_WORDS } from './status-words'

export const statusFilterWords = (filter: StatusFilter): string => {
  if (filter === 'active') return 'Not ended yet'
  return filter === 'ended' ? 'Ended' : STATUS_WORDS[filter].word
}

export const STATUS_CHOICES = STATUS_FILTERS.map((filter) => ({ filter, words: statusFilterWords(filter) }))

export function listAddress(filters: PredictionFilters): string {
  const text = parametersOf({ ...filters, q: filters.q.trim() }).toString()
  return text === '' ? '/' : `/?${text}`
}

export const sameFilters = (a: PredictionFilters, b: PredictionFilters): boolean => listAddress(a) === listAddress(b)
