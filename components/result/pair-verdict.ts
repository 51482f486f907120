// Which cells of the matrix of chain pairs may be judged. Aligned on a ligand, ipTM is low by nature, and a ligand alone has no fold.
import type { ResultView } from '@/lib/predictions/schema'
import { bandOf, type Band } from '@/lib/results/meaning'

type Chain = ResultView['chains'][number]

const LIGAND = 3

/** The band of the pTM (`scored` is `alignedOn`) or ipTM of two chains; null where none is fair, or where a chain is unknown. */
export function pairVerdict(scored: Chain | undefined, alignedOn: Chain | undefined, value: number): Band | null {
  if (!scored || !alignedOn || alignedOn.mol_type === LIGAND) return null
  return bandOf(scored.index === alignedOn.index ? 'chains_ptm' : 'pair_chains_iptm', value)
}
