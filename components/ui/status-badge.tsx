// The state of a prediction in words and colour. A shape goes with each colour, so that no state is told by colour alone.
import clsx from 'clsx'
import { STATUS_WORDS, type StatusTone } from '@/components/predictions/status-words'
import type { PredictionStatus } from '@/lib/predictions/schema'

const LOOKS: Readonly<Record<StatusTone, { colour: string; mark: string }>> = {
  queued: { colour: 'text-state-queued', mark: 'rounded-full border-2 border-current' },
  waiting: { colour: 'text-state-waiting', mark: 'rounded-full border-2 border-dotted border-current' },
  running: { colour: 'text-state-running', mark: 'animate-breathe rounded-full bg-current' },
  completed: { colour: 'text-state-completed', mark: 'rounded-full bg-current' },
  failed: { colour: 'text-state-failed', mark: 'rotate-45 bg-current' },
  cancelled: { colour: 'text-state-cancelled', mark: 'h-0.5! bg-current' },
  'timed-out': { colour: 'text-state-timed-out', mark: 'bg-current' },
}

export function StatusBadge({ status, className }: { status: PredictionStatus; className?: string }) {
  const { word, tone, meaning } = STATUS_WORDS[status]
  const { colour, mark } = LOOKS[tone]
  return (
    <span
      data-status={status}
      title={meaning}
      className={clsx('inline-flex items-center gap-2 text-sm font-medium whitespace-nowrap', colour, className)}
    >
      <span aria-hidden className="grid size-2.5 place-items-center">
        <span className={clsx('size-2', mark)} />
      </span>
      {word}
    </span>
  )
}
