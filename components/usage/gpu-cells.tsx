// GPU seconds and their estimated cost where they stand in tables: without a price there is no cost, which is said and is not 0.
import { formatDollars } from '@/components/ui/figures'
import type { Gpu } from '@/lib/usage/schema'
import { secondsWords } from './chart-rows'

export function CostWords({ gpu: { estimatedCostUsd } }: { gpu: Gpu }) {
  if (estimatedCostUsd === null) return <span className="text-faint">no price set</span>
  return estimatedCostUsd === 0 ? <span className="text-faint">$0</span> : <>≈ {formatDollars(estimatedCostUsd)}</>
}

export function SecondsWords({ seconds }: { seconds: number }) {
  return seconds === 0 ? <span className="text-faint">0</span> : <>{secondsWords(seconds)}</>
}
