'use client'
// The live list of predictions: newest first, narrowed by the address, moved through by arrow keys.
import clsx from 'clsx'
import { useSearchParams } from 'next/navigation'
import { useEffect, useRef, useState, type KeyboardEvent } from 'react'
import { Button } from '@/components/ui/button'
import { Notice } from '@/components/ui/notice'
import { useLivePredictions, usePredictionList } from '@/lib/predictions/client'
import { problemWords } from '@/lib/predictions/client-request'
import type { PredictionPage, PredictionSummary } from '@/lib/predictions/schema'
import type { PredictionFilters } from '@/lib/query-keys'
import { EmptyList, NoMatch, type ExampleLink } from './empty-list'
import { ListFilters } from './list-filters'
import { filtersFrom, listAddress, sameFilters } from './list-url'
import { LiveHint } from './live-hint'
import { ListSkeleton } from './list-skeleton'
import { PredictionRow, ROW_GRID } from './prediction-row'

const COLUMNS = [
  { label: 'Prediction', title: undefined },
  { label: 'State', title: undefined },
  { label: 'Confidence', title: "Boltz's confidence score, 0 to 1, higher is better" },
  { label: 'IC50', title: 'Predicted half-maximal inhibitory concentration, lower is stronger' },
  { label: 'Binder', title: 'Probability that the ligand binds at all' },
  { label: 'Tokens', title: 'Residues plus ligand heavy atoms: what costs memory' },
  { label: 'Owner, age', title: undefined },
] as const

function Head() {
  return (
    <div aria-hidden className={clsx('hidden border-b border-line px-4 py-2', ROW_GRID)}>
      {COLUMNS.map((column, index) => (
        <span key={column.label} title={column.title} className={clsx('eyebrow', index > 1 && 'text-right')}>
          {column.label}
        </span>
      ))}
    </div>
  )
}

const STEP: Record<string, number> = { ArrowDown: 1, j: 1, ArrowUp: -1, k: -1 }

/** Arrow keys, j and k go from row to row. */
function moveFocus(event: KeyboardEvent<HTMLElement>): void {
  const step = STEP[event.key]
  if (step === undefined || event.ctrlKey || event.metaKey || event.altKey) return
  const links = [...event.currentTarget.querySelectorAll<HTMLElement>('[data-row-link]')]
  const next = links[links.findIndex((link) => link === document.activeElement) + step]
  if (!next) return
  event.preventDefault()
  next.focus()
}

function Rows({ items }: { items: PredictionSummary[] }) {
  return (
    <div className="overflow-hidden rounded-lg border border-line bg-surface shadow-raised">
      <Head />
      <ul onKeyDown={moveFocus} aria-label="Predictions" className="divide-y divide-line">
        {items.map((item) => (
          <PredictionRow key={item.id} item={item} />
        ))}
      </ul>
    </div>
  )
}

/** One question to the server per pause in typing, not per letter. */
const TYPING_PAUSE_MS = 200
/** After a link was followed the address is left alone for as long as its page may take: writing it meanwhile would lead back here. */
const LEAVING_PAUSE_MS = 5_000

const followsLink = (event: MouseEvent): boolean =>
  event.target instanceof Element && event.target.closest('a[href]') !== null && !event.ctrlKey && !event.metaKey && !event.shiftKey

function useFilters() {
  const search = useSearchParams()
  const inAddress = filtersFrom(search.get('status'), search.get('q'))
  const [typed, setTyped] = useState(inAddress.q)
  const pause = useRef<{ timer: ReturnType<typeof setTimeout>; write: () => void } | null>(null)
  const leaving = useRef(false)
  const stopPause = () => {
    if (pause.current) clearTimeout(pause.current.timer)
    pause.current = null
  }
  useEffect(() => {
    // A click may lead away: the address is written before it.
    const writeNow = (event: MouseEvent) => {
      leaving.current = followsLink(event)
      const waiting = pause.current
      stopPause()
      waiting?.write()
    }
    document.addEventListener('click', writeNow, true)
    return () => {
      document.removeEventListener('click', writeNow, true)
      stopPause()
    }
  }, [])
  const change = (next: PredictionFilters) => {
    setTyped(next.q)
    stopPause()
    const write = () => window.history.replaceState(null, '', listAddress({ ...next, q: next.q.trim() }))
    if (!leaving.current && (next.status !== inAddress.status || next.q === '')) return write()
    pause.current = { timer: setTimeout(write, leaving.current ? LEAVING_PAUSE_MS : TYPING_PAUSE_MS), write }
  }
  return { filters: inAddress, shown: { ...inAddress, q: typed }, change }
}

export type FirstPage = { filters: PredictionFilters; page: PredictionPage }

export function PredictionList({ first, examples }: { first: FirstPage | null; examples: ExampleLink[] }) {
  useLivePredictions()
  const { filters, shown, change } = useFilters()
  const list = usePredictionList(filters, first && sameFilters(first.filters, filters) ? first.page : null)
  const items = list.data?.pages.flatMap((page) => page.items) ?? []
  const narrowed = filters.q !== '' || filters.status !== null
  if (list.isSuccess && items.length === 0 && !narrowed && !list.isPlaceholderData) return <EmptyList examples={examples} />
  return (
    <div className="grid gap-3">
      <ListFilters filters={shown} onChange={change} />
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
      {items.length > 0 && <Rows items={items} />}
      {list.isSuccess && items.length === 0 && <NoMatch clear={() => change({ status: null, q: '' })} />}
      {list.hasNextPage && (
        <div className="flex justify-center">
          <Button onClick={() => void list.fetchNextPage()} busy={list.isFetchingNextPage}>
            Show older predictions
          </Button>
        </div>
      )}
    </div>
  )
}
