'use client'
// Before sending: what is in the way, what one should know, what will happen, and the button.
import { ArrowRight } from 'lucide-react'
import type { Complaint } from '@/lib/complexes/schema'
import { Button } from '@/components/ui/button'
import { Kbd } from '@/components/ui/kbd'
import { Notice } from '@/components/ui/notice'
import type { WhereTheyRun } from '@/lib/predictions/schema'
import type { RequestProblem } from '@/lib/predictions/client-request'
import { focusPlace } from './focus-place'

type SubmitPanelProps = {
  where: WhereTheyRun
  complaints: readonly Complaint[]
  warnings: readonly Complaint[]
  /** Some fields are merely still empty. */
  unfinished: boolean
  busy: boolean
  problem: RequestProblem | null
  failed: boolean
  unreachable: boolean
  onSubmit: () => void
  onSubmitAnother: () => void
}

function PlaceList({ items, label, ink }: { items: readonly Complaint[]; label: string; ink: string }) {
  if (items.length === 0) return null
  return (
    <div className="flex flex-col gap-1">
      <h3 className={`text-xs font-semibold ${ink}`}>{label}</h3>
      <ul className="flex max-h-36 flex-col gap-1 overflow-y-auto text-xs text-muted">
        {items.map(({ at, message }, index) => (
          <li key={index}>
            <button type="button" onClick={() => focusPlace(at)} className="text-left wrap-anywhere underline decoration-line-strong underline-offset-3 hover:text-ink hover:decoration-current">
              {message}
            </button>
          </li>
        ))}
      </ul>
    </div>
  )
}

/** What pressing the button does, before it is pressed. */
function Consequence({ where }: { where: WhereTheyRun }) {
  if (where.kind === 'unconfigured' && !where.standsIn) return null
  if (where.target === 'simulated') {
    return (
      <p className="text-xs text-muted">
        <strong className="font-semibold text-simulated">Nothing is predicted.</strong> The built-in simulator on this machine answers in Boltz-2’s form within seconds. Every result is marked as simulated.
      </p>
    )
  }
  if (where.standsIn) return <p className="text-xs text-muted">Runs Boltz-2 on a worker of your own, if it holds the complex; else it waits for RunPod. It can be cancelled at any time.</p>
  const billed = where.kind === 'local' ? 'Nothing is billed.' : 'RunPod bills the GPU time to the owner of its key.'
  return <p className="text-xs text-muted">Runs Boltz-2 on {where.kind === 'local' ? 'a worker of your own' : where.label}. {billed} It can be cancelled at any time.</p>
}

function WhereProblem({ where }: { where: WhereTheyRun }) {
  if (where.problem === null) return null
  return (
    <Notice
      tone="warn"
      title={where.problem.message}
      cause={where.kind === 'unconfigured' && !where.standsIn ? 'A prediction can be submitted now. It will wait until this is mended; nothing is simulated in its place.' : undefined}
      cure={where.problem.cure}
      links={where.problem.links}
    />
  )
}

function Refusal({ problem, onSubmitAnother }: { problem: RequestProblem | null; onSubmitAnother: () => void }) {
  const conflict = problem?.httpStatus === 409
  return (
    <Notice
      tone="bad"
      live="assertive"
      title={problem?.message ?? 'The prediction could not be submitted.'}
      cure={
        conflict
          ? 'This draft was submitted before and has changed since. Look for it among the predictions, or submit it as another one.'
          : 'Nothing is lost: the draft is kept in this browser. Submitting the same draft again cannot run it twice.'
      }
      actions={
        conflict && (
          <Button size="small" onClick={onSubmitAnother}>
            Submit as another prediction
          </Button>
        )
      }
    />
  )
}

function buttonWords({ where, busy }: SubmitPanelProps): string {
  if (where.target === 'simulated') return busy ? 'Submitting…' : 'Simulate'
  return busy ? 'Submitting…' : where.kind === 'unconfigured' && !where.standsIn ? 'Submit, to wait' : 'Submit prediction'
}

export function SubmitPanel(props: SubmitPanelProps) {
  const { where, complaints, warnings, unfinished, busy, failed, unreachable, onSubmit } = props
  const state =
    complaints.length > 0
      ? `${complaints.length === 1 ? 'One thing has' : `${complaints.length} things have`} to be mended first.`
      : unfinished
        ? 'Some fields are still empty.'
        : 'Ready to submit.'
  return (
    <div className="flex flex-col gap-3">
      <PlaceList items={complaints} label="To mend" ink="text-bad" />
      <PlaceList items={warnings} label="Worth knowing" ink="text-warn" />
      {unreachable && <p className="text-xs text-warn">The server could not be asked about this draft; the checks of this page hold until it can.</p>}
      <WhereProblem where={where} />
      {failed && <Refusal problem={props.problem} onSubmitAnother={props.onSubmitAnother} />}
      <Consequence where={where} />
      <Button tone="primary" busy={busy} onClick={onSubmit} className="h-10! w-full text-base!">
        {buttonWords(props)}
        {!busy && <ArrowRight aria-hidden className="size-4" />}
      </Button>
      <p role="status" className="flex flex-wrap items-center justify-between gap-2 text-xs text-muted">
        <span data-testid="readiness">{state}</span>
        <span aria-hidden className="max-sm:hidden">
          <Kbd keys="Ctrl" /> <Kbd keys="Enter" />
        </span>
      </p>
    </div>
  )
}
