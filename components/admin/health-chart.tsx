'use client'
// An endpoint over time: a strip of its states, each of another height and colour, above the length of its queue. The table below it says the same.
import { formatInstant } from '@/components/predictions/durations'
import { Cell, HeadCell, RowHead, Table } from '@/components/ui/table'
import type { HealthView } from '@/lib/system/schema'
import { chartSentence, HEALTH_WORDS, longestQueue, spellsOf, stateWords, type HealthState, type Spell } from './health-spells'

type Endpoint = HealthView['endpoints'][number]
type ChartProps = { health: HealthView; endpoint: Endpoint }

const WIDTH = 1_000
const STRIP = 22
const QUEUE_TOP = 30
const HEIGHT = 74

type Look = { className: string; bars: readonly { y: number; height: number }[] }

/** Heights and places differ, so that no state is told by colour alone. */
const LOOKS: Readonly<Record<Exclude<HealthState, 'notAsked'>, Look>> = {
  healthy: { className: 'fill-good/70', bars: [{ y: 0, height: STRIP }] },
  throttled: { className: 'fill-warn', bars: [{ y: STRIP / 3, height: STRIP / 3 }] },
  crashing: { className: 'fill-bad', bars: [{ y: 0, height: STRIP / 3 }, { y: (STRIP * 2) / 3, height: STRIP / 3 }] },
  mixed: { className: 'fill-warn', bars: [{ y: STRIP / 3, height: (STRIP * 2) / 3 }] },
  paused: { className: 'fill-bad', bars: [{ y: (STRIP * 2) / 3, height: STRIP / 3 }] },
}

function Strip({ health, spells }: { health: HealthView; spells: readonly Spell[] }) {
  const begin = Date.parse(health.from)
  const place = (ms: number): number => ((ms - begin) / (Date.parse(health.to) - begin)) * WIDTH
  return (
    <g>
      {spells.map((spell) => {
        if (spell.state === 'notAsked') return null
        const { bars, className } = LOOKS[spell.state]
        const x = place(spell.fromMs)
        return bars.map((bar) => <rect key={`${spell.fromMs} ${bar.y}`} x={x} {...bar} width={Math.max(2, place(spell.toMs) - x)} className={className} />)
      })}
      <line x1={0} x2={WIDTH} y1={STRIP + 0.5} y2={STRIP + 0.5} className="stroke-line" vectorEffect="non-scaling-stroke" />
    </g>
  )
}

function Queue({ health, endpoint, longest }: ChartProps & { longest: number }) {
  const begin = Date.parse(health.from)
  const span = Date.parse(health.to) - begin
  const room = HEIGHT - QUEUE_TOP
  return (
    <g className="fill-state-waiting">
      {endpoint.bins.map(({ at, inQueue }) => {
        if (inQueue === null || inQueue === 0) return null
        const height = Math.max(2, (inQueue / longest) * room)
        const x = Math.max(0, ((Date.parse(at) - begin) / span) * WIDTH)
        return <rect key={at} x={x} y={HEIGHT - height} width={Math.max(2, (health.binMs / span) * WIDTH)} height={height} />
      })}
    </g>
  )
}

function Legend({ longest }: { longest: number | null }) {
  const keys: readonly Exclude<HealthState, 'notAsked'>[] = ['healthy', 'throttled', 'crashing', 'mixed', 'paused']
  return (
    <ul className="flex flex-wrap items-center gap-x-4 gap-y-1 text-xs text-muted">
      {keys.map((state) => (
        <li key={state} className="flex items-center gap-1.5">
          <svg aria-hidden viewBox={`0 0 ${STRIP} ${STRIP}`} className="size-3">
            {LOOKS[state].bars.map((bar) => (
              <rect key={bar.y} {...bar} width={STRIP} className={LOOKS[state].className} />
            ))}
          </svg>
          {HEALTH_WORDS[state].toLowerCase()}
        </li>
      ))}
      <li>empty: nobody asked</li>
      <li className="flex items-center gap-1.5">
        <span aria-hidden className="size-3 bg-state-waiting" />
        {longest === null ? 'queue: not told' : `queue, at most ${longest}`}
      </li>
    </ul>
  )
}

function SpellRow({ spell: { state, pausedCode, fromMs, toMs, inQueue, inProgress, workers } }: { spell: Spell }) {
  const told = (count: number | null) => (count === null ? <span className="text-faint">not told</span> : count)
  return (
    <tr>
      <RowHead className="whitespace-nowrap">
        <span className="figures">
          {formatInstant(new Date(fromMs).toISOString())} to {formatInstant(new Date(toMs).toISOString()).slice(11)}
        </span>
      </RowHead>
      <Cell>
        {stateWords({ state, pausedCode })}
      </Cell>
      <Cell numeric>{state === 'notAsked' ? '' : told(inQueue)}</Cell>
      <Cell numeric>{state === 'notAsked' ? '' : told(inProgress)}</Cell>
      <Cell numeric>{state === 'notAsked' ? '' : told(workers)}</Cell>
    </tr>
  )
}

function SpellTable({ label, spells }: { label: string; spells: readonly Spell[] }) {
  return (
    <details className="text-sm">
      <summary className="text-xs font-medium text-accent">As a table</summary>
      <div className="mt-2 max-h-80 overflow-y-auto">
        <Table label={`${label} over time`}>
          <thead>
            <tr>
              <HeadCell>From, to</HeadCell>
              <HeadCell>State</HeadCell>
              <HeadCell numeric>Most in queue</HeadCell>
              <HeadCell numeric>Most running</HeadCell>
              <HeadCell numeric>Most workers</HeadCell>
            </tr>
          </thead>
          <tbody>
            {[...spells].reverse().map((spell) => (
              <SpellRow key={spell.fromMs} spell={spell} />
            ))}
          </tbody>
        </Table>
      </div>
    </details>
  )
}

export function HealthChart({ health, endpoint }: ChartProps) {
  const spells = spellsOf(health, endpoint.bins)
  const longest = longestQueue(endpoint.bins)
  return (
    <figure className="grid gap-2">
      <svg role="img" aria-label={`${endpoint.label}: ${chartSentence(health, endpoint.bins)}`} viewBox={`0 0 ${WIDTH} ${HEIGHT}`} preserveAspectRatio="none" className="h-20 w-full rounded-sm bg-sunken">
        <Strip health={health} spells={spells} />
        {longest !== null && longest > 0 && <Queue health={health} endpoint={endpoint} longest={longest} />}
      </svg>
      <figcaption className="grid gap-2">
        <span className="figures flex justify-between gap-4 text-xs text-faint">
          <time dateTime={health.from}>{formatInstant(health.from)}</time>
          <time dateTime={health.to}>{formatInstant(health.to)}</time>
        </span>
        <Legend longest={longest} />
      </figcaption>
      <SpellTable label={endpoint.label} spells={spells} />
    </figure>
  )
}
