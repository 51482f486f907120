'use client'
// The filters of the list: they live in the page's address, which is written once per pause in typing and never while a link is being followed.
import { useSearchParams } from 'next/navigation'
import { useEffect, useRef, useState } from 'react'
import { filtersFrom, type PredictionFilters } from '@/lib/predictions/list-filters'
import { listAddress } from './list-url'

/** One question to the server per pause in typing, not per letter. */
const TYPING_PAUSE_MS = 200
/** After a link was followed the address is left alone for as long as its page may take: writing it meanwhile would lead back here. */
const LEAVING_PAUSE_MS = 5_000

const followsLink = (event: MouseEvent): boolean =>
  event.target instanceof Element && event.target.closest('a[href]') !== null && !event.ctrlKey && !event.metaKey && !event.shiftKey

/** Writes the address, now or after a pause; a click, which may lead away, comes after what was waiting. */
function useAddressWriter() {
  const pause = useRef<{ timer: ReturnType<typeof setTimeout>; write: () => void } | null>(null)
  const leaving = useRef(false)
  const stopPause = () => {
    if (pause.current) clearTimeout(pause.current.timer)
    pause.current = null
  }
  useEffect(() => {
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
  return (address: string, typing: boolean) => {
    stopPause()
    const write = () => window.history.replaceState(null, '', address)
    if (!leaving.current && !typing) return write()
    pause.current = { timer: setTimeout(write, leaving.current ? LEAVING_PAUSE_MS : TYPING_PAUSE_MS), write }
  }
}

export type ChangeFilters = (change: Partial<PredictionFilters>, typing?: boolean) => void

/** `filters` are those of the address, `shown` those of the controls, which run ahead of it while somebody types. */
export function useFilters(): { filters: PredictionFilters; shown: PredictionFilters; change: ChangeFilters } {
  const search = useSearchParams()
  const filters = filtersFrom((name) => search.get(name))
  const here = listAddress(filters)
  const [ahead, setAhead] = useState<{ filters: PredictionFilters; of: string } | null>(null)
  const writeAddress = useAddressWriter()
  const shown = ahead !== null && (ahead.of === here || listAddress(ahead.filters) === here) ? ahead.filters : filters
  const change: ChangeFilters = (part, typing = false) => {
    const next = { ...shown, ...part }
    setAhead({ filters: next, of: here })
    writeAddress(listAddress(next), typing && next.q !== '')
  }
  return { filters, shown, change }
}
