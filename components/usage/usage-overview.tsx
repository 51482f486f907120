// The lead's overview: figures, charts by week, what failed, who used how much; and apart from all that, what was simulated.
import Link from 'next/link'
import { SimulatedBadge } from '@/components/ui/badge'
import { buttonLook } from '@/components/ui/button'
import { Card, CardBody, CardHead } from '@/components/ui/card'
import { EmptyState } from '@/components/ui/empty-state'
import type { UsageView } from '@/lib/usage/schema'
import { totalOf } from '@/lib/usage/sums'
import { COUNT_SERIES, countColumns, GPU_SERIES, gpuColumns } from './chart-rows'
import { FailuresTable } from './failures-table'
import { PeopleTable } from './people-table'
import { PersonWeekTable } from './person-week-table'
import { UsageFigures, UsageNotes } from './usage-figures'
import { WeekChart } from './week-chart'
import { WeekTable } from './week-table'

function RealUsage({ usage, setsPrice }: { usage: UsageView; setsPrice: boolean }) {
  const { from, to, real } = usage
  return (
    <>
      <UsageFigures usage={usage} setsPrice={setsPrice} />
      <Card aria-labelledby="by-week">
        <CardHead id="by-week" title="By week" />
        <CardBody className="grid gap-x-8 gap-y-6 lg:grid-cols-2">
          <figure className="grid min-w-0 gap-2">
            <figcaption className="text-sm font-medium">Predictions</figcaption>
            <WeekChart label="Predictions by week" columns={countColumns(real.weeks, 'no')} series={COUNT_SERIES} />
          </figure>
          <figure className="grid min-w-0 gap-2">
            <figcaption className="text-sm font-medium">GPU seconds</figcaption>
            <WeekChart label="GPU seconds by week" columns={gpuColumns(real.weeks)} series={GPU_SERIES} />
          </figure>
        </CardBody>
        <WeekTable label="By week" weeks={real.weeks} simulated="no" />
      </Card>
      <Card aria-labelledby="failures">
        <CardHead id="failures" title="What failed, and why" />
        <FailuresTable from={from} to={to} failures={real.failures} simulated="no" />
      </Card>
      <Card aria-labelledby="by-person">
        <CardHead id="by-person" title="By person" />
        <PeopleTable from={from} to={to} people={real.people} />
      </Card>
      <Card aria-labelledby="by-person-and-week">
        <CardHead id="by-person-and-week" title={usage.pricePerGpuSecond === null ? 'GPU seconds by person and week' : 'GPU seconds and estimated cost by person and week'} />
        <PersonWeekTable weeks={real.weeks} people={real.people} />
      </Card>
      <UsageNotes usage={usage} />
    </>
  )
}

function SimulatedUsage({ usage: { from, to, simulated } }: { usage: UsageView }) {
  return (
    <Card aria-labelledby="simulated-usage">
      <CardHead id="simulated-usage" className="hatched" title={`Simulated predictions: ${totalOf(simulated.counts).toLocaleString('en')}`} aside={<SimulatedBadge />} />
      <CardBody className="grid gap-3">
        <p className="text-sm text-muted">Made up by the built-in stand-in, without a GPU. Nothing of it is in the figures, GPU seconds or cost above.</p>
        <WeekChart label="Simulated predictions by week" columns={countColumns(simulated.weeks, 'yes')} series={COUNT_SERIES} />
      </CardBody>
      <WeekTable label="Simulated predictions by week" weeks={simulated.weeks} simulated="yes" />
      {simulated.failures.length > 0 && <FailuresTable from={from} to={to} failures={simulated.failures} simulated="yes" />}
    </Card>
  )
}

const NoRealUsage = () => (
  <Card>
    <EmptyState title="No real prediction was submitted in these weeks">There are no GPU seconds and no cost.</EmptyState>
  </Card>
)

const NoUsage = ({ submits }: { submits: boolean }) => (
  <Card>
    <EmptyState title="Nothing was submitted in these weeks" actions={submits ? <Link href="/new" className={buttonLook('primary')}>New prediction</Link> : undefined}>
      What your team predicts is summed up here: what ran, what failed of what, and what it cost.
    </EmptyState>
  </Card>
)

/** `setsPrice`, `submits`: what whoever looks at it may do. */
export function UsageOverview({ usage, setsPrice, submits }: { usage: UsageView; setsPrice: boolean; submits: boolean }) {
  const isReal = usage.real.people.length > 0
  const isSimulated = totalOf(usage.simulated.counts) > 0
  return (
    <div className="grid grid-cols-1 gap-4">
      {isReal && <RealUsage usage={usage} setsPrice={setsPrice} />}
      {!isReal && (isSimulated ? <NoRealUsage /> : <NoUsage submits={submits} />)}
      {isSimulated && <SimulatedUsage usage={usage} />}
    </div>
  )
}
