'use client'
// What stands in the cells of the list. On a narrow screen the first cell says it all, as a card.
import clsx from 'clsx'
import Link from 'next/link'
import type { ChangeEvent, ReactNode } from 'react'
import { formatIc50, formatProbability } from '@/components/result/affinity-figures'
import { Badge, SimulatedBadge } from '@/components/ui/badge'
import { StatusBadge } from '@/components/ui/status-badge'
import { hasEnded } from '@/lib/predictions/list-match'
import { removedSentence } from '@/lib/predictions/retention-words'
import type { PredictionSummary } from '@/lib/predictions/schema'
import { AnnotateButton } from './annotate-button'
import { useMoment } from './clock'
import { formatAge, formatInstant } from './durations'
import { StageProgress } from './stage-progress'

type Props = { item: PredictionSummary }

const Absent = ({ why }: { why: string }) => (
  <span className="text-faint" title={why}>
    <span aria-hidden>–</span>
    <span className="sr-only">{why}</span>
  </span>
)

function absence({ status }: PredictionSummary): string {
  if (status === 'COMPLETED') return 'not reported'
  return hasEnded(status) ? 'it ended without a result' : 'not yet'
}

const affinityAbsence = (item: PredictionSummary): string => (item.affinityRequested ? absence(item) : 'not requested')

export const Confidence = ({ item }: Props) =>
  item.confidence_score === null ? <Absent why={absence(item)} /> : item.confidence_score.toFixed(2)

export const Affinity = ({ item }: Props) =>
  item.affinity_pred_value === null ? <Absent why={affinityAbsence(item)} /> : formatIc50(item.affinity_pred_value)

export const Probability = ({ item }: Props) =>
  item.affinity_probability_binary === null ? <Absent why={affinityAbsence(item)} /> : formatProbability(item.affinity_probability_binary)

export function State({ item }: Props) {
  const word = item.error?.message ?? item.notice?.message ?? null
  return (
    <div className="grid gap-1">
      <span className="flex flex-wrap items-center gap-x-2">
        <StatusBadge status={item.status} />
        {item.cancelWishedAt !== null && item.endedAt === null && <Badge>Cancelling</Badge>}
        {item.complete === false && <Badge tone="warn">Incomplete</Badge>}
        {item.filesRemoved && <Badge title={removedSentence(item.filesRemoved)}>Files removed</Badge>}
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

export function Submitted({ item }: Props) {
  const now = useMoment()
  return (
    <time dateTime={item.createdAt} title={formatInstant(item.createdAt)} className="text-xs text-muted">
      {now === null ? formatInstant(item.createdAt) : formatAge(item.createdAt, now)}
    </time>
  )
}

export const Tags = ({ item }: Props) => (
  <span className="flex flex-wrap items-center gap-1">
    {item.tags.map((tag) => (
      <Badge key={tag} className="max-w-full">
        <span className="truncate">{tag}</span>
      </Badge>
    ))}
    <AnnotateButton item={item} />
  </span>
)

export const Lines = ({ lines }: { lines: readonly string[] }) => (
  <span className="line-clamp-2 text-xs wrap-anywhere text-muted" title={lines.join('\n')}>
    {lines.join(', ')}
  </span>
)

/** Above the link that stretches over the row. */
export function SelectBox({ label, checked, some = false, toggle }: { label: string; checked: boolean; some?: boolean; toggle: (event: ChangeEvent<HTMLInputElement>) => void }) {
  const markSome = (box: HTMLInputElement | null) => {
    if (box) box.indeterminate = some && !checked
  }
  return (
    <label className="relative z-10 -m-2 grid place-items-center p-2">
      <input ref={markSome} type="checkbox" aria-label={label} checked={checked} onChange={toggle} className="size-4 accent-accent" />
    </label>
  )
}

/** On a card only what there is. */
function Figure({ label, absent, children }: { label: string; absent: boolean; children: ReactNode }) {
  if (absent) return null
  return (
    <div className="flex items-baseline gap-1.5">
      <dt className="text-xs text-faint">{label}</dt>
      <dd className="figures text-sm">{children}</dd>
    </div>
  )
}

function Card({ item }: Props) {
  return (
    <div className="mt-2 grid gap-2 font-normal lg:hidden">
      <State item={item} />
      <dl className="flex flex-wrap gap-x-5 gap-y-1">
        <Figure label="Confidence" absent={item.confidence_score === null}>
          <Confidence item={item} />
        </Figure>
        <Figure label="IC50" absent={item.affinity_pred_value === null}>
          <Affinity item={item} />
        </Figure>
        <Figure label="Binder" absent={item.affinity_probability_binary === null}>
          <Probability item={item} />
        </Figure>
        <Figure label="Tokens" absent={false}>
          {item.tokens.toLocaleString('en-GB')}
        </Figure>
      </dl>
      {item.note !== null && <Lines lines={[item.note]} />}
      <Tags item={item} />
      <p className="text-xs text-muted">
        {item.owner.name} · <Submitted item={item} />
      </p>
    </div>
  )
}

/** The link stretches over the whole row. */
export function Name({ item }: Props) {
  return (
    <>
      <Link
        href={`/predictions/${item.id}`}
        prefetch={false}
        data-row-link
        className="block truncate font-medium after:absolute after:inset-0 focus-visible:outline-none focus-visible:after:outline-2 focus-visible:after:-outline-offset-2 focus-visible:after:outline-focus"
      >
        {item.name}
      </Link>
      <p className="flex flex-wrap items-center gap-x-2 gap-y-0.5 text-xs font-normal text-muted">
        <span className="truncate">{item.composition}</span>
        {item.simulated && <SimulatedBadge />}
      </p>
      <Card item={item} />
    </>
  )
}
