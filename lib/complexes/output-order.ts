// The order in which Boltz-2 writes chains: by first appearance of each molecule, all its copies together.
// The numbers in its confidence files count chains in this order, not in the order of the YAML.
import type { Complex, Entity, EntityType } from './schema'

export type OutputChain = { chainId: string; type: EntityType; /** Polymer length; 1 for a ligand. */ residues: number }

/** Two entities with the same key are one molecule to Boltz (2.2.1 groups by type and text). */
export function moleculeKey(entity: Entity): string {
  return `${entity.type}:${entity.type === 'ligand' ? (entity.smiles ?? entity.ccd ?? '') : entity.sequence}`
}

/** All chains in Boltz's output order. YAML order A (seq 1), B (seq 2), C (seq 1) comes out A, C, B. */
export function outputChains(complex: Complex): OutputChain[] {
  const groups = new Map<string, OutputChain[]>()
  for (const entity of complex.entities) {
    const key = moleculeKey(entity)
    const residues = entity.type === 'ligand' ? 1 : entity.sequence.length
    const chains = entity.chainIds.map((chainId) => ({ chainId, type: entity.type, residues }))
    groups.set(key, [...(groups.get(key) ?? []), ...chains])
  }
  return [...groups.values()].flat()
}
