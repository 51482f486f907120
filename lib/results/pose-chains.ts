// The chains of a result as its best pose shows them, and what is odd about its numbers.
import type { ResultSummary } from '@/lib/results/schema'
import type { ReadSample } from '@/lib/results/answer-poses'
import type { Pose, PolymerType } from '@/lib/results/mmcif'

/** Boltz's numbers for the kinds of molecule. */
const MOL_TYPES: Record<PolymerType | 'ligand', number> = { protein: 0, dna: 1, rna: 2, ligand: 3 }

export function resultChains(pose: Pose): ResultSummary['chains'] {
  const entityOf = (chain: Pose['chains'][number]): string => chain.entityId ?? `chain ${chain.chainId}`
  const places = new Map([...new Set(pose.chains.map(entityOf))].map((entity, place) => [entity, place]))
  return pose.chains.map((chain, index) => ({
    index,
    chain_id: chain.chainId,
    mol_type: MOL_TYPES[chain.polymer ?? 'ligand'],
    entity_id: places.get(entityOf(chain)) ?? 0,
    num_residues: chain.residues,
  }))
}

/** Boltz writes pLDDT x 100 into the B factors; other numbers there would be coloured wrongly. */
function bFactorWarning({ file, pose }: ReadSample): string[] {
  const known = pose.tokenPlddt.filter((plddt) => plddt !== null)
  if (known.length < pose.tokenPlddt.length) return [`${file.name} gives no pLDDT for ${pose.tokenPlddt.length - known.length} of ${pose.tokenPlddt.length} tokens.`]
  if (known.some((plddt) => plddt < 0 || plddt > 100.5)) return [`The B factors of ${file.name} are not pLDDT: some lie outside of 0 to 100.`]
  return known.length > 3 && known.every((plddt) => plddt <= 1) ? [`The B factors of ${file.name} are all at most 1; they may be pLDDT as a fraction, or missing.`] : []
}

export const poseWarnings = (samples: readonly ReadSample[]): string[] => samples.flatMap(bFactorWarning)
