'use client'
// The team's predictions as one table: heads that sort, rows that open their prediction, arrow keys from row to row. Narrow screens see the first column only.
import { useTable, type Header, type Row } from '@tanstack/react-table'
import clsx from 'clsx'
import { ArrowDown, ArrowUp, ArrowUpDown } from 'lucide-react'
import { memo, useMemo, type KeyboardEvent, type ReactNode } from 'react'
import { isSortKey, type Order } from '@/lib/predictions/list-order'
import type { PredictionSummary } from '@/lib/predictions/schema'
import { OPTIONAL_COLUMNS, useChosenColumns } from './chosen-columns'
import { COLUMN_LOOKS, LIST_COLUMNS, LIST_FEATURES } from './list-columns'

type Features = typeof LIST_FEATURES
type ListRow = Row<Features, PredictionSummary>

const STEP: Record<string, number> = { ArrowDown: 1, j: 1, ArrowUp: -1, k: -1 }

/** Arrow keys, j and k go from row to row: from its box to the next one's box, else from link to link. */
function moveFocus(event: KeyboardEvent<HTMLElement>): void {
  // What is typed in a row's dialog comes here too, though it stands elsewhere in the page.
  if (!(event.target instanceof Node) || !event.currentTarget.contains(event.target)) return
  const step = STEP[event.key]
  if (step === undefined || event.ctrlKey || event.metaKey || event.altKey) return
  const column = document.activeElement?.matches('[type=checkbox]') ? '[type=checkbox]' : '[data-row-link]'
  const stops = [...event.currentTarget.querySelectorAll<HTMLElement>(column)]
  const here = document.activeElement?.closest('tr')
  const next = stops[stops.findIndex((stop) => stop.closest('tr') === here) + step]
  if (!next) return
  event.preventDefault()
  next.focus()
}

/** A narrow screen has room for the box and the card. */
const isOnlyWide = (column: string): boolean => column !== 'select' && column !== 'name'

const ARIA_SORT = { asc: 'ascending', desc: 'descending' } as const

function SortMark({ sorted }: { sorted: false | 'asc' | 'desc' }) {
  if (sorted === false) return <ArrowUpDown aria-hidden className="size-3 opacity-40" />
  return sorted === 'asc' ? <ArrowUp aria-hidden className="size-3" /> : <ArrowDown aria-hidden className="size-3" />
}

/** `words` are what the column's definition makes of its head. */
function Head({ header, words }: { header: Header<Features, PredictionSummary>; words: ReactNode }) {
  const { column } = header
  const look = COLUMN_LOOKS[column.id]
  const sorted = column.getIsSorted()
  return (
    <th
      scope="col"
      title={look?.title}
      aria-sort={sorted === false ? undefined : ARIA_SORT[sorted]}
      className={clsx('eyebrow border-b border-line px-3 py-1.5', look?.numeric && 'text-right', look?.width, isOnlyWide(column.id) && 'max-lg:hidden')}
    >
      {column.getCanSort() ? (
        <button type="button" onClick={column.getToggleSortingHandler()} className={clsx('eyebrow inline-flex h-6 items-center gap-1 hover:text-ink', look?.numeric && 'flex-row-reverse', sorted && 'text-ink')}>
          {words}
          <SortMark sorted={sorted} />
        </button>
      ) : (
        words
      )}
    </th>
  )
}

const CELL = 'border-b border-line px-3 py-2 align-top group-last:border-b-0'

type LineProps = { item: PredictionSummary; selected: boolean; columns: string; cells: ReturnType<ListRow['getVisibleCells']>; render: (cell: LineProps['cells'][number]) => ReactNode }

/** Drawn anew only when its prediction or the columns changed, not when another row did. */
const Line = memo(function Line({ item, selected, cells, render }: LineProps) {
  return (
    <tr data-prediction={item.id} data-status={item.status} aria-selected={selected} className={clsx('group relative hover:bg-sunken/60', selected && 'bg-accent-soft')}>
      {cells.map((cell) =>
        cell.column.id === 'name' ? (
          <th key={cell.id} scope="row" className={clsx(CELL, 'text-left font-medium')}>
            {render(cell)}
          </th>
        ) : (
          <td key={cell.id} className={clsx(CELL, isOnlyWide(cell.column.id) && 'max-lg:hidden', COLUMN_LOOKS[cell.column.id]?.numeric && 'figures text-right')}>
            {render(cell)}
          </td>
        ),
      )}
    </tr>
  )
}, (before, after) => before.item === after.item && before.selected === after.selected && before.columns === after.columns)

const NO_ROWS: PredictionSummary[] = []

type TableProps = { items: PredictionSummary[]; order: Order; sortBy: (order: Order) => void; selected: readonly string[]; select: (ids: string[]) => void; busy: boolean }

function useListTable({ items, order, sortBy, selected, select }: TableProps) {
  const chosen = useChosenColumns()
  const columnVisibility = useMemo(() => Object.fromEntries(OPTIONAL_COLUMNS.map(({ id }) => [id, chosen.includes(id)])), [chosen])
  const sorting = useMemo(() => [{ id: order.key, desc: order.descending }], [order.key, order.descending])
  const rowSelection = useMemo(() => Object.fromEntries(selected.map((id) => [id, true as const])), [selected])
  return useTable({
    features: LIST_FEATURES,
    columns: LIST_COLUMNS,
    data: items.length === 0 ? NO_ROWS : items,
    getRowId: (item) => item.id,
    state: { columnVisibility, sorting, rowSelection },
    onRowSelectionChange: (change) => select(Object.keys(typeof change === 'function' ? change(rowSelection) : change)),
    manualSorting: true,
    enableSortingRemoval: false,
    enableMultiSort: false,
    onSortingChange: (change) => {
      const [next] = typeof change === 'function' ? change(sorting) : change
      if (next && isSortKey(next.id)) sortBy({ key: next.id, descending: next.desc })
    },
  })
}

export function PredictionTable(props: TableProps) {
  const table = useListTable(props)
  const columns = table.getVisibleLeafColumns().map(({ id }) => id).join(' ')
  return (
    // relative: hidden words inside are positioned, and would otherwise stick out of the box and widen the page.
    <div className="relative overflow-x-auto rounded-lg border border-line bg-surface shadow-raised">
      <table aria-label="Predictions" aria-busy={props.busy || undefined} className="w-full table-fixed border-collapse text-left text-sm lg:min-w-248">
        <thead>
          {table.getHeaderGroups().map((group) => (
            <tr key={group.id}>
              {group.headers.map((header) => (
                <Head key={header.id} header={header} words={<table.FlexRender header={header} />} />
              ))}
            </tr>
          ))}
        </thead>
        <tbody onKeyDown={moveFocus}>
          {table.getRowModel().rows.map((row) => (
            <Line key={row.id} selected={row.getIsSelected()} item={row.original} columns={columns} cells={row.getVisibleCells()} render={(cell) => <table.FlexRender cell={cell} />} />
          ))}
        </tbody>
      </table>
    </div>
  )
}
