// Who used how much: a bar of GPU seconds for each person, and the figures; a name opens that person's predictions.
import Link from 'next/link'
import { formatCount } from '@/components/ui/figures'
import { Cell, HeadCell, RowHead, Table } from '@/components/ui/table'
import type { UsageView } from '@/lib/usage/schema'
import { gpuSecondsOf, totalOf } from '@/lib/usage/sums'
import { GPU_SERIES, listOf } from './chart-rows'
import { GPU_HEADS, GpuCells } from './gpu-cells'
import { ShareBar } from './share-bar'

const HEADS = ['Predictions', ...GPU_HEADS]

export function PeopleTable({ from, to, people }: Pick<UsageView, 'from' | 'to'> & Pick<UsageView['real'], 'people'>) {
  const longest = Math.max(...people.map(({ gpu }) => gpuSecondsOf(gpu)))
  return (
    <Table label="What each person used">
      <thead>
        <tr>
          <HeadCell>Person</HeadCell>
          <HeadCell className="w-1/3">GPU seconds</HeadCell>
          {HEADS.map((head) => <HeadCell key={head} numeric>{head}</HeadCell>)}
        </tr>
      </thead>
      <tbody>
        {people.map(({ person, counts, gpu }) => (
          <tr key={person.id}>
            <RowHead className="whitespace-nowrap">
              <Link href={listOf({ owner: person.id, from, to, simulated: 'no' })} prefetch={false} className="underline decoration-line-strong underline-offset-2 hover:decoration-current">
                {person.name}
              </Link>
            </RowHead>
            <Cell>
              <ShareBar longest={longest} parts={GPU_SERIES.map(({ key, fill }) => ({ value: gpu[key], fill }))} />
            </Cell>
            <Cell numeric>{formatCount(totalOf(counts))}</Cell>
            <GpuCells gpu={gpu} />
          </tr>
        ))}
      </tbody>
    </Table>
  )
}
