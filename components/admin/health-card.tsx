'use client'
// Each endpoint as it is now, and how it was.
import { Badge, SimulatedBadge } from '@/components/ui/badge'
import { Button } from '@/components/ui/button'
import { Card, CardBody, CardHead } from '@/components/ui/card'
import type { HealthSpan, HealthView } from '@/lib/system/schema'
import { HealthChart } from './health-chart'
import { codeWords, HEALTH_WORDS } from './health-spells'
import { Moment } from './moment'

const SPANS: readonly { span: HealthSpan; words: string }[] = [{ span: '24h', words: '24 hours' }, { span: '7d', words: '7 days' }]

const told = (words: string, count: number | null): string => `${words} ${count ?? 'not told'}`

function Now({ endpoint: { healthAt, inQueue, inProgress, workers, trouble, paused } }: { endpoint: HealthView['endpoints'][number] }) {
  return (
    <p className="text-xs text-muted">
      {paused !== null && <span className="font-medium text-bad">Paused: {codeWords(paused.code)}. {paused.words} </span>}
      {trouble !== null && <span className="font-medium text-bad">{HEALTH_WORDS[trouble]}. </span>}
      {healthAt === null ? (
        'It was never asked how it is.'
      ) : (
        <>
          <span className="figures">{[told('In its queue', inQueue), told('running', inProgress), told('workers', workers)].join(', ')}</span>, <Moment at={healthAt} />.
        </>
      )}
    </p>
  )
}

type HealthCardProps = { health: HealthView; span: HealthSpan; onSpan: (span: HealthSpan) => void }

export function HealthCard({ health, span, onSpan }: HealthCardProps) {
  const choice = (
    <span role="group" aria-label="How far back" className="flex gap-1.5">
      {SPANS.map((one) => (
        <Button key={one.span} size="small" aria-pressed={one.span === span} onClick={() => onSpan(one.span)}>
          {one.words}
        </Button>
      ))}
    </span>
  )
  return (
    <Card aria-labelledby="health-title">
      <CardHead id="health-title" title="Endpoints" aside={choice} />
      <CardBody className="grid gap-6">
        {health.endpoints.length === 0 && <p className="text-sm text-muted">No endpoint was asked in this time, and none is set up for new predictions.</p>}
        {health.endpoints.map((endpoint) => (
          <section key={endpoint.id} aria-label={endpoint.label} data-endpoint={endpoint.id} className="grid gap-2">
            <h3 className="flex flex-wrap items-center gap-2 text-sm font-semibold">
              {endpoint.label}
              {endpoint.current && <Badge tone="accent">New predictions go here</Badge>}
              {endpoint.target === 'simulated' && <SimulatedBadge />}
            </h3>
            <Now endpoint={endpoint} />
            <HealthChart health={health} endpoint={endpoint} />
          </section>
        ))}
        <p className="text-xs text-faint">Kept for seven days, in steps of five minutes. An endpoint is asked when there is something to hand over or to look at; while nothing runs, nobody asks.</p>
      </CardBody>
    </Card>
  )
}
