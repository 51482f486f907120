'use client'
// Browser hooks for predictions: the list, one view, and the live feed that keeps both current. Changes are in client-actions.
import { skipToken, useInfiniteQuery, useQuery, useQueryClient } from '@tanstack/react-query'
import { useEffect, useRef, useSyncExternalStore } from 'react'
import { predictionFeed } from '@/lib/predictions/client-feed'
import { applyMessage } from '@/lib/predictions/client-messages'
import { choicesQuery, listQuery, viewQuery } from '@/lib/predictions/client-queries'
import type { StreamState } from '@/lib/predictions/client-stream'
import type { PredictionFilters } from '@/lib/predictions/list-filters'
import { hasEnded } from '@/lib/predictions/list-match'
import type { PredictionPage, PredictionView } from '@/lib/predictions/schema'
import { queryKeys } from '@/lib/query-keys'

/** How often a page asks while the stream is not open. */
const FALLBACK_POLL_MS = 5_000
/** Why something waits changes with the time and with its endpoint, of which the stream tells nothing: what has not ended is asked for now and then. */
const WAITING_POLL_MS = 10_000
const WAITING_LIST_POLL_MS = 30_000
/** A reconnect within this time is nobody's business. */
const CALM_MS = 8_000

const CONNECTING: StreamState = { kind: 'connecting' }
const serverState = (): StreamState => CONNECTING

export function useStreamState(): StreamState {
  return useSyncExternalStore((changed) => predictionFeed().watchState(changed), () => predictionFeed().state(), serverState)
}

/** True once the stream has been down long enough to say so. */
export const isWorthTelling = (state: StreamState, nowMs: number): boolean => state.kind === 'down' && nowMs - state.since >= CALM_MS

/** The list; `first` is what the server rendered for these filters. */
export function usePredictionList(filters: PredictionFilters, first: PredictionPage | null) {
  const stream = useStreamState()
  return useInfiniteQuery({
    ...listQuery(filters),
    refetchInterval: (query) => {
      if (stream.kind !== 'open') return FALLBACK_POLL_MS
      const rows = query.state.data?.pages.flatMap((page) => page.items) ?? []
      return rows.some((row) => !hasEnded(row.status)) ? WAITING_LIST_POLL_MS : false
    },
    ...(first ? { initialData: { pages: [first], pageParams: [null] } } : {}),
  })
}

/** People and tags that the list can be narrowed to; read once they are needed. */
export const useListChoices = (wanted: boolean) => useQuery({ ...choicesQuery, enabled: wanted })

/** One prediction; `rendered` is what the server painted first. */
export function usePrediction(id: string, rendered: PredictionView | null) {
  const stream = useStreamState()
  return useQuery({
    ...viewQuery(id),
    refetchInterval: (query) => {
      const shown = query.state.data
      if (shown && hasEnded(shown.status)) return false
      return stream.kind === 'open' ? WAITING_POLL_MS : FALLBACK_POLL_MS
    },
    ...(rendered ? { initialData: rendered } : {}),
  })
}

/** Whether the stream has told that this prediction was deleted; nothing is asked for. */
export const usePredictionGone = (id: string): boolean =>
  useQuery<boolean>({ queryKey: queryKeys.predictionGone(id), queryFn: skipToken, staleTime: Infinity }).data === true

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
