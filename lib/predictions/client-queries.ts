'use client'
// The queries behind the hooks: what is asked for, under which key, and how an answer joins what the stream has told meanwhile.
import { infiniteQueryOptions, keepPreviousData, queryOptions, replaceEqualDeep } from '@tanstack/react-query'
import { fresher, freshestPages, type CachedPages } from '@/lib/predictions/client-cache'
import { requestJson } from '@/lib/predictions/client-request'
import { parametersOf, type PredictionFilters } from '@/lib/predictions/list-filters'
import type { ListChoices } from '@/lib/predictions/list-schema'
import type { PredictionPage, PredictionView } from '@/lib/predictions/schema'
import { LIST_PAGE_SIZE, queryKeys } from '@/lib/query-keys'

function listUrl(filters: PredictionFilters, cursor: string | null): string {
  const search = parametersOf(filters)
  search.set('limit', String(LIST_PAGE_SIZE))
  if (cursor !== null) search.set('cursor', cursor)
  return `/api/v1/predictions?${search}`
}

export const predictionUrl = (id: string): string => `/api/v1/predictions/${encodeURIComponent(id)}`

// An answer may be older than a message that came while it was on its way. The library passes both as unknown.
const joinPages = (cached: unknown, answer: unknown): unknown =>
  replaceEqualDeep(cached, freshestPages(cached as CachedPages | undefined, answer as CachedPages))
const joinView = (cached: unknown, answer: unknown): unknown =>
  replaceEqualDeep(cached, fresher(cached as PredictionView | undefined, answer as PredictionView))

/** The list in the wished order, by keyset pages. */
export const listQuery = (filters: PredictionFilters) =>
  infiniteQueryOptions({
    queryKey: queryKeys.predictionList(filters),
    queryFn: ({ pageParam, signal }) => requestJson<PredictionPage>(listUrl(filters, pageParam), signal),
    initialPageParam: null as string | null,
    getNextPageParam: (page: PredictionPage) => page.nextCursor,
    placeholderData: keepPreviousData,
    structuralSharing: joinPages,
  })

export const viewQuery = (id: string) =>
  queryOptions({
    queryKey: queryKeys.prediction(id),
    queryFn: ({ signal }) => requestJson<PredictionView>(predictionUrl(id), signal),
    structuralSharing: joinView,
  })

export const choicesQuery = queryOptions({
  queryKey: queryKeys.listChoices,
  queryFn: ({ signal }) => requestJson<ListChoices>('/api/v1/predictions/choices', signal),
  staleTime: 30_000,
})
