// Which confidence numbers are shown, in which order, and whether a number applies: Boltz writes 0 where there is no such pair of chains.
import type { BoltzConfidence } from '@/lib/compute/contract'
import type { ResultView } from '@/lib/predictions/schema'
import { SCORES, type ScoreKey } from '@/lib/results/meaning'

export const SAMPLE_SCORES = [
  'confidence_score',
  'ptm',
  'iptm',
  'ligand_iptm',
  'protein_iptm',
  'complex_plddt',
  'complex_iplddt',
  'complex_pde',
  'complex_ipde',
  'complex_pae',
  'complex_ipae',
] as const satisfies readonly ScoreKey[]
export type SampleScore = (typeof SAMPLE_SCORES)[number]

/** Written only by the community's fork of Boltz: no column without them. */
const FORK_ONLY: readonly SampleScore[] = ['complex_pae', 'complex_ipae']

type Chains = ResultView['chains']
const PROTEIN = 0
const LIGAND = 3

const count = (chains: Chains, type: number): number => chains.filter((chain) => chain.mol_type === type).length

/** Why a score cannot apply to these chains, or null when it can. With no chain table nothing is ruled out. */
export function whyNotApplicable(key: SampleScore, chains: Chains): string | null {
  if (chains.length === 0) return null
  const acrossChains = key === 'iptm' || key === 'complex_ipde' || key === 'complex_ipae'
  if (acrossChains && chains.length === 1) return 'There is only one chain.'
  if (key === 'ligand_iptm' && (count(chains, LIGAND) === 0 || count(chains, PROTEIN) === 0)) return 'There is no pair of protein and ligand.'
  if (key === 'protein_iptm' && count(chains, PROTEIN) < 2) return 'There are no two protein chains.'
  return null
}

export type ScoreCell = { kind: 'value'; value: number; text: string } | { kind: 'notApplicable'; why: string } | { kind: 'notReported' }

export const formatScore = (key: ScoreKey, value: number): string => value.toFixed(SCORES[key].unit === 'Å' ? 2 : 3)

/** A zero counts as "not applicable" only where the chains rule the score out, or where nothing is known of them and Boltz means that by 0. */
export function scoreCell(key: SampleScore, confidence: BoltzConfidence | null, chains: Chains): ScoreCell {
  const value = confidence?.[key]
  if (value === null || value === undefined) return { kind: 'notReported' }
  const ruledOut = whyNotApplicable(key, chains)
  if (value === 0 && ruledOut !== null) return { kind: 'notApplicable', why: ruledOut }
  const isPairScore = ['iptm', 'ligand_iptm', 'protein_iptm', 'complex_ipde', 'complex_ipae'].includes(key)
  if (value === 0 && isPairScore && chains.length === 0) return { kind: 'notApplicable', why: 'Boltz writes exactly 0 where there is no such pair of chains.' }
  return { kind: 'value', value, text: formatScore(key, value) }
}

/** The columns of the table: the fork's own only when a sample carries them. */
export const columnsFor = (samples: ResultView['samples']): SampleScore[] =>
  SAMPLE_SCORES.filter((key) => !FORK_ONLY.includes(key) || samples.some((sample) => typeof sample.confidence?.[key] === 'number'))
