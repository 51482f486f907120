// The overview from the sums of the database: weeks without anything are there with zeros, people with most GPU seconds first. Pure.
import { failureWords } from '@/lib/predictions/failures'
import type { Counts, Failure, Gpu, PersonUsage, UsageView, WeekUsage } from '@/lib/usage/schema'
import type { CountRow, FailureRow, GpuRow, UsageRows } from '@/lib/usage/store'
import type { Week } from '@/lib/usage/weeks'

type Used = { counts: readonly CountRow[]; gpu: readonly GpuRow[] }

const sum = <Row>(rows: readonly Row[], value: (row: Row) => number): number => rows.reduce((total, row) => total + value(row), 0)

const countsOf = (rows: readonly CountRow[]): Counts => ({
  completed: sum(rows, (row) => row.completed),
  failed: sum(rows, (row) => row.failed),
  timedOut: sum(rows, (row) => row.timedOut),
  cancelled: sum(rows, (row) => row.cancelled),
  notEnded: sum(rows, (row) => row.notEnded),
})

export const totalOf = ({ completed, failed, timedOut, cancelled, notEnded }: Counts): number => completed + failed + timedOut + cancelled + notEnded

export const gpuSecondsOf = ({ runPodSeconds, ownSeconds }: Gpu): number => runPodSeconds + ownSeconds

/** Without a price there is no cost, which is something else than a cost of 0. */
function gpuOf(rows: readonly GpuRow[], price: number | null): Gpu {
  const runPodSeconds = sum(rows, (row) => row.runPodSeconds)
  return {
    runPodSeconds,
    ownSeconds: sum(rows, (row) => row.ownSeconds),
    notReported: sum(rows, (row) => row.notReported),
    estimatedCostUsd: price === null ? null : runPodSeconds * price,
  }
}

function peopleOf({ counts, gpu }: Used, names: ReadonlyMap<string, string>, price: number | null): PersonUsage[] {
  const ids = [...new Set([...counts, ...gpu].map(({ personId }) => personId))]
  const people = ids.map((id) => ({
    person: { id, name: names.get(id) ?? id },
    counts: countsOf(counts.filter(({ personId }) => personId === id)),
    gpu: gpuOf(gpu.filter(({ personId }) => personId === id), price),
  }))
  return people.toSorted((one, other) =>
    gpuSecondsOf(other.gpu) - gpuSecondsOf(one.gpu) || totalOf(other.counts) - totalOf(one.counts) || one.person.name.localeCompare(other.person.name, 'en'))
}

const failuresOf = (rows: readonly FailureRow[]): Failure[] => rows.map(({ code, predictions }) => ({ code, words: failureWords(code), predictions }))

export function usageView(weeks: readonly Week[], { counts, gpu, failures, people }: UsageRows, price: number | null): UsageView {
  const names = new Map(people.map(({ id, name }) => [id, name]))
  const [real, simulated] = [counts.filter((row) => !row.simulated), counts.filter((row) => row.simulated)]
  const partOf = (rows: readonly GpuRow[]) => ({ predictions: sum(rows, (row) => row.predictions), gpu: gpuOf(rows, price) })
  const weekOf = (week: Week): WeekUsage => {
    const used = { counts: real.filter((row) => row.week === week.from), gpu: gpu.filter((row) => row.week === week.from) }
    return { ...week, counts: countsOf(used.counts), gpu: gpuOf(used.gpu, price), people: peopleOf(used, names, price) }
  }
  return {
    from: weeks[0]?.from ?? '',
    to: weeks.at(-1)?.to ?? '',
    pricePerGpuSecond: price,
    real: { counts: countsOf(real), gpu: gpuOf(gpu, price), weeks: weeks.map(weekOf), people: peopleOf({ counts: real, gpu }, names, price), failures: failuresOf(failures.filter((row) => !row.simulated)) },
    deleted: partOf(gpu.filter(({ isDeleted }) => isDeleted)),
    checks: partOf(gpu.filter(({ isCheck }) => isCheck)),
    simulated: {
      counts: countsOf(simulated),
      weeks: weeks.map((week) => ({ ...week, counts: countsOf(simulated.filter((row) => row.week === week.from)) })),
      failures: failuresOf(failures.filter((row) => row.simulated)),
    },
  }
}
