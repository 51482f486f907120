'use client'
// Where the time went: waiting in Atomera, waiting at the endpoint, running. Observed times only; what lasts is counted by the page's clock.
import clsx from 'clsx'
import { hasEnded } from '@/lib/predictions/list-match'
import type { PredictionView } from '@/lib/predictions/schema'
import { useSecond } from './clock'
import { formatDuration, formatSecond, formatStepped, formatTicking } from './durations'
import { beganAt, courseOf, phasesOf, type Phase, type PhaseState } from './timeline-phases'

const LINE: Record<PhaseState, string> = {
  done: 'bg-accent',
  now: 'bg-state-running animate-breathe',
  ahead: 'bg-line',
  skipped: 'bg-line',
}

const ABSENT: Record<PhaseState, string> = { done: 'not reported', now: '', ahead: 'not yet', skipped: 'did not happen' }

function lengthWords(phase: Phase, step: number): string {
  if (phase.milliseconds === null) return ABSENT[phase.state]
  return phase.state === 'now' ? formatTicking(phase.milliseconds) : formatStepped(phase.milliseconds, step)
}

function PhaseItem({ phase, step }: { phase: Phase; step: number }) {
  return (
    <li className="grid content-start gap-1" aria-current={phase.state === 'now' ? 'step' : undefined}>
      <span aria-hidden className={clsx('h-1 rounded-full', LINE[phase.state])} />
      <span className="text-xs font-medium text-muted" title={phase.meaning}>
        {phase.name}
      </span>
      <span className="figures text-lg leading-tight font-semibold">{lengthWords(phase, step)}</span>
      <span className="figures text-xs text-faint">
        {phase.at !== null && <time dateTime={phase.at}>from {formatSecond(phase.at)}</time>}
        {phase.aside !== null && <span className="block">{phase.aside}</span>}
      </span>
    </li>
  )
}

function Total({ view, length }: { view: PredictionView; length: string }) {
  return (
    <p className="figures text-xs text-muted">
      {length} from {beganAt(view) === view.createdAt ? 'accepted' : 'run again'} {hasEnded(view.status) ? 'to the end' : 'until now'}
      {view.estimateSeconds !== null && `; about ${formatDuration(view.estimateSeconds * 1_000)} of GPU time were estimated`}.
    </p>
  )
}

const OWN_CLOCK = 'Times as Atomera saw them, looking every now and then. What the endpoint reports is measured there and may differ.'

export function PredictionTimeline({ view }: { view: PredictionView }) {
  const now = useSecond()
  const phases = phasesOf(view, now)
  const { lengthMs, step } = courseOf(view, now)
  return (
    <div className="grid grid-cols-1 gap-3">
      <ol className="grid grid-cols-1 gap-4 sm:grid-cols-3 sm:gap-2">
        {phases.map((phase) => (
          <PhaseItem key={phase.name} phase={phase} step={step} />
        ))}
      </ol>
      {lengthMs !== null && <Total view={view} length={view.endedAt === null ? formatTicking(lengthMs) : formatStepped(lengthMs, step)} />}
      {phases.some((phase) => phase.aside !== null) && <p className="text-xs text-faint">{OWN_CLOCK}</p>}
    </div>
  )
}
