'use client'
// Predictions of all teams by their state, and the one that waits the longest.
import { Card, CardBody, CardHead } from '@/components/ui/card'
import { StatusBadge } from '@/components/ui/status-badge'
import type { SystemView } from '@/lib/system/schema'
import { Moment } from './moment'
import { NamedPrediction } from './named-prediction'

export function WaitingCard({ predictions: { byState, oldestWaiting } }: { predictions: SystemView['predictions'] }) {
  return (
    <Card aria-labelledby="waiting-title">
      <CardHead id="waiting-title" title="Predictions of all teams" />
      <CardBody className="grid gap-4">
        <dl className="grid grid-cols-2 gap-x-6 gap-y-1.5">
          {byState.map(({ status, count }) => (
            <div key={status} className="flex items-baseline justify-between gap-2 border-b border-line pb-1">
              <dt>
                <StatusBadge status={status} />
              </dt>
              <dd className="figures font-medium" data-count={status}>
                {count.toLocaleString('en')}
              </dd>
            </div>
          ))}
        </dl>
        <p className="text-sm text-muted">
          {oldestWaiting === null ? (
            'None waits for a place.'
          ) : (
            <>
              The oldest that waits: <NamedPrediction named={oldestWaiting} />, since <Moment at={oldestWaiting.since} />, <StatusBadge status={oldestWaiting.status} />
            </>
          )}
        </p>
      </CardBody>
    </Card>
  )
}
