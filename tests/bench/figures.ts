// Figures of a benchmark. Pure.

/** The q-quantile by the nearest rank; null of nothing. */
export function quantile(values: readonly number[], q: number): number | null {
  const sorted = [...values].sort((one, other) => one - other)
  return sorted[Math.min(sorted.length - 1, Math.max(0, Math.ceil(q * sorted.length) - 1))] ?? null
}

/** A ratio for people: "0.87 x". */
export const ratio = (value: number | null, peer: number | null): string => (value === null || peer === null || peer === 0 ? 'n/a' : `${(value / peer).toFixed(2)} x`)
