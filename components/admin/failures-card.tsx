'use client'
// What went wrong lately: predictions that failed, by their code, and requests that failed without words, by the id under which the log says more.
import { Badge } from '@/components/ui/badge'
import { Card, CardBody, CardHead } from '@/components/ui/card'
import { Cell, HeadCell, RowHead, Table } from '@/components/ui/table'
import type { SystemView } from '@/lib/system/schema'
import { Moment } from './moment'
import { NamedPrediction } from './named-prediction'

export function FailuresCard({ failures }: { failures: SystemView['failures'] }) {
  return (
    <Card aria-labelledby="failures-title">
      <CardHead id="failures-title" title="Failed predictions" aside={<span className="text-xs text-faint">of all teams, seven days</span>} />
      {failures.length === 0 ? (
        <CardBody className="text-sm text-muted">None failed.</CardBody>
      ) : (
        <Table label="Failed predictions by code">
          <thead>
            <tr>
              <HeadCell>Why</HeadCell>
              <HeadCell numeric>How many</HeadCell>
              <HeadCell>Newest</HeadCell>
            </tr>
          </thead>
          <tbody>
            {failures.map(({ code, message, cure, count, newest, newestAt }) => (
              <tr key={code} data-failure={code}>
                <RowHead className="min-w-56">
                  {message} <code className="figures text-xs font-normal text-faint">{code}</code>
                  {cure !== null && <p className="mt-0.5 text-xs font-normal text-muted">{cure}</p>}
                </RowHead>
                <Cell numeric>{count}</Cell>
                <Cell className="min-w-36">
                  <NamedPrediction named={newest} />, <Moment at={newestAt} />
                </Cell>
              </tr>
            ))}
          </tbody>
        </Table>
      )}
    </Card>
  )
}

export function FaultsCard({ faults }: { faults: SystemView['faults'] }) {
  return (
    <Card aria-labelledby="faults-title">
      <CardHead id="faults-title" title="Requests that failed" aside={<span className="text-xs text-faint">on this server process, the newest 20</span>} />
      <CardBody className="grid gap-2 text-sm">
        {faults.length === 0 ? (
          <p className="text-muted">None since it started.</p>
        ) : (
          <ul className="grid max-h-60 gap-1.5 overflow-y-auto" tabIndex={0} aria-labelledby="faults-title">
            {faults.map(({ requestId, at, passing }) => (
              <li key={requestId} className="flex flex-wrap items-center gap-x-3">
                <code className="figures text-xs wrap-anywhere">{requestId}</code>
                <span className="text-xs text-muted">
                  <Moment at={at} />
                </span>
                {passing && <Badge>Database</Badge>}
              </li>
            ))}
          </ul>
        )}
        <p className="text-xs text-muted">The server’s log says more under each id.</p>
      </CardBody>
    </Card>
  )
}
