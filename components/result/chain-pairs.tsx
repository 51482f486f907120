// pTM of each chain and ipTM of each ordered pair of chains, with the direction in words: rows are scored, columns are aligned on.
import clsx from 'clsx'
import { Cell, HeadCell, RowHead, Table } from '@/components/ui/table'
import type { ResultView } from '@/lib/predictions/schema'
import { SCORES, type Band } from '@/lib/results/meaning'
import { pairVerdict } from './pair-verdict'

type Sample = ResultView['samples'][number]
type Chains = ResultView['chains']

/** A matrix beyond this many chains is read from the file instead. */
const MOST_CHAINS = 16

const KIND = ['protein', 'DNA', 'RNA', 'ligand'] as const

const chainAt = (index: string, chains: Chains) => chains.find((chain) => String(chain.index) === index)

/** "A protein"; the bare index when the worker sent no chain table. */
function chainWords(index: string, chains: Chains): { id: string; kind: string | null } {
  const chain = chainAt(index, chains)
  return chain ? { id: chain.chain_id, kind: KIND[chain.mol_type] ?? null } : { id: `#${index}`, kind: null }
}

/** Tinted by its value where it can be judged; grey where it is low by nature. */
function PairCell({ value, own, verdict }: { value: number | null | undefined; own: boolean; verdict: Band | null }) {
  if (value === null || value === undefined) return <Cell numeric className="text-faint">not reported</Cell>
  const tint = verdict && { backgroundColor: `color-mix(in srgb, var(--color-accent) ${Math.round(value * 26)}%, transparent)` }
  return (
    <Cell numeric title={verdict?.label} style={tint ?? undefined} className={clsx(own && 'italic', !verdict && 'text-muted')}>
      {value.toFixed(3)}
    </Cell>
  )
}

export function ChainPairs({ sample, chains }: { sample: Sample; chains: Chains }) {
  const pairs = sample.confidence?.pair_chains_iptm
  if (!pairs) return <p className="text-sm text-muted">Scores per chain and per pair of chains were not reported.</p>
  const indices = Object.keys(pairs)
  if (indices.length > MOST_CHAINS) return <p className="text-sm text-muted">{indices.length} chains: read the pairs from the confidence file below.</p>
  const words = indices.map((index) => ({ index, ...chainWords(index, chains) }))
  return (
    <div className="grid grid-cols-1 gap-2">
      <h3 className="text-sm font-semibold">Chains and pairs of chains, sample {sample.index}</h3>
      <p className="max-w-[80ch] text-sm text-muted">
        {SCORES.pair_chains_iptm.meaning} On the diagonal, in italics: pTM of the chain alone. 0 to 1, higher is better; in grey, aligned on a ligand, low by nature and no verdict.
      </p>
      <div className="max-w-3xl">
        <Table label={`ipTM of pairs of chains, sample ${sample.index}`}>
          <thead>
            <tr>
              <HeadCell className="normal-case">scored ↓ aligned on →</HeadCell>
              {words.map(({ index, id, kind }) => (
                <HeadCell key={index} numeric className="tracking-normal normal-case">
                  {id} <span className="font-normal">{kind}</span>
                </HeadCell>
              ))}
            </tr>
          </thead>
          <tbody>
            {words.map((row) => (
              <tr key={row.index}>
                <RowHead className="whitespace-nowrap">
                  {row.id} <span className="text-xs font-normal text-faint">{row.kind}</span>
                </RowHead>
                {words.map((column) => {
                  const value = pairs[row.index]?.[column.index]
                  const verdict = typeof value === 'number' ? pairVerdict(chainAt(row.index, chains), chainAt(column.index, chains), value) : null
                  return <PairCell key={column.index} own={row.index === column.index} value={value} verdict={verdict} />
                })}
              </tr>
            ))}
          </tbody>
        </Table>
      </div>
    </div>
  )
}
