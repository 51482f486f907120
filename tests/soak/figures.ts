// The figures of a soak, as a record to keep and as a table to read. Pure; a figure that nobody measured is left out.
import type { Evidence } from './evidence'
import type { Calls } from './tally-keeper'

export type Figures = Record<string, number | string | Record<string, number>>

type Measured = {
  evidence: Evidence
  calls: Calls
  kills: Record<'server' | 'endpoint', { all: number; whileStarting: number }>
  connectionsCut: number
  results: number
  streamMessages: number
  faultSeconds: number
  drainSeconds: number
  clockAheadSeconds: number
}

const countBy = <Item>(items: readonly Item[], nameOf: (item: Item) => string): Record<string, number> => {
  const counts: Record<string, number> = {}
  for (const item of items) counts[nameOf(item)] = (counts[nameOf(item)] ?? 0) + 1
  return counts
}

const sum = (numbers: readonly number[]): number => numbers.reduce((total, one) => total + one, 0)
const oneDigit = (number: number): number => Math.round(number * 10) / 10

/** The smallest value that at least this share of all does not exceed. */
function quantile(sorted: readonly number[], share: number): number {
  return oneDigit(sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? 0)
}

/** Calls of the job API, summed over routes, whose status fits. */
const callsWith = ({ routes }: Calls, fits: (status: string) => boolean): number =>
  sum(Object.values(routes).flatMap((counts) => Object.entries(counts).filter(([status]) => fits(status)).map(([, count]) => count)))

export function figuresOf({ evidence, calls, kills, connectionsCut, results, streamMessages, faultSeconds, drainSeconds, clockAheadSeconds }: Measured): Figures {
  const { errands, predictions, attempts, events, jobs, ledger } = evidence
  const toEnd = predictions.flatMap(({ secondsToEnd }) => (secondsToEnd === null ? [] : [secondsToEnd])).sort((one, other) => one - other)
  const accepted = sum(errands.map((errand) => errand.accepted))
  return {
    'seconds of faults': oneDigit(faultSeconds),
    'seconds until all had ended after them': oneDigit(drainSeconds + clockAheadSeconds),
    ...(clockAheadSeconds > 0 && { 'of these by setting the clock on': clockAheadSeconds }),
    'predictions accepted': predictions.length,
    'requests to submit': sum(errands.map(({ posts }) => posts)),
    'of these without an answer': sum(errands.map(({ unanswered }) => unanswered)),
    'of these answered with the prediction of an earlier one': accepted - new Set(errands.flatMap(({ ids }) => ids)).size,
    'of these refused, another body under the key': errands.filter(({ anotherBody }) => anotherBody === 409).length,
    'wishes answered': countBy(errands.flatMap(({ deeds }) => deeds), ({ verb, status }) => `${verb} ${status}`),
    'states': countBy(predictions, ({ status }) => status),
    'failures': countBy(predictions.filter(({ failureCode }) => failureCode !== null), ({ failureCode }) => failureCode ?? ''),
    'deleted': predictions.filter(({ deleted }) => deleted).length,
    'run again': sum(predictions.map(({ generation }) => generation - 1)),
    'attempts': attempts.length,
    'accepted /run': ledger.length,
    'submits of unknown outcome': events.submitUnknown ?? 0,
    'of these void, so submitted anew': attempts.filter(({ outcome }) => outcome === 'VOID').length,
    'jobs adopted late': events.adopted ?? 0,
    'jobs at the endpoint': countBy(jobs, ({ status }) => status),
    'kills of the server': kills.server.all,
    'of these while it started': kills.server.whileStarting,
    'kills of the local endpoint': kills.endpoint.all,
    'of these while that started': kills.endpoint.whileStarting,
    'database connections ended': connectionsCut,
    'calls to the endpoint': Object.fromEntries(Object.entries(calls.routes).map(([route, counts]) => [route, sum(Object.values(counts))])),
    'of these cut off': callsWith(calls, (status) => status === 'none'),
    'of these refused, a voided attempt': calls.routes.run?.['409'] ?? 0,
    'of these 429': callsWith(calls, (status) => status === '429'),
    'messages on the event stream': streamMessages,
    'results read again': results,
    'seconds to end, median': quantile(toEnd, 0.5),
    'seconds to end, 95 %': quantile(toEnd, 0.95),
    'seconds to end, longest': quantile(toEnd, 1),
  }
}

export function tableOf(figures: Figures): string {
  const width = Math.max(...Object.keys(figures).map((name) => name.length))
  const words = (figure: Figures[string]) => (typeof figure === 'object' ? Object.entries(figure).sort().map(([name, count]) => `${name} ${count}`).join(', ') || 'none' : String(figure))
  return Object.entries(figures).map(([name, figure]) => `${name.padEnd(width)}  ${words(figure)}`).join('\n')
}
