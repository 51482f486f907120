'use client'
// How large the complex is against what GPUs hold, and how long a run should take: an estimate with its source, never a promise.
import clsx from 'clsx'
import { formatDollars } from '@/components/ui/figures'
import { GPU_TOKEN_LIMITS } from '@/lib/complexes/estimate'
import type { DraftSize } from './draft-size'
import { roughDuration } from './draft-size'

const SCALE_TOKENS = 2400

type SizePanelProps = { size: DraftSize; estimate: { seconds: number; basis: string } | null; maxTokens: number | null; pricePerGpuSecond: number | null; /** The time is then that of a GPU which is not used. */ simulated: boolean }

function Gauge({ tokens }: { tokens: number }) {
  const share = Math.min(1, tokens / SCALE_TOKENS)
  const [smallest] = GPU_TOKEN_LIMITS
  const tooLarge = tokens > (GPU_TOKEN_LIMITS.at(-1)?.maxTokens ?? SCALE_TOKENS)
  return (
    <div aria-hidden className="relative pb-5">
      <div className="ruler h-1.5" />
      <div className="h-2 rounded-b-sm bg-sunken">
        <div
          className={clsx('h-full rounded-b-sm transition-[width] duration-200', tooLarge ? 'bg-bad' : tokens > smallest.maxTokens ? 'bg-warn' : 'bg-accent')}
          style={{ width: `${share * 100}%` }}
        />
      </div>
      {GPU_TOKEN_LIMITS.map(({ memoryGb, maxTokens }) => (
        <span key={memoryGb} className="absolute top-0 flex -translate-x-1/2 flex-col items-center" style={{ left: `${(maxTokens / SCALE_TOKENS) * 100}%` }}>
          <span className="h-3.5 w-px bg-muted" />
          <span className="figures mt-0.5 text-[0.6875rem] whitespace-nowrap text-faint">{memoryGb} GB</span>
        </span>
      ))}
    </div>
  )
}

/** The smallest GPU of the table that holds the complex. */
function gpuWords(tokens: number): string {
  const fitting = GPU_TOKEN_LIMITS.find(({ maxTokens }) => tokens <= maxTokens)
  return fitting ? `fits a ${fitting.memoryGb} GB GPU (${fitting.examples})` : 'is more than an 80 GB GPU usually holds'
}

export function SizePanel({ size, estimate, maxTokens, pricePerGpuSecond, simulated }: SizePanelProps) {
  const { known, partial } = size
  return (
    <div className="flex flex-col gap-2">
      <div className="flex items-end justify-between gap-4">
        <p className="leading-none">
          <span className="figures text-2xl leading-none font-semibold tracking-tight" data-testid="tokens">
            {partial && known > 0 ? '≥ ' : ''}
            {known.toLocaleString('en')}
          </span>{' '}
          <span className="text-sm text-muted">tokens</span>
        </p>
        <p className="text-right leading-none">
          <span className="figures text-lg leading-none font-semibold">{estimate === null ? '–' : `${partial ? '≥' : '≈'} ${roughDuration(estimate.seconds)}`}</span>{' '}
          <span className="text-sm text-muted">{simulated ? 'on a real GPU' : 'run time'}</span>
        </p>
      </div>
      <Gauge tokens={known} />
      {known > 0 && (
        <p className="text-xs text-muted">
          {partial ? 'Without the ligands not read yet, it' : 'It'} {gpuWords(known)}.{maxTokens !== null && ` This installation takes at most ${maxTokens.toLocaleString('en')} tokens.`}
        </p>
      )}
      {estimate !== null && (
        <details className="text-xs text-muted">
          <summary className="w-fit underline decoration-dotted underline-offset-3 hover:text-ink">What the estimate is made of</summary>
          <p className="mt-1">{estimate.basis}</p>
          {pricePerGpuSecond !== null && (
            <p className="mt-1">
              At ${pricePerGpuSecond} a GPU second this run costs about {formatDollars(estimate.seconds * pricePerGpuSecond)}. The start of a worker and its idle time are billed too.
            </p>
          )}
        </details>
      )}
    </div>
  )
}
