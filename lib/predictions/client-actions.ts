'use client'
// What a person can do to a prediction from the browser. Each change shows at once as wished, and is taken back when refused.
import { useMutation, useQueryClient, type QueryClient } from '@tanstack/react-query'
import { undone, withoutPrediction, type CachedPages } from '@/lib/predictions/client-cache'
import { predictionUrl } from '@/lib/predictions/client-queries'
import { requestChange } from '@/lib/predictions/client-request'
import type { PredictionView } from '@/lib/predictions/schema'
import { queryKeys } from '@/lib/query-keys'

type Change<Wish> = {
  call(wish: Wish): Promise<unknown>
  /** What the page shows while the server has not answered. */
  wished?(view: PredictionView, wish: Wish): PredictionView
}

/** One mutation of one prediction: patch, call, undo on refusal, read again either way. */
function useChange<Wish>(id: string, change: Change<Wish>) {
  const client = useQueryClient()
  const key = queryKeys.prediction(id)
  return useMutation({
    mutationFn: (wish: Wish) => change.call(wish),
    onMutate: async (wish: Wish) => {
      await client.cancelQueries({ queryKey: key })
      const before = client.getQueryData<PredictionView>(key)
      if (before && change.wished) client.setQueryData(key, change.wished(before, wish))
      return { before }
    },
    onError: (_error, _wish, context) => {
      const before = context?.before
      if (before) client.setQueryData<PredictionView>(key, (cached) => undone(cached, before))
    },
    onSettled: () => {
      void client.invalidateQueries({ queryKey: queryKeys.listChoices })
      return client.invalidateQueries({ queryKey: queryKeys.predictions })
    },
  })
}

export const useCancelPrediction = (id: string) =>
  useChange<{ at: string }>(id, {
    call: () => requestChange('POST', `${predictionUrl(id)}/cancel`),
    wished: (view, wish) => ({ ...view, cancelWishedAt: wish.at, actions: view.actions.filter((action) => action !== 'cancel') }),
  })

export const useRetryPrediction = (id: string) =>
  useChange<{ acceptDoubleBilling: boolean }>(id, {
    call: (wish) => requestChange('POST', `${predictionUrl(id)}/retry`, wish),
    wished: (view) => ({ ...view, actions: view.actions.filter((action) => action !== 'retry') }),
  })

export const useAttemptResult = (id: string) =>
  useChange<{ attempt: number }>(id, {
    call: ({ attempt }) => requestChange('POST', `${predictionUrl(id)}/attempts/${attempt}/use`),
  })

export const useRenamePrediction = (id: string) =>
  useChange<{ name: string }>(id, {
    call: (wish) => requestChange('PATCH', predictionUrl(id), wish),
    wished: (view, wish) => ({ ...view, name: wish.name }),
  })

/** As the server will have it: each tag once, whatever its case, in the order of the alphabet. */
function withTag(tags: readonly string[], name: string, on: boolean): string[] {
  const others = tags.filter((tag) => tag.toLowerCase() !== name.toLowerCase())
  return on ? [...others, name].sort((one, other) => (one.toLowerCase() < other.toLowerCase() ? -1 : 1)) : others
}

export const useChangeTag = (id: string) =>
  useChange<{ name: string; on: boolean }>(id, {
    call: ({ name, on }) => requestChange(on ? 'PUT' : 'DELETE', `${predictionUrl(id)}/tags/${encodeURIComponent(name)}`),
    wished: (view, { name, on }) => ({ ...view, tags: withTag(view.tags, name, on) }),
  })

export const useWriteNote = (id: string) =>
  useChange<{ note: string | null }>(id, {
    call: (wish) => requestChange('PATCH', predictionUrl(id), wish),
    wished: (view, wish) => ({ ...view, note: wish.note }),
  })

function dropFromLists(client: QueryClient, id: string): void {
  client.setQueriesData<CachedPages>({ queryKey: queryKeys.predictionLists }, (cached) => cached && withoutPrediction(cached, id))
}

/** Hides the prediction everywhere once the server has agreed; a refused delete changes nothing on the page. */
export function useDeletePrediction(id: string) {
  const client = useQueryClient()
  return useMutation({
    mutationFn: () => requestChange('DELETE', predictionUrl(id)),
    onSuccess: () => dropFromLists(client, id),
  })
}
