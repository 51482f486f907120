// The lead's overview of what the team ran in the last weeks. It is summed anew whenever it is opened.
import type { Metadata } from 'next'
import { Suspense } from 'react'
import { PeriodChoice } from '@/components/usage/period-choice'
import { UsageOverview } from '@/components/usage/usage-overview'
import { UsageSkeleton } from '@/components/usage/usage-skeleton'
import { may, type Actor } from '@/lib/access/actor'
import { pageActorOrNotFound } from '@/lib/door/page-actor'
import { PERIODS, type Period } from '@/lib/usage/schema'
import { viewUsage } from '@/lib/usage/service'

export const metadata: Metadata = { title: 'Overview' }

type Search = Promise<{ [name: string]: string | string[] | undefined }>

const USUAL: Period = 12

async function Summed({ actor, weeks }: { actor: Actor; weeks: Period }) {
  return <UsageOverview usage={await viewUsage(actor, { weeks })} setsPrice={may(actor, 'settings:change')} submits={may(actor, 'predictions:submit')} />
}

export default async function OverviewPage({ searchParams }: { searchParams: Search }) {
  const actor = await pageActorOrNotFound('usage:read')
  const asked = (await searchParams).weeks
  const weeks = PERIODS.find((period) => String(period) === asked) ?? USUAL
  return (
    <>
      <div className="mb-4 flex flex-wrap items-center justify-between gap-3">
        <h1 className="text-2xl font-semibold">Overview</h1>
        <PeriodChoice chosen={weeks} />
      </div>
      <Suspense key={weeks} fallback={<UsageSkeleton />}>
        <Summed actor={actor} weeks={weeks} />
      </Suspense>
    </>
  )
}
