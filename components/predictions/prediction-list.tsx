'use client'
// The live list of the team's predictions: searched, narrowed and sorted by the address, moved through by arrow keys.
import { useMemo } from 'react'
import { Button } from '@/components/ui/button'
import { Notice } from '@/components/ui/notice'
import { useLivePredictions, usePredictionList } from '@/lib/predictions/client'
import { problemWords } from '@/lib/predictions/client-request'
import { EVERYTHING, isNarrowed, type PredictionFilters } from '@/lib/predictions/list-filters'
import type { PredictionPage, PredictionSummary } from '@/lib/predictions/schema'
import { EmptyList, NoMatch, type ExampleLink } from './empty-list'
import { ListFilters } from './list-filters'
import { sameFilters } from './list-url'
import { LiveHint } from './live-hint'
import { ListSkeleton } from './list-skeleton'
import { PredictionTable } from './prediction-table'
import { SelectionBar } from './selection-bar'
import { useFilters } from './use-filters'
import { useSelection } from './use-selection'

export type FirstPage = { filters: PredictionFilters; page: PredictionPage }

/** Each prediction once: one whose value changed while the pages were read may stand on two. */
function useItems(pages: PredictionPage[] | undefined): PredictionSummary[] {
  return useMemo(() => {
    const seen = new Map<string, PredictionSummary>()
    for (const item of pages?.flatMap((page) => page.items) ?? []) if (!seen.has(item.id)) seen.set(item.id, item)
    return [...seen.values()]
  }, [pages])
}

const useIds = (items: readonly PredictionSummary[]): string[] => useMemo(() => items.map(({ id }) => id), [items])

export function PredictionList({ first, examples }: { first: FirstPage | null; examples: ExampleLink[] }) {
  useLivePredictions()
  const { filters, shown, change } = useFilters()
  const list = usePredictionList(filters, first && sameFilters(first.filters, filters) ? first.page : null)
  const items = useItems(list.data?.pages)
  const { selection, choose, chooseEverything, clear: selectNone } = useSelection(filters, useIds(items))
  const clear = () => change({ ...EVERYTHING, order: filters.order })
  if (list.isSuccess && items.length === 0 && !isNarrowed(filters) && !list.isPlaceholderData) return <EmptyList examples={examples} />
  return (
    <div className="grid grid-cols-1 gap-3">
      <ListFilters filters={shown} change={change} />
      <LiveHint />
      {list.isError && (
        <Notice
          tone="bad"
          live="assertive"
          title="The predictions could not be read."
          cure={problemWords(list.error)}
          actions={<Button onClick={() => void list.refetch()}>Try again</Button>}
        />
      )}
      {list.isPending && <ListSkeleton />}
      <SelectionBar selection={selection} mayBeMore={list.hasNextPage} chooseEverything={chooseEverything} clear={selectNone} />
      {items.length > 0 && (
        <PredictionTable items={items} order={filters.order} sortBy={(order) => change({ order })} selected={selection.ids} select={choose} busy={list.isPlaceholderData} />
      )}
      {list.isSuccess && items.length === 0 && <NoMatch clear={clear} />}
      {list.hasNextPage && (
        <div className="flex justify-center">
          <Button onClick={() => void list.fetchNextPage()} busy={list.isFetchingNextPage}>
            Show more predictions
          </Button>
        </div>
      )}
    </div>
  )
}
