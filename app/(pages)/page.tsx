// The list of predictions: first painted by the server for the filters in the address, then kept live by the browser.
import type { Metadata } from 'next'
import { Plus } from 'lucide-react'
import Link from 'next/link'
import { PredictionList } from '@/components/predictions/prediction-list'
import { buttonLook } from '@/components/ui/button'
import { describeComposition } from '@/lib/complexes/describe'
import { EXAMPLES } from '@/lib/complexes/examples'
import { may } from '@/lib/access/actor'
import { pageActor } from '@/lib/door/page-actor'
import { searchReader, type PageSearch } from '@/lib/page-search'
import { filtersFrom, parametersOf } from '@/lib/predictions/list-filters'
import { ListPredictions } from '@/lib/predictions/list-schema'
import { LIST_PAGE_SIZE } from '@/lib/query-keys'
import { listPredictions } from '@/lib/predictions/service'

export const metadata: Metadata = { title: 'Predictions' }

const EXAMPLE_LINKS = EXAMPLES.map(({ id, title, why, complex }) => ({ id, title, why, composition: describeComposition(complex) }))

export default async function PredictionsPage({ searchParams }: { searchParams: PageSearch }) {
  const filters = filtersFrom(await searchReader(searchParams))
  const query = ListPredictions.parse({ ...Object.fromEntries(parametersOf(filters)), limit: LIST_PAGE_SIZE })
  const actor = await pageActor()
  const page = await listPredictions(actor, query)
  return (
    <>
      <div className="mb-4 flex flex-wrap items-center justify-between gap-3">
        <h1 className="text-2xl font-semibold">Predictions</h1>
        {may(actor, 'predictions:submit') && (
          <Link href="/new" className={buttonLook('primary')}>
            <Plus aria-hidden className="size-4" /> New prediction
          </Link>
        )}
      </div>
      <PredictionList first={{ filters, page }} examples={EXAMPLE_LINKS} />
    </>
  )
}
