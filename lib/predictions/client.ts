'use client'
// Browser hooks for predictions: the list, one view, and the live feed that keeps both current. Changes are in client-actions.
import { keepPreviousData, skipToken, useInfiniteQuery, useQuery, useQueryClient, type QueryClient } from '@tanstack/react-query'
import { useEffect, useRef, useSyncExternalStore } from 'react'
import { hasEnded, patchPages, patchView, type CachedPages } from '@/lib/predictions/client-cache'
import { requestJson } from '@/lib/predictions/client-request'
import { predictionFeed, type StreamState } from '@/lib/predictions/client-stream'
import type { PredictionPage, PredictionView, StreamMessage } from '@/lib/predictions/schema'
import { LIST_PAGE_SIZE, queryKeys, type PredictionFilters } from '@/lib/query-keys'

/** How often a page asks while the stream is not open. */
const FALLBACK_POLL_MS = 5_000
/** A reconnect within this time is nobody's business. */
const CALM_MS = 8_000

const CONNECTING: StreamState = { kind: 'connecting' }
const serverState = (): StreamState => CONNECTING

export function useStreamState(): StreamState {
  return useSyncExternalStore((changed) => predictionFeed().watchState(changed), () => predictionFeed().state(), serverState)
}

/** True once the stream has been down long enough to say so. */
export const isWorthTelling = (state: StreamState, nowMs: number): boolean => state.kind === 'down' && nowMs - state.since >= CALM_MS

function listUrl(filters: PredictionFilters, cursor: string | null): string {
  const search = new URLSearchParams({ limit: String(LIST_PAGE_SIZE) })
  if (cursor !== null) search.set('cursor', cursor)
  if (filters.status !== null) search.set('status', filters.status)
  if (filters.q !== '') search.set('q', filters.q)
  return `/api/v1/predictions?${search}`
}

export const predictionUrl = (id: string): string => `/api/v1/predictions/${encodeURIComponent(id)}`

/** The list, newest first, by keyset pages. `first` is what the server rendered for these filters. */
export function usePredictionList(filters: PredictionFilters, first: PredictionPage | null) {
  const stream = useStreamState()
  return useInfiniteQuery({
    queryKey: queryKeys.predictionList(filters),
    queryFn: ({ pageParam, signal }) => requestJson<PredictionPage>(listUrl(filters, pageParam), signal),
    initialPageParam: null as string | null,
    getNextPageParam: (page: PredictionPage) => page.nextCursor,
    placeholderData: keepPreviousData,
    refetchInterval: stream.kind === 'open' ? false : FALLBACK_POLL_MS,
    ...(first ? { initialData: { pages: [first], pageParams: [null] } } : {}),
  })
}

/** One prediction; `rendered` is what the server painted first. */
export function usePrediction(id: string, rendered: PredictionView | null) {
  const stream = useStreamState()
  return useQuery({
    queryKey: queryKeys.prediction(id),
    queryFn: ({ signal }) => requestJson<PredictionView>(predictionUrl(id), signal),
    refetchInterval: (query) => {
      const shown = query.state.data
      if (stream.kind === 'open' || (shown && hasEnded(shown.status))) return false
      return FALLBACK_POLL_MS
    },
    ...(rendered ? { initialData: rendered } : {}),
  })
}

/** Whether the stream has told that this prediction was deleted; nothing is asked for. */
export const usePredictionGone = (id: string): boolean =>
  useQuery<boolean>({ queryKey: queryKeys.predictionGone(id), queryFn: skipToken, staleTime: Infinity }).data === true

/** Puts one message of the stream into every cached list and view, then asks for the whole view where it is shown. Mere progress is all in the message. */
export function applyMessage(client: QueryClient, message: StreamMessage): void {
  for (const query of client.getQueryCache().findAll({ queryKey: queryKeys.predictionLists })) {
    const filters = query.queryKey[2] as PredictionFilters
    client.setQueryData<CachedPages>(query.queryKey, (cached) => cached && patchPages(cached, message, filters))
  }
  if (message.summary === null) {
    client.setQueryData(queryKeys.predictionGone(message.predictionId), true)
    return
  }
  const key = queryKeys.prediction(message.predictionId)
  client.setQueryData<PredictionView>(key, (cached) => cached && patchView(cached, message))
  if (message.event !== null) void client.invalidateQueries({ queryKey: key })
}

/** Keeps everything that this page shows current, for as long as the component lives. */
export function useLivePredictions(): void {
  const client = useQueryClient()
  const clientRef = useRef(client)
  useEffect(() => {
    clientRef.current = client
  }, [client])
  useEffect(
    () =>
      predictionFeed().subscribe({
        message: (message) => applyMessage(clientRef.current, message),
        refetch: () => void clientRef.current.invalidateQueries({ queryKey: queryKeys.predictions }),
      }),
    [],
  )
}
