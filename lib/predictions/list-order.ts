// The orders that the list of predictions can stand in. Nulls come last whichever way it goes, and ids decide between equals. Pure.
import type { PredictionStatus, PredictionSummary } from '@/lib/predictions/schema'

export const SORT_KEYS = ['created', 'name', 'status', 'confidence', 'affinity', 'probability', 'tokens'] as const
export type SortKey = (typeof SORT_KEYS)[number]
export type Order = { key: SortKey; descending: boolean }

export const NEWEST_FIRST: Order = { key: 'created', descending: true }

export const isSortKey = (text: string): text is SortKey => SORT_KEYS.some((key) => key === text)

/** From accepted to each end; the database ranks by the same list. */
export const STATUS_COURSE: readonly PredictionStatus[] = ['QUEUED', 'IN_QUEUE', 'IN_PROGRESS', 'COMPLETED', 'FAILED', 'CANCELLED', 'TIMED_OUT']

export type SortValue = string | number | null

type Ordered = Pick<PredictionSummary, 'id' | 'name' | 'status' | 'tokens' | 'createdAt' | 'confidence_score' | 'affinity_pred_value' | 'affinity_probability_binary'>

const VALUES: Record<SortKey, (item: Ordered) => SortValue> = {
  created: (item) => item.createdAt,
  name: (item) => item.name.toLowerCase(),
  status: (item) => STATUS_COURSE.indexOf(item.status) + 1,
  confidence: (item) => item.confidence_score,
  affinity: (item) => item.affinity_pred_value,
  probability: (item) => item.affinity_probability_binary,
  tokens: (item) => item.tokens,
}

const direction = (one: string | number, other: string | number): number => (one < other ? -1 : one > other ? 1 : 0)

/** Negative when `one` stands above `other`. */
export function compareBy({ key, descending }: Order): (one: Ordered, other: Ordered) => number {
  const value = VALUES[key]
  const sign = descending ? -1 : 1
  return (one, other) => {
    const [left, right] = [value(one), value(other)]
    if (left === null || right === null) return left === right ? sign * direction(one.id, other.id) : left === null ? 1 : -1
    return sign * (direction(left, right) || direction(one.id, other.id))
  }
}
