// The figures of the overview as columns of a chart: each part with its words and the list behind it. Pure.
import { listAddress } from '@/components/predictions/list-url'
import { formatCount } from '@/components/ui/figures'
import { EVERYTHING, type PredictionFilters, type StatusFilter } from '@/lib/predictions/list-filters'
import type { Counts, Gpu, WeekCounts, WeekUsage } from '@/lib/usage/schema'

/** What a colour of a chart stands for; `fill` and `swatch` are the same colour on a shape and in the legend. */
export type Series<Key extends string = string> = { key: Key; label: string; fill: string; swatch: string }
export type Part = { key: string; value: number; words: string; href: string }
export type Column = { name: string; words: string; href: string; parts: Part[] }

export const COUNT_SERIES: readonly (Series<keyof Counts> & { status: StatusFilter })[] = [
  { key: 'completed', label: 'Completed', status: 'COMPLETED', fill: 'fill-state-completed', swatch: 'bg-state-completed' },
  { key: 'failed', label: 'Failed', status: 'FAILED', fill: 'fill-state-failed', swatch: 'bg-state-failed' },
  { key: 'timedOut', label: 'Timed out', status: 'TIMED_OUT', fill: 'fill-state-timed-out', swatch: 'bg-state-timed-out' },
  { key: 'cancelled', label: 'Cancelled', status: 'CANCELLED', fill: 'fill-state-cancelled', swatch: 'bg-state-cancelled' },
  { key: 'notEnded', label: 'Not ended yet', status: 'active', fill: 'fill-state-running', swatch: 'bg-state-running' },
]

export const GPU_SERIES: readonly Series<'runPodSeconds' | 'ownSeconds'>[] = [
  { key: 'runPodSeconds', label: 'RunPod', fill: 'fill-accent', swatch: 'bg-accent' },
  { key: 'ownSeconds', label: 'Own workers', fill: 'fill-dna', swatch: 'bg-dna' },
]

/** The list narrowed to this, and to nothing else. */
export const listOf = (filters: Partial<PredictionFilters>): string => listAddress({ ...EVERYTHING, ...filters })

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec']

/** "23 Nov" of "2026-11-23". */
export const dayWords = (day: string): string => `${Number(day.slice(8))} ${MONTHS[Number(day.slice(5, 7)) - 1] ?? ''}`

/** "W48" of "2026-W48". */
export const shortWeek = (name: string): string => name.slice(5)

/** "W48, 23 Nov to 29 Nov 2026". */
export const weekWords = ({ name, from, to }: { name: string; from: string; to: string }): string => `${shortWeek(name)}, ${dayWords(from)} to ${dayWords(to)} ${to.slice(0, 4)}`

/** Whole seconds, tenths below ten. */
export function secondsWords(seconds: number): string {
  if (seconds === 0 || seconds >= 9.95) return formatCount(seconds)
  return seconds < 0.05 ? '< 0.1' : seconds.toFixed(1)
}

function column(week: { name: string; from: string; to: string }, href: string, parts: Part[]): Column {
  const there = parts.filter(({ value }) => value > 0).map(({ words }) => words)
  return { name: shortWeek(week.name), words: `${weekWords(week)}: ${there.length === 0 ? 'nothing' : there.join(', ')}`, href, parts }
}

export const countColumns = (weeks: readonly WeekCounts[], simulated: 'yes' | 'no'): Column[] =>
  weeks.map((week) => {
    const within = { from: week.from, to: week.to, simulated }
    const parts = COUNT_SERIES.map(({ key, label, status }) => ({ key, value: week.counts[key], words: `${formatCount(week.counts[key])} ${label.toLowerCase()}`, href: listOf({ ...within, status }) }))
    return column(week, listOf(within), parts)
  })

const gpuWords = (gpu: Gpu, { key, label }: (typeof GPU_SERIES)[number]): string => `${secondsWords(gpu[key])} GPU seconds ${label === 'RunPod' ? 'on RunPod' : 'on own workers'}`

export const gpuColumns = (weeks: readonly WeekUsage[]): Column[] =>
  weeks.map((week) => {
    const href = listOf({ from: week.from, to: week.to, simulated: 'no' })
    return column(week, href, GPU_SERIES.map((series) => ({ key: series.key, value: week.gpu[series.key], words: gpuWords(week.gpu, series), href })))
  })
