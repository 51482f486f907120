// GPU seconds and estimated cost of each person in each week, newest week first; a cell opens that person's predictions of that week.
import Link from 'next/link'
import { Cell, HeadCell, RowHead, Table } from '@/components/ui/table'
import type { UsageView, WeekUsage } from '@/lib/usage/schema'
import { gpuSecondsOf, totalOf } from '@/lib/usage/sums'
import { listOf, secondsWords, shortWeek, weekWords } from './chart-rows'
import { CostWords } from './gpu-cells'

function Usage({ week, personId, name }: { week: WeekUsage; personId: string; name: string }) {
  const used = week.people.find(({ person }) => person.id === personId)
  if (used === undefined) return <span aria-label="nothing" className="text-faint">·</span>
  return (
    <Link
      href={listOf({ owner: personId, from: week.from, to: week.to, simulated: 'no' })}
      prefetch={false}
      className="underline decoration-line-strong underline-offset-2 hover:decoration-current"
    >
      <span className="sr-only">{`${name}, ${weekWords(week)}, ${totalOf(used.counts)} predictions: `}</span>
      {secondsWords(gpuSecondsOf(used.gpu))}
      <span className="sr-only"> GPU seconds</span>
      {used.gpu.estimatedCostUsd !== null && (
        <span className="block text-xs text-muted">
          <CostWords gpu={used.gpu} />
        </span>
      )}
    </Link>
  )
}

export function PersonWeekTable({ weeks, people }: Pick<UsageView['real'], 'weeks' | 'people'>) {
  const newestFirst = weeks.toReversed()
  return (
    <Table label="GPU seconds by person and week">
      <thead>
        <tr>
          <HeadCell>Person</HeadCell>
          {newestFirst.map((week) => (
            <HeadCell key={week.name} numeric title={weekWords(week)}>
              {shortWeek(week.name)}
            </HeadCell>
          ))}
        </tr>
      </thead>
      <tbody>
        {people.map(({ person }) => (
          <tr key={person.id}>
            <RowHead className="whitespace-nowrap">{person.name}</RowHead>
            {newestFirst.map((week) => (
              <Cell key={week.name} numeric className="whitespace-nowrap">
                <Usage week={week} personId={person.id} name={person.name} />
              </Cell>
            ))}
          </tr>
        ))}
      </tbody>
    </Table>
  )
}
