'use client'
// What the browser asks of many predictions at once: tags, and downloads that the browser itself writes to disk.
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { demandAnswer, requestAnswer } from '@/lib/predictions/client-request'
import type { TagOutcome } from '@/lib/predictions/list-schema'
import { queryKeys } from '@/lib/query-keys'

type TagWish = { parameters: URLSearchParams; add?: string[]; remove?: string[] }

/** What narrows the list, without its order. */
function filterOf(parameters: URLSearchParams): Record<string, string> {
  const { sort: _sort, ...filter } = Object.fromEntries(parameters)
  return filter
}

/** How many predictions a tag would be put on or taken off, and how many of others are left out: the same request without a tag. */
export const countTaggable = (parameters: URLSearchParams): Promise<TagOutcome> => requestAnswer('/api/v1/predictions/tags', { filter: filterOf(parameters), add: [], remove: [] })

export function useTagMany() {
  const client = useQueryClient()
  return useMutation({
    mutationFn: ({ parameters, add = [], remove = [] }: TagWish) => requestAnswer<TagOutcome>('/api/v1/predictions/tags', { filter: filterOf(parameters), add, remove }),
    onSettled: () => {
      void client.invalidateQueries({ queryKey: queryKeys.listChoices })
      return client.invalidateQueries({ queryKey: queryKeys.predictions })
    },
  })
}

/**
 * Asks first, so that a refusal comes as words and not as a broken file; then the browser takes the file itself, which may be larger
 * than what a page can hold. `url` has a query. The link is in no page, so that nothing takes it for a step to another one.
 * @throws RequestProblem
 */
export async function startDownload(url: string): Promise<void> {
  await demandAnswer(`${url}&ask=1`)
  const link = document.createElement('a')
  link.href = url
  link.download = ''
  link.click()
}
