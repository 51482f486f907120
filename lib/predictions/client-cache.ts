// How one message of the event stream changes what the browser has cached: pure patches of lists and of one view.
import { matchesFilters } from '@/lib/predictions/list-match'
import { compareBy, type Order } from '@/lib/predictions/list-order'
import type { PredictionFilters } from '@/lib/predictions/list-filters'
import type { PredictionPage, PredictionSummary, PredictionView, StreamMessage } from '@/lib/predictions/schema'

export type CachedPages = { pages: PredictionPage[]; pageParams: (string | null)[] }

/** True when the message is older than what is cached: versions only grow, progress keeps its version. */
const isStale = (cached: PredictionSummary, incoming: PredictionSummary): boolean => incoming.version < cached.version

const holds = (cached: CachedPages, id: string): boolean => cached.pages.some((page) => page.items.some((item) => item.id === id))

const mapItems = (cached: CachedPages, change: (item: PredictionSummary) => PredictionSummary[]): CachedPages => ({
  ...cached,
  pages: cached.pages.map((page) => ({ ...page, items: page.items.flatMap(change) })),
})

export const withoutPrediction = (cached: CachedPages, id: string): CachedPages =>
  mapItems(cached, (item) => (item.id === id ? [] : [item]))

/** Into its place among the rows that are loaded; not when it stands below them and pages follow that are not loaded. */
function withInserted(cached: CachedPages, summary: PredictionSummary, order: Order): CachedPages {
  const compare = compareBy(order)
  const standsBelow = (item: PredictionSummary): boolean => compare(item, summary) > 0
  const place = cached.pages.findIndex((page) => page.items.some(standsBelow))
  const last = cached.pages.at(-1)
  const at = place < 0 && last?.nextCursor === null ? cached.pages.length - 1 : place
  if (at < 0) return cached
  const insert = (items: PredictionSummary[]) => {
    const below = items.findIndex(standsBelow)
    return items.toSpliced(below < 0 ? items.length : below, 0, summary)
  }
  return { ...cached, pages: cached.pages.map((page, index) => (index === at ? { ...page, items: insert(page.items) } : page)) }
}

/**
 * A list after the message: the row replaced in place, removed when it no longer belongs, put in its place when it begins to belong.
 * A row that is shown stays where it stands until the list is read again: nothing moves away under a pointer.
 */
export function patchPages(cached: CachedPages, message: StreamMessage, filters: PredictionFilters): CachedPages {
  const { summary, predictionId } = message
  if (summary === null) return withoutPrediction(cached, predictionId)
  if (!holds(cached, predictionId)) return matchesFilters(summary, filters) ? withInserted(cached, summary, filters.order) : cached
  return mapItems(cached, (item) => {
    if (item.id !== predictionId) return [item]
    if (isStale(item, summary)) return [item]
    return matchesFilters(summary, filters) ? [summary] : []
  })
}

/** One view after the message: the summary's fields and the event at once; the rest comes with the next fetch. */
export function patchView(cached: PredictionView, message: StreamMessage): PredictionView {
  const { summary, event } = message
  if (summary === null || summary.id !== cached.id || isStale(cached, summary)) return cached
  const isNews = event !== null && cached.events.every((one) => one.id !== event.id)
  return { ...cached, ...summary, events: isNews ? [...cached.events, event] : cached.events }
}

/** What a refused wish leaves behind: the view before it, unless news arrived meanwhile, which stands. */
export const undone = (cached: PredictionView | undefined, before: PredictionView): PredictionView =>
  cached && cached.version > before.version ? cached : before

/** The fresher of what the server rendered and what the cache holds. */
export const fresher = (cached: PredictionView | undefined, rendered: PredictionView): PredictionView =>
  cached && cached.version > rendered.version ? cached : rendered

/** An answer of the list, each row as new as the cache knew it already: a message may have overtaken the answer. */
export function freshestPages(cached: CachedPages | undefined, answer: CachedPages): CachedPages {
  if (!cached) return answer
  const known = new Map(cached.pages.flatMap((page) => page.items.map((item) => [item.id, item] as const)))
  return mapItems(answer, (item) => {
    const before = known.get(item.id)
    return [before && isStale(before, item) ? before : item]
  })
}

const rowIds = (lists: CachedPages): string => lists.pages.flatMap((page) => page.items.map((item) => item.id)).join(' ')

/** Whether a row came or went. */
export const rowsDiffer = (one: CachedPages, other: CachedPages): boolean => rowIds(one) !== rowIds(other)
