// Small labels. `SimulatedBadge` stands wherever a number or pose did not come from Boltz-2; its hatching says so without colour.
import clsx from 'clsx'
import { FlaskConical } from 'lucide-react'
import type { ReactNode } from 'react'

export type Tone = 'neutral' | 'good' | 'warn' | 'bad' | 'note' | 'accent'

const TONES: Readonly<Record<Tone, string>> = {
  neutral: 'border-line bg-sunken text-muted',
  good: 'border-good/30 bg-good-soft text-good',
  warn: 'border-warn/30 bg-warn-soft text-warn',
  bad: 'border-bad/30 bg-bad-soft text-bad',
  note: 'border-note/30 bg-note-soft text-note',
  accent: 'border-accent/30 bg-accent-soft text-accent',
}

const SHAPE = 'inline-flex items-center gap-1 rounded-sm border px-1.5 text-xs leading-5 font-medium whitespace-nowrap'

export function Badge({ tone = 'neutral', className, title, children }: { tone?: Tone; className?: string; title?: string; children: ReactNode }) {
  return (
    <span title={title} className={clsx(SHAPE, TONES[tone], className)}>
      {children}
    </span>
  )
}

export function SimulatedBadge({ className }: { className?: string }) {
  return (
    <span
      title="Made up by the simulated worker. Not a prediction."
      className={clsx(SHAPE, 'hatched border-simulated/40 bg-simulated-soft text-simulated', className)}
    >
      <FlaskConical aria-hidden className="size-3" />
      Simulated
    </span>
  )
}
