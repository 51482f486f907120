// Which of Boltz's scores mean anything for a given set of chains. Boltz writes 0 where a score has nothing to score; such a 0 is not a bad score.
import type { BoltzConfidence } from '@/lib/compute/contract'
import type { ResultSummary } from '@/lib/results/schema'

type Chain = Pick<ResultSummary['chains'][number], 'mol_type'>

const PROTEIN = 0
const LIGAND = 3

const count = (chains: readonly Chain[], molType: number): number => chains.filter((chain) => chain.mol_type === molType).length

const betweenChains = (chains: readonly Chain[]): boolean => chains.length > 1

/** Score to whether the chains give it anything to score. A score that is not named here always applies. */
const NEEDS: Record<string, { applies: (chains: readonly Chain[]) => boolean; because: string }> = {
  iptm: { applies: betweenChains, because: 'There is only one chain.' },
  complex_ipde: { applies: betweenChains, because: 'There is only one chain.' },
  complex_ipae: { applies: betweenChains, because: 'There is only one chain.' },
  ligand_iptm: {
    applies: (chains) => count(chains, PROTEIN) > 0 && count(chains, LIGAND) > 0,
    because: 'There is no pair of a protein and a ligand.',
  },
  protein_iptm: { applies: (chains) => count(chains, PROTEIN) > 1, because: 'There are no two protein chains.' },
}

export type Applicability = { state: 'applicable' } | { state: 'notApplicable'; because: string }

/** Whether `score` says anything about these chains. Only Boltz's exact 0 can say nothing: another number is shown, a missing one was not reported. */
export function applicabilityOf(score: string, value: number | null | undefined, chains: readonly Chain[]): Applicability {
  const need = Object.hasOwn(NEEDS, score) ? NEEDS[score] : undefined
  if (!need || value !== 0) return { state: 'applicable' }
  if (chains.length === 0) return { state: 'notApplicable', because: 'Boltz writes exactly 0 where there is no such pair of chains.' }
  return need.applies(chains) ? { state: 'applicable' } : { state: 'notApplicable', because: need.because }
}

/** The same for all scores of a sample that may not apply. */
export const applicability = (confidence: BoltzConfidence, chains: readonly Chain[]): Record<string, Applicability> =>
  Object.fromEntries(
    Object.keys(NEEDS).map((score) => {
      const value = confidence[score]
      return [score, applicabilityOf(score, typeof value === 'number' ? value : null, chains)]
    }),
  )
