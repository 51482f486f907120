'use client'
// Above the list: search, state, order where there are no column heads, and the panels with further filters and columns. "/" jumps to the search.
import { Columns3, ListFilter, Search } from 'lucide-react'
import { useCallback, useEffect, useRef, useState } from 'react'
import { Button } from '@/components/ui/button'
import { Select } from '@/components/ui/input'
import { countFurther, EVERYTHING, orderFrom, orderText, statusFilterFrom, type PredictionFilters } from '@/lib/predictions/list-filters'
import { ColumnPanel } from './column-panel'
import { FilterPanel } from './filter-panel'
import { STATUS_CHOICES } from './list-url'
import type { ChangeFilters } from './use-filters'

const isTyping = (target: EventTarget | null): boolean =>
  target instanceof HTMLElement && (target.isContentEditable || ['INPUT', 'TEXTAREA', 'SELECT'].includes(target.tagName))

function useSlashKey(focus: () => void): void {
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (event.key !== '/' || event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return
      event.preventDefault()
      focus()
    }
    window.addEventListener('keydown', onKey)
    return () => window.removeEventListener('keydown', onKey)
  }, [focus])
}

/** The orders that a narrow screen offers. */
const ORDERS = [
  ['-created', 'Newest first'], ['created', 'Oldest first'], ['name', 'By name'], ['status', 'By state'], ['-confidence', 'Most confident first'],
  ['affinity', 'Strongest binder first'], ['-probability', 'Likeliest binder first'], ['-tokens', 'Largest first'],
] as const

type Controls = { filters: PredictionFilters; change: ChangeFilters }

function SearchField({ filters, change }: Controls) {
  const search = useRef<HTMLInputElement>(null)
  useSlashKey(useCallback(() => search.current?.focus(), []))
  return (
    <div className="relative min-w-48 grow sm:max-w-96">
      <Search aria-hidden className="pointer-events-none absolute top-1/2 left-2.5 size-4 -translate-y-1/2 text-faint" />
      <input
        ref={search}
        type="search"
        value={filters.q}
        maxLength={120}
        onChange={(event) => change({ q: event.target.value }, true)}
        placeholder="Name, person, ligand, tag or note"
        aria-label="Search by name, person, ligand, tag or note"
        aria-keyshortcuts="/"
        className="control pl-8"
      />
    </div>
  )
}

function OrderChoice({ filters, change }: Controls) {
  const order = orderText(filters.order)
  return (
    <Select value={order} onChange={(event) => change({ order: orderFrom(event.target.value) ?? EVERYTHING.order })} aria-label="Order" className="w-auto min-w-36 lg:hidden">
      {ORDERS.map(([value, words]) => (
        <option key={value} value={value}>
          {words}
        </option>
      ))}
      {ORDERS.every(([value]) => value !== order) && <option value={order}>As chosen</option>}
    </Select>
  )
}

export function ListFilters({ filters, change }: Controls) {
  const [open, setOpen] = useState<'filters' | 'columns' | null>(null)
  const further = countFurther(filters)
  const toggle = (panel: 'filters' | 'columns') => setOpen(open === panel ? null : panel)
  return (
    <div role="search" aria-label="Predictions" className="grid gap-2">
      <div className="flex flex-wrap items-center gap-2">
        <SearchField filters={filters} change={change} />
        <Select value={filters.status ?? ''} onChange={(event) => change({ status: statusFilterFrom(event.target.value) })} aria-label="State" className="w-auto min-w-36">
          <option value="">All states</option>
          {STATUS_CHOICES.map(({ filter, words }) => (
            <option key={filter} value={filter}>
              {words}
            </option>
          ))}
        </Select>
        <OrderChoice filters={filters} change={change} />
        <Button icon={<ListFilter aria-hidden className="size-4" />} aria-expanded={open === 'filters'} onClick={() => toggle('filters')}>
          {further === 0 ? 'Filters' : `Filters (${further})`}
        </Button>
        <Button className="max-lg:hidden" icon={<Columns3 aria-hidden className="size-4" />} aria-expanded={open === 'columns'} onClick={() => toggle('columns')}>
          Columns
        </Button>
      </div>
      {open === 'filters' && <FilterPanel filters={filters} change={change} />}
      {open === 'columns' && <ColumnPanel />}
    </div>
  )
}
