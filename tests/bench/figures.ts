// Figures of a benchmark and the claims made from them. Pure.

export type Series = { name: string; unit: 'ms' | 'kB'; values: number[] }

export type Claim =
  /** What Atomera takes, divided by what the peer takes in the same run. */
  | { kind: 'ratio'; what: string; unit: 'ms' | 'kB'; ours: number | null; peer: number | null; atMost: number }
  /** Something of which there should be none, or few. */
  | { kind: 'count'; what: string; seen: number | null; atMost: number }
  /** Told for comparison; no aim is set. */
  | { kind: 'told'; what: string; unit: 'ms' | 'kB'; ours: number | null; peer: number | null }

export type Verdict = 'met' | 'missed' | 'not measured' | ''

/** The q-quantile by the nearest rank; null of nothing. */
export function quantile(values: readonly number[], q: number): number | null {
  const sorted = [...values].sort((one, other) => one - other)
  return sorted[Math.min(sorted.length - 1, Math.max(0, Math.ceil(q * sorted.length) - 1))] ?? null
}

export const mean = (values: readonly number[]): number | null =>
  values.length === 0 ? null : values.reduce((sum, value) => sum + value, 0) / values.length

export const ratioOf = (ours: number | null, peer: number | null): number | null => (ours === null || peer === null || peer === 0 ? null : ours / peer)

export function verdictOf(claim: Claim): Verdict {
  if (claim.kind === 'told') return ''
  const found = claim.kind === 'count' ? claim.seen : ratioOf(claim.ours, claim.peer)
  if (found === null) return 'not measured'
  return found <= claim.atMost ? 'met' : 'missed'
}

const figure = (value: number | null, unit: string): string => (value === null ? 'n/a' : `${value.toFixed(value < 10 ? 1 : 0)} ${unit}`)
/** "1/40" for what is far below one, "1.3 x" for the rest. */
const share = (ratio: number): string => (ratio < 0.5 ? `1/${String(Number((1 / ratio).toFixed(1 / ratio < 10 ? 1 : 0)))}` : `${ratio.toFixed(2)} x`)

function cells(claim: Claim): string[] {
  if (claim.kind === 'count') return [claim.what, claim.seen === null ? 'n/a' : String(claim.seen), '', '', `at most ${claim.atMost}`, verdictOf(claim)]
  const ratio = ratioOf(claim.ours, claim.peer)
  const aim = claim.kind === 'told' ? '' : `at most ${share(claim.atMost)}`
  return [claim.what, figure(claim.ours, claim.unit), figure(claim.peer, claim.unit), ratio === null ? 'n/a' : share(ratio), aim, verdictOf(claim)]
}

const HEAD = ['', 'Atomera', 'peer', 'ratio', 'aim', 'verdict']

/** A table that reads well as plain text and as Markdown. */
export function claimTable(claims: readonly Claim[]): string {
  const rows = [HEAD, ...claims.map(cells)]
  const widths = HEAD.map((_, column) => Math.max(...rows.map((row) => (row[column] ?? '').length)))
  const line = (row: string[]): string => `| ${row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join(' | ')} |`
  const [head = [], ...body] = rows
  return [line(head), `|${widths.map((width) => '-'.repeat(width + 2)).join('|')}|`, ...body.map(line)].join('\n')
}

/** What is kept of a series: enough to draw it again. */
export const summaryOf = ({ name, unit, values }: Series) => ({
  name, unit, n: values.length, p50: quantile(values, 0.5), p95: quantile(values, 0.95), mean: mean(values), values: values.map((value) => Math.round(value * 1000) / 1000),
})
