// The charts by week as a table: every figure with the list behind it.
import Link from 'next/link'
import { formatCount } from '@/components/ui/figures'
import { Cell, HeadCell, RowHead, Table } from '@/components/ui/table'
import type { WeekCounts, WeekUsage } from '@/lib/usage/schema'
import { COUNT_SERIES, listOf, weekWords } from './chart-rows'
import { GPU_HEADS, GpuCells } from './gpu-cells'

const LINK = 'underline decoration-line-strong underline-offset-2 hover:decoration-current'

function CountCells({ week, simulated }: { week: WeekCounts; simulated: 'yes' | 'no' }) {
  return COUNT_SERIES.map(({ key, label, status }) => (
    <Cell key={key} numeric>
      {week.counts[key] === 0 ? (
        <span className="text-faint">0</span>
      ) : (
        <Link href={listOf({ from: week.from, to: week.to, status, simulated })} prefetch={false} className={LINK} aria-label={`${formatCount(week.counts[key])} ${label.toLowerCase()} in ${weekWords(week)}`}>
          {formatCount(week.counts[key])}
        </Link>
      )}
    </Cell>
  ))
}

type Row = WeekCounts & Partial<Pick<WeekUsage, 'gpu'>>

/** Newest first. Simulated weeks have no GPU seconds. */
export function WeekTable({ label, weeks, simulated }: { label: string; weeks: readonly Row[]; simulated: 'yes' | 'no' }) {
  return (
    <details className="border-t border-line">
      <summary className="px-4 py-2.5 text-sm text-muted hover:text-ink">{label} as a table</summary>
      <Table label={`${label} as a table`}>
        <thead>
          <tr>
            <HeadCell>Week</HeadCell>
            {COUNT_SERIES.map((series) => (
              <HeadCell key={series.key} numeric>
                {series.label}
              </HeadCell>
            ))}
            {simulated === 'no' && GPU_HEADS.map((head) => <HeadCell key={head} numeric>{head}</HeadCell>)}
          </tr>
        </thead>
        <tbody>
          {weeks.toReversed().map((week) => (
            <tr key={week.name}>
              <RowHead className="whitespace-nowrap">
                <Link href={listOf({ from: week.from, to: week.to, simulated })} prefetch={false} className={LINK}>
                  {weekWords(week)}
                </Link>
              </RowHead>
              <CountCells week={week} simulated={simulated} />
              {week.gpu !== undefined && <GpuCells gpu={week.gpu} />}
            </tr>
          ))}
        </tbody>
      </Table>
    </details>
  )
}
