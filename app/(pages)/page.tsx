// The list of predictions: first painted by the server for the filters in the address, then kept live by the browser.
import type { Metadata } from 'next'
import { Plus } from 'lucide-react'
import Link from 'next/link'
import { filtersFrom } from '@/components/predictions/list-url'
import { PredictionList } from '@/components/predictions/prediction-list'
import { buttonLook } from '@/components/ui/button'
import { describeComposition } from '@/lib/complexes/describe'
import { EXAMPLES } from '@/lib/complexes/examples'
import { pageActor } from '@/lib/door/page-actor'
import { LIST_PAGE_SIZE } from '@/lib/query-keys'
import { listPredictions } from '@/lib/predictions/service'

export const metadata: Metadata = { title: 'Predictions' }

type Search = Promise<{ [name: string]: string | string[] | undefined }>

const EXAMPLE_LINKS = EXAMPLES.map(({ id, title, why, complex }) => ({ id, title, why, composition: describeComposition(complex) }))

const one = (value: string | string[] | undefined): string | undefined => (typeof value === 'string' ? value : undefined)

export default async function PredictionsPage({ searchParams }: { searchParams: Search }) {
  const { status, q } = await searchParams
  const filters = filtersFrom(one(status), one(q))
  const page = await listPredictions(await pageActor(), {
    limit: LIST_PAGE_SIZE,
    ...(filters.status === null ? {} : { status: filters.status }),
    ...(filters.q === '' ? {} : { q: filters.q }),
  })
  return (
    <>
      <div className="mb-4 flex flex-wrap items-center justify-between gap-3">
        <h1 className="text-2xl font-semibold">Predictions</h1>
        <Link href="/new" className={buttonLook('primary')}>
          <Plus aria-hidden className="size-4" /> New prediction
        </Link>
      </div>
      <PredictionList first={{ filters, page }} examples={EXAMPLE_LINKS} />
    </>
  )
}
