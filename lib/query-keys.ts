// Every key under which the browser keeps an answer of the API; nothing else names a cache entry.
import type { PredictionFilters } from '@/lib/predictions/list-filters'
import type { HealthSpan } from '@/lib/system/schema'

/** Rows per page of the list, for the server's first paint and for the browser alike. */
export const LIST_PAGE_SIZE = 50

export const queryKeys = {
  predictions: ['predictions'] as const,
  predictionLists: ['predictions', 'list'] as const,
  predictionList: (filters: PredictionFilters) => ['predictions', 'list', filters] as const,
  listChoices: ['list-choices'] as const,
  prediction: (id: string) => ['predictions', 'one', id] as const,
  /** true once the stream has told that the prediction was deleted. */
  predictionGone: (id: string) => ['gone', id] as const,
  pose: (url: string) => ['pose', url] as const,
  pae: (url: string) => ['pae', url] as const,
  where: ['where'] as const,
  settings: ['settings'] as const,
  /** Of the token in the link that was opened. */
  invitation: (token: string | null) => ['invitation', token] as const,
  system: (span: HealthSpan) => ['system', span] as const,
  retention: (address: string) => ['retention', address] as const,
  conformance: ['conformance'] as const,
}
