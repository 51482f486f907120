'use client'
// What is selected in the list: single rows, or all that match the filters, loaded or not. Another list begins with nothing selected.
import { useMemo, useState } from 'react'
import { EVERYTHING, parametersOf, type PredictionFilters } from '@/lib/predictions/list-filters'
import { listAddress } from './list-url'

export type Selection = {
  ids: readonly string[]
  /** All that match, whether loaded or not. */
  everything: boolean
  /** All that match were selected before one of them was unticked: those that are not loaded are no longer among the selected. */
  gaveUpEverything: boolean
  /** The parameters by which the API knows what is selected. */
  parameters: URLSearchParams
}

type Kept = { of: string; ids: ReadonlySet<string>; everything: boolean; gaveUpEverything: boolean }

const NOTHING: Kept = { of: '', ids: new Set(), everything: false, gaveUpEverything: false }

function parametersFor(filters: PredictionFilters, ids: readonly string[], everything: boolean): URLSearchParams {
  if (everything) return parametersOf(filters)
  // By themselves: what was selected stays selected though it may not match any more.
  const parameters = parametersOf({ ...EVERYTHING, order: filters.order })
  parameters.set('ids', ids.join(','))
  return parameters
}

/** `shown` are the ids of the rows that are loaded, in their order: what has gone from the list is not selected any more. */
export function useSelection(filters: PredictionFilters, shown: readonly string[]) {
  const here = listAddress(filters)
  const [stored, setKept] = useState(NOTHING)
  const kept = stored.of === here ? stored : NOTHING
  // Of everything, rows that are loaded or come in later are as selected as the others.
  const ids = useMemo(() => (kept.everything ? shown : shown.filter((id) => kept.ids.has(id))), [shown, kept])
  const choose = (next: readonly string[]) => setKept({ of: here, ids: new Set(next), everything: false, gaveUpEverything: next.length > 0 && (kept.everything || kept.gaveUpEverything) })
  const selection: Selection = {
    ids,
    everything: kept.everything && ids.length > 0,
    gaveUpEverything: kept.gaveUpEverything,
    parameters: parametersFor(filters, ids, kept.everything),
  }
  const chooseEverything = () => setKept({ of: here, ids: new Set(), everything: true, gaveUpEverything: false })
  return { selection, choose, chooseEverything, clear: () => setKept(NOTHING) }
}
