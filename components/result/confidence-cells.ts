// Which confidence numbers are shown, in which order, and what stands where a number is missing or does not apply.
import type { BoltzConfidence } from '@/lib/compute/contract'
import type { ResultView } from '@/lib/predictions/schema'
import { applicabilityOf } from '@/lib/results/applicability'
import { SCORES, type ScoreKey } from '@/lib/results/meaning'

const SAMPLE_SCORES = [
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

export type ScoreCell = { kind: 'value'; value: number; text: string } | { kind: 'notApplicable'; why: string } | { kind: 'notReported' }

const formatScore = (key: ScoreKey, value: number): string => value.toFixed(SCORES[key].unit === 'Å' ? 2 : 3)

export function scoreCell(key: SampleScore, confidence: BoltzConfidence | null, chains: ResultView['chains']): ScoreCell {
  const value = confidence?.[key]
  if (value === null || value === undefined) return { kind: 'notReported' }
  const applies = applicabilityOf(key, value, chains)
  return applies.state === 'applicable' ? { kind: 'value', value, text: formatScore(key, value) } : { kind: 'notApplicable', why: applies.because }
}

/** The columns of the table: the fork's own only when a sample carries them. */
export const columnsFor = (samples: ResultView['samples']): SampleScore[] =>
  SAMPLE_SCORES.filter((key) => !FORK_ONLY.includes(key) || samples.some((sample) => typeof sample.confidence?.[key] === 'number'))
