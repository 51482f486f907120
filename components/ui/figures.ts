// Figures as a person reads them: whole counts with thousands apart, and US dollars. Pure.

/** "12,345". */
export const formatCount = (count: number): string => count.toLocaleString('en', { maximumFractionDigits: 0 })

/** "$1,234.50", or below a cent to the first figure that is not 0. */
export function formatDollars(cost: number): string {
  if (cost === 0) return '$0'
  return cost >= 0.01 ? `$${cost.toLocaleString('en', { minimumFractionDigits: 2, maximumFractionDigits: 2 })}` : `$${cost.toPrecision(1)}`
}
