'use client'
// Columns of weeks, stacked. Every column is a link to the list behind it, for the keyboard too; its parts lead there narrowed to themselves.
// The table beside it says the same in words, so that a screen reader hears each week once.
import { AxisBottom, AxisLeft } from '@visx/axis'
import { GridRows } from '@visx/grid'
import { useParentSize } from '@visx/responsive'
import { scaleBand, scaleLinear } from '@visx/scale'
import { BarStack } from '@visx/shape'
import Link from 'next/link'
import type { Column, Series } from './chart-rows'

const HEIGHT = 220
const MARGIN = { top: 8, right: 2, bottom: 24, left: 46 }
const LABEL_WIDTH = 34
const TICKS = 4

/** Followed at once: a chart of the wrong width is worse than one drawn twice. */
const WIDTH_ALONE: Parameters<typeof useParentSize>[0] = { ignoreDimensions: ['height', 'top', 'left'], debounceTime: 0 }

const compact = new Intl.NumberFormat('en', { notation: 'compact' })

type WeekChartProps = { label: string; columns: readonly Column[]; series: readonly Series[] }
type Scales = { x: ReturnType<typeof scaleBand<string>>; y: ReturnType<typeof scaleLinear<number>>; inner: { width: number; height: number } }

const valueOf = (column: Column, key: string): number => column.parts.find((part) => part.key === key)?.value ?? 0
const totalOf = (column: Column): number => column.parts.reduce((total, part) => total + part.value, 0)

function scalesOf(columns: readonly Column[], width: number): Scales {
  const inner = { width: Math.max(0, width - MARGIN.left - MARGIN.right), height: HEIGHT - MARGIN.top - MARGIN.bottom }
  return {
    inner,
    x: scaleBand({ domain: columns.map(({ name }) => name), range: [0, inner.width], padding: 0.25 }),
    y: scaleLinear({ domain: [0, Math.max(1, ...columns.map(totalOf))], range: [inner.height, 0], nice: TICKS }),
  }
}

function ColumnLinks({ columns, x, inner }: { columns: readonly Column[] } & Pick<Scales, 'x' | 'inner'>) {
  return columns.map(({ name, words, href }) => (
    <Link key={name} href={href} prefetch={false} aria-label={words} className="group outline-none">
      <title>{words}</title>
      <rect
        x={(x(name) ?? 0) - (x.step() - x.bandwidth()) / 2}
        width={x.step()}
        height={inner.height}
        rx={3}
        className="fill-transparent stroke-transparent stroke-2 group-hover:fill-sunken group-focus-visible:stroke-focus"
      />
    </Link>
  ))
}

function Parts({ columns, series, x, y }: { columns: readonly Column[]; series: readonly Series[] } & Pick<Scales, 'x' | 'y'>) {
  const looks = new Map(series.map(({ key, fill }) => [key, fill]))
  return (
    <BarStack data={[...columns]} keys={series.map(({ key }) => key)} value={valueOf} x={({ name }) => name} xScale={x} yScale={y} color={(key) => looks.get(key) ?? ''}>
      {(stacks) =>
        stacks.flatMap(({ key, bars }) =>
          bars.map((bar) => {
            const part = bar.bar.data.parts.find((one) => one.key === key)
            if (part === undefined || part.value === 0) return null
            return (
              <Link key={`${key} ${bar.index}`} href={part.href} prefetch={false} tabIndex={-1} aria-hidden>
                <title>{`${bar.bar.data.name}: ${part.words}`}</title>
                <rect x={bar.x} y={bar.y} width={bar.width} height={Math.max(1, bar.height)} className={`${bar.color} stroke-surface hover:opacity-80`} />
              </Link>
            )
          }),
        )
      }
    </BarStack>
  )
}

const TICK_LABEL = { className: 'fill-muted figures', fontSize: 11, fontFamily: 'inherit', fill: undefined }

function Axes({ columns, x, y, inner }: { columns: readonly Column[] } & Scales) {
  const every = Math.max(1, Math.ceil(LABEL_WIDTH / Math.max(1, x.step())))
  // From the newest backwards, so that this week always has its name.
  const named = columns.map(({ name }) => name).filter((_name, index) => (columns.length - 1 - index) % every === 0)
  return (
    <g aria-hidden>
      <AxisBottom top={inner.height} scale={x} tickValues={named} hideTicks stroke="var(--color-line-strong)" tickLabelProps={{ ...TICK_LABEL, textAnchor: 'middle' }} />
      <AxisLeft scale={y} tickValues={y.ticks(TICKS).filter(Number.isInteger)} tickFormat={(value) => compact.format(Number(value))} hideTicks hideAxisLine tickLabelProps={{ ...TICK_LABEL, textAnchor: 'end', dy: '0.32em' }} />
    </g>
  )
}

function Legend({ series }: { series: readonly Series[] }) {
  return (
    <ul className="flex flex-wrap gap-x-4 gap-y-1 text-xs text-muted">
      {series.map(({ key, label, swatch }) => (
        <li key={key} className="flex items-center gap-1.5">
          <span aria-hidden className={`size-2.5 rounded-sm ${swatch}`} />
          {label}
        </li>
      ))}
    </ul>
  )
}

export function WeekChart({ label, columns, series }: WeekChartProps) {
  const { parentRef, width } = useParentSize(WIDTH_ALONE)
  const scales = scalesOf(columns, width)
  return (
    <div className="grid gap-2">
      <Legend series={series} />
      <div ref={parentRef} className="w-full min-w-0 overflow-hidden" style={{ height: HEIGHT }}>
        {width > 0 && (
          <svg width={width} height={HEIGHT} role="group" aria-label={label} className="block">
            <g transform={`translate(${MARGIN.left} ${MARGIN.top})`}>
              <GridRows scale={scales.y} width={scales.inner.width} numTicks={TICKS} stroke="var(--color-line)" aria-hidden />
              <ColumnLinks columns={columns} x={scales.x} inner={scales.inner} />
              <Parts columns={columns} series={series} x={scales.x} y={scales.y} />
              <Axes columns={columns} {...scales} />
            </g>
          </svg>
        )}
      </div>
    </div>
  )
}
