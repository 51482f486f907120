'use client'
// One prediction in the list: a row where there is room, a card where there is not. The whole of it opens the prediction.
import clsx from 'clsx'
import Link from 'next/link'
import type { ReactNode } from 'react'
import { formatIc50, formatProbability } from '@/components/result/affinity-figures'
import { Badge, SimulatedBadge } from '@/components/ui/badge'
import { StatusBadge } from '@/components/ui/status-badge'
import type { PredictionSummary } from '@/lib/predictions/schema'
import { useMoment } from './clock'
import { formatAge, formatInstant } from './durations'
import { StageProgress } from './stage-progress'

/** One grid for the head and every row: name, state, three scores, size, owner and age. */
export const ROW_GRID =
  'lg:grid lg:grid-cols-[minmax(16rem,1fr)_11rem_6rem_6.5rem_6rem_5rem_9rem] lg:items-center lg:gap-4'

/** On a card only what there is; in a row an absent figure keeps its column. */
function Figure({ label, absent = false, children }: { label: string; absent?: boolean; children: ReactNode }) {
  return (
    <div className={clsx('flex items-baseline gap-1.5 lg:block lg:text-right', absent && 'max-lg:hidden')}>
      <dt className="text-xs text-faint lg:sr-only">{label}</dt>
      <dd className="figures text-sm">{children}</dd>
    </div>
  )
}

const Absent = ({ why }: { why: string }) => (
  <span className="text-faint" title={why}>
    <span aria-hidden>–</span>
    <span className="sr-only">{why}</span>
  </span>
)

function affinityAbsence(item: PredictionSummary): string {
  if (!item.affinityRequested) return 'not requested'
  return item.status === 'COMPLETED' ? 'not reported' : 'not yet'
}

function Scores({ item }: { item: PredictionSummary }) {
  const absent = <Absent why={affinityAbsence(item)} />
  return (
    <>
      <Figure label="Confidence" absent={item.confidence_score === null}>
        {item.confidence_score === null ? (
          <Absent why={item.status === 'COMPLETED' ? 'not reported' : 'not yet'} />
        ) : (
          item.confidence_score.toFixed(2)
        )}
      </Figure>
      <Figure label="IC50" absent={item.affinity_pred_value === null}>{item.affinity_pred_value === null ? absent : formatIc50(item.affinity_pred_value)}</Figure>
      <Figure label="Binder" absent={item.affinity_probability_binary === null}>
        {item.affinity_probability_binary === null ? absent : formatProbability(item.affinity_probability_binary)}
      </Figure>
    </>
  )
}

function State({ item }: { item: PredictionSummary }) {
  const word = item.error?.message ?? item.notice?.message ?? null
  return (
    <div className="grid gap-1">
      <span className="flex flex-wrap items-center gap-x-2">
        <StatusBadge status={item.status} />
        {item.cancelWishedAt !== null && item.endedAt === null && <Badge>Cancelling</Badge>}
        {item.complete === false && <Badge tone="warn">Incomplete</Badge>}
      </span>
      {item.status === 'IN_PROGRESS' && <StageProgress progress={item.progress} brief />}
      {word && (
        <span className={clsx('line-clamp-2 text-xs', item.error ? 'text-bad' : 'text-warn')} title={word}>
          {word}
        </span>
      )}
    </div>
  )
}

function Age({ item }: { item: PredictionSummary }) {
  const now = useMoment()
  return (
    <div className="text-xs text-muted lg:text-right">
      <span className="max-lg:after:content-['_·_'] lg:block lg:truncate">{item.owner.name}</span>
      <time dateTime={item.createdAt} title={formatInstant(item.createdAt)} className="text-faint">
        {now === null ? formatInstant(item.createdAt) : formatAge(item.createdAt, now)}
      </time>
    </div>
  )
}

export function PredictionRow({ item }: { item: PredictionSummary }) {
  return (
    <li className={clsx('relative grid gap-2 px-4 py-3 hover:bg-sunken/60 lg:py-2.5', ROW_GRID)} data-prediction={item.id} data-status={item.status}>
      <div className="min-w-0">
        <Link
          href={`/predictions/${item.id}`}
          prefetch={false}
          data-row-link
          className="block truncate font-medium after:absolute after:inset-0 focus-visible:outline-none focus-visible:after:outline-2 focus-visible:after:-outline-offset-2 focus-visible:after:outline-focus"
        >
          {item.name}
        </Link>
        <p className="flex flex-wrap items-center gap-x-2 gap-y-0.5 text-xs text-muted">
          <span className="truncate">{item.composition}</span>
          {item.simulated && <SimulatedBadge />}
        </p>
      </div>
      <State item={item} />
      <dl className="flex flex-wrap gap-x-5 gap-y-1 lg:contents">
        <Scores item={item} />
        <Figure label="Tokens">{item.tokens.toLocaleString('en-GB')}</Figure>
      </dl>
      <Age item={item} />
    </li>
  )
}
