'use client'
// Whether what is due is looked at in time, and by which processes.
import { formatDuration } from '@/components/predictions/durations'
import { Badge } from '@/components/ui/badge'
import { Card, CardBody, CardHead } from '@/components/ui/card'
import { Cell, HeadCell, RowHead, Table } from '@/components/ui/table'
import type { SystemView } from '@/lib/system/schema'
import { Moment } from './moment'
import { NamedPrediction } from './named-prediction'

type Reconciler = SystemView['reconciler']

/** A look that is due is begun within a second; where many are due at once, within some. */
const LATE_MS = 10_000

function Processes({ processes }: { processes: Reconciler['processes'] }) {
  return (
    <Table label="Processes that reconcile">
      <thead>
        <tr>
          <HeadCell>Process</HeadCell>
          <HeadCell>Last round</HeadCell>
          <HeadCell>Since</HeadCell>
          <HeadCell>Version</HeadCell>
        </tr>
      </thead>
      <tbody>
        {processes.map(({ host, pid, version, startedAt, roundAt, alive }) => (
          <tr key={`${host} ${pid} ${startedAt}`}>
            <RowHead className="wrap-anywhere">
              {host}, <span className="figures">{pid}</span> {!alive && <Badge tone="bad">Gone</Badge>}
            </RowHead>
            <Cell>{roundAt === null ? 'none yet' : <Moment at={roundAt} />}</Cell>
            <Cell>
              <Moment at={startedAt} />
            </Cell>
            <Cell className="figures">{version}</Cell>
          </tr>
        ))}
      </tbody>
    </Table>
  )
}

export function ReconcilerCard({ reconciler }: { reconciler: Reconciler }) {
  const { overdue, mostOverdueMs, mostOverdue, inHand, processes } = reconciler
  const isLate = overdue > 0 && mostOverdueMs > LATE_MS
  const nobody = !processes.some(({ alive }) => alive)
  return (
    <Card aria-labelledby="reconciler-title">
      <CardHead id="reconciler-title" title="Reconciler" />
      <CardBody className="grid gap-1">
        <p className="flex flex-wrap items-baseline gap-x-3">
          <span className="figures text-2xl font-semibold tracking-tight" data-testid="overdue">
            {overdue === 0 ? 'On time' : formatDuration(mostOverdueMs)}
          </span>
          {overdue > 0 && <Badge tone={isLate ? 'bad' : 'neutral'}>{isLate ? 'Late' : 'Being begun'}</Badge>}
        </p>
        <p className="text-sm text-muted">
          {overdue === 0 ? 'No look at a prediction is overdue' : `The most overdue of ${overdue === 1 ? 'one look' : `${overdue} looks`} that should have begun`}
          {mostOverdue !== null && (
            <>
              : <NamedPrediction named={mostOverdue} />
            </>
          )}
          . {inHand === 1 ? 'One is' : `${inHand} are`} in hand.
        </p>
        {nobody && <p className="text-sm text-bad">No process reconciles: nothing is handed over, and no result is fetched. Start the server, or npm run reconciler where ATOMERA_RECONCILER=none; a scheduler that calls the cron route is not shown here.</p>}
      </CardBody>
      {processes.length > 0 && <Processes processes={processes} />}
    </Card>
  )
}
