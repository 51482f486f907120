'use client'
// Puts a message of the stream into everything that the browser has cached, and asks again for what the message cannot tell.
import type { QueryClient } from '@tanstack/react-query'
import { patchPages, patchView, rowsDiffer, type CachedPages } from '@/lib/predictions/client-cache'
import type { PredictionFilters } from '@/lib/predictions/list-filters'
import type { PredictionView, StreamMessage } from '@/lib/predictions/schema'
import { queryKeys } from '@/lib/query-keys'

/** A row that came or went while the list was being read: the answer may not know, so the list is read once more. */
function patchLists(client: QueryClient, message: StreamMessage): void {
  for (const query of client.getQueryCache().findAll({ queryKey: queryKeys.predictionLists })) {
    const { queryKey } = query
    const cached = client.getQueryData<CachedPages>(queryKey)
    if (!cached) continue
    const patched = patchPages(cached, message, queryKey[2] as PredictionFilters)
    client.setQueryData<CachedPages>(queryKey, patched)
    if (query.state.fetchStatus === 'fetching' && rowsDiffer(cached, patched)) void client.invalidateQueries({ queryKey, exact: true })
  }
}

/** Once what has just changed stands on the screen, which the answer would only hold up; at once where nothing is drawn. */
function afterPaint(act: () => void): void {
  if (typeof document === 'undefined' || document.visibilityState !== 'visible') act()
  else requestAnimationFrame(() => setTimeout(act))
}

/**
 * Mere progress is all in the message, and so is the next stage of a run unless the view is being read, whose answer may be older than
 * the message and would be dropped; after any other event the whole view is asked for where it is shown.
 */
export function applyMessage(client: QueryClient, message: StreamMessage): void {
  patchLists(client, message)
  if (message.summary === null) {
    client.setQueryData(queryKeys.predictionGone(message.predictionId), true)
    return
  }
  const key = queryKeys.prediction(message.predictionId)
  client.setQueryData<PredictionView>(key, (cached) => cached && patchView(cached, message))
  const isTold = message.event === null || (message.event.kind === 'stage' && client.getQueryState(key)?.fetchStatus !== 'fetching')
  if (!isTold) afterPaint(() => void client.invalidateQueries({ queryKey: key }))
}
