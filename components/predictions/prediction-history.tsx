// What the machine did, folded away: the attempts at endpoints and every event in order.
import { Cell, HeadCell, RowHead, Table } from '@/components/ui/table'
import type { AttemptView, EventView, PredictionView } from '@/lib/predictions/schema'
import { formatClock, formatDuration, formatInstant } from './durations'

const STATE_WORDS: Record<AttemptView['state'], string> = {
  PREPARED: 'prepared, not called yet',
  SUBMITTING: 'being handed over',
  SUBMIT_UNKNOWN: 'outcome of the hand-over unknown',
  REFUSED: 'refused by the endpoint, nothing runs',
  IN_QUEUE: 'in the endpoint’s queue',
  IN_PROGRESS: 'running',
  COLLECTING: 'done, its answer is being stored',
  ENDED: 'ended',
}

const measured = (milliseconds: number | null): string => (milliseconds === null ? 'not reported' : formatDuration(milliseconds))

function Attempt({ attempt }: { attempt: AttemptView }) {
  return (
    <tr>
      <RowHead className="whitespace-nowrap">
        {attempt.number} {attempt.current && <span className="text-xs font-normal text-faint">current</span>}
      </RowHead>
      <Cell>{attempt.outcome === null ? STATE_WORDS[attempt.state] : `ended: ${attempt.outcome}`}</Cell>
      <Cell className="font-mono text-xs">{attempt.endpoint.endpointId}</Cell>
      <Cell className="font-mono text-xs">{attempt.jobId ?? 'none'}</Cell>
      <Cell className="font-mono text-xs">{attempt.workerId ?? 'not reported'}</Cell>
      <Cell numeric>{measured(attempt.delayTimeMs)}</Cell>
      <Cell numeric>{measured(attempt.executionTimeMs)}</Cell>
      <Cell numeric>{attempt.retries ?? 'not reported'}</Cell>
    </tr>
  )
}

function Attempts({ attempts }: { attempts: AttemptView[] }) {
  if (attempts.length === 0) return <p className="text-sm text-muted">Not handed to an endpoint yet.</p>
  return (
    <Table label="Attempts">
      <thead>
        <tr>
          <HeadCell>Attempt</HeadCell>
          <HeadCell>State</HeadCell>
          <HeadCell>Endpoint</HeadCell>
          <HeadCell>Job id</HeadCell>
          <HeadCell>Worker</HeadCell>
          <HeadCell numeric>Queue</HeadCell>
          <HeadCell numeric>GPU time</HeadCell>
          <HeadCell numeric>Retries</HeadCell>
        </tr>
      </thead>
      <tbody>
        {attempts.map((attempt) => (
          <Attempt key={attempt.number} attempt={attempt} />
        ))}
      </tbody>
    </Table>
  )
}

function Event({ event }: { event: EventView }) {
  return (
    <li className="grid grid-cols-[auto_1fr] gap-x-3 py-1 text-sm">
      <time dateTime={event.at} title={formatInstant(event.at)} className="figures font-mono text-xs leading-5 text-faint">
        {formatClock(event.at)}
      </time>
      <span>
        {event.message}
        {event.attempt !== null && event.attempt > 1 && <span className="text-faint"> (attempt {event.attempt})</span>}
      </span>
    </li>
  )
}

export function PredictionHistory({ view }: { view: PredictionView }) {
  const first = view.events[0]
  return (
    <div className="grid gap-6">
      <section className="grid gap-2">
        <h3 className="text-sm font-semibold">Attempts</h3>
        <Attempts attempts={view.attempts} />
      </section>
      <section className="grid gap-2">
        <h3 className="text-sm font-semibold">Events{first && <span className="font-normal text-faint"> · {first.at.slice(0, 10)}, times in UTC</span>}</h3>
        <ol>
          {view.events.map((event) => (
            <Event key={event.id} event={event} />
          ))}
        </ol>
      </section>
    </div>
  )
}
