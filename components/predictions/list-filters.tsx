'use client'
// Search by name and narrow by state. Both live in the page's address; "/" jumps to the search from anywhere on the page.
import { Search } from 'lucide-react'
import { useCallback, useEffect, useRef } from 'react'
import { Select } from '@/components/ui/input'
import type { PredictionFilters } from '@/lib/query-keys'
import { STATUS_FILTERS, statusFilterFrom } from './list-url'

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

export function ListFilters({ filters, onChange }: { filters: PredictionFilters; onChange: (next: PredictionFilters) => void }) {
  const search = useRef<HTMLInputElement>(null)
  useSlashKey(useCallback(() => search.current?.focus(), []))
  return (
    <div role="search" aria-label="Predictions" className="flex flex-wrap items-center gap-2">
      <div className="relative min-w-48 grow sm:max-w-80">
        <Search aria-hidden className="pointer-events-none absolute top-1/2 left-2.5 size-4 -translate-y-1/2 text-faint" />
        <input
          ref={search}
          type="search"
          value={filters.q}
          onChange={(event) => onChange({ ...filters, q: event.target.value })}
          placeholder="Search by name"
          aria-label="Search by name"
          aria-keyshortcuts="/"
          className="control pl-8"
        />
      </div>
      <Select
        value={filters.status ?? ''}
        onChange={(event) => onChange({ ...filters, status: statusFilterFrom(event.target.value) })}
        aria-label="State"
        className="w-auto min-w-36"
      >
        <option value="">All states</option>
        {STATUS_FILTERS.map(({ filter, words }) => (
          <option key={filter} value={filter}>
            {words}
          </option>
        ))}
      </Select>
    </div>
  )
}
