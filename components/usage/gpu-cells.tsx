// GPU seconds and their estimated cost where they stand in tables, as words and as a row's last cells: without a price there is no cost, which is said and is not 0.
import { formatCount, formatDollars } from '@/components/ui/figures'
import { Cell } from '@/components/ui/table'
import type { Gpu } from '@/lib/usage/schema'
import { secondsWords } from './chart-rows'

export function CostWords({ gpu: { estimatedCostUsd } }: { gpu: Gpu }) {
  if (estimatedCostUsd === null) return <span className="text-faint">no price set</span>
  return estimatedCostUsd === 0 ? <span className="text-faint">$0</span> : <>≈ {formatDollars(estimatedCostUsd)}</>
}

function SecondsWords({ seconds }: { seconds: number }) {
  return seconds === 0 ? <span className="text-faint">0</span> : <>{secondsWords(seconds)}</>
}

export const GPU_HEADS = ['GPU s on RunPod', 'GPU s on own workers', 'Not reported', 'Estimated cost']

/** One under each of the heads. */
export function GpuCells({ gpu }: { gpu: Gpu }) {
  return (
    <>
      <Cell numeric>
        <SecondsWords seconds={gpu.runPodSeconds} />
      </Cell>
      <Cell numeric>
        <SecondsWords seconds={gpu.ownSeconds} />
      </Cell>
      <Cell numeric>{gpu.notReported === 0 ? <span className="text-faint">0</span> : formatCount(gpu.notReported)}</Cell>
      <Cell numeric className="whitespace-nowrap">
        <CostWords gpu={gpu} />
      </Cell>
    </>
  )
}
