// What predictions failed of: the error's words and code, a bar for how many, and the list of them behind it.
import Link from 'next/link'
import { formatCount } from '@/components/ui/figures'
import { Cell, HeadCell, RowHead, Table } from '@/components/ui/table'
import type { Failure, UsageView } from '@/lib/usage/schema'
import { listOf } from './chart-rows'
import { ShareBar } from './share-bar'

type FailuresTableProps = Pick<UsageView, 'from' | 'to'> & { failures: readonly Failure[]; simulated: 'yes' | 'no' }

export function FailuresTable({ from, to, failures, simulated }: FailuresTableProps) {
  if (failures.length === 0) return <p className="p-4 text-sm text-muted">Nothing failed in these weeks.</p>
  const longest = Math.max(...failures.map(({ predictions }) => predictions))
  return (
    <Table label={simulated === 'yes' ? 'What simulated predictions failed of' : 'What predictions failed of'}>
      <thead>
        <tr>
          <HeadCell>Failed of</HeadCell>
          <HeadCell className="w-1/4 max-sm:hidden">
            <span className="sr-only">Share</span>
          </HeadCell>
          <HeadCell numeric>Predictions</HeadCell>
        </tr>
      </thead>
      <tbody>
        {failures.map(({ code, words, predictions }) => (
          <tr key={code}>
            <RowHead>
              <Link href={listOf({ error: code, from, to, simulated })} prefetch={false} className="underline decoration-line-strong underline-offset-2 hover:decoration-current">
                {words}
              </Link>
              {words !== code && <span className="block font-mono text-xs font-normal text-faint">{code}</span>}
            </RowHead>
            <Cell className="max-sm:hidden">
              <ShareBar longest={longest} parts={[{ value: predictions, fill: 'fill-state-failed' }]} />
            </Cell>
            <Cell numeric>{formatCount(predictions)}</Cell>
          </tr>
        ))}
      </tbody>
    </Table>
  )
}
