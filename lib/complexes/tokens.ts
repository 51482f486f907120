// Counts Boltz-2's tokens, which decide memory and time: one per residue and one per heavy atom of a ligand.
import type { Chemistry } from './chemistry'
import { cleanSequence } from './clean-sequence'
import type { Complex, Entity } from './schema'

/** Tokens of one copy, or null when the ligand is unknown, unreadable or not loaded. */
export function tokensPerCopy(entity: Entity, chemistry: Chemistry): number | null {
  if (entity.type !== 'ligand') return cleanSequence(entity.sequence).sequence.length
  if (entity.ccd !== undefined) {
    const component = chemistry.component(entity.ccd)
    return component === null || component === 'unavailable' ? null : component.heavyAtoms
  }
  const molecule = chemistry.smiles((entity.smiles ?? '').trim())
  return molecule === 'unavailable' || !molecule.ok ? null : molecule.heavyAtoms
}

/** Tokens of the whole complex, all copies; null when those of a ligand are not known. */
export function countTokens(complex: Complex, chemistry: Chemistry): number | null {
  let tokens = 0
  for (const entity of complex.entities) {
    const each = tokensPerCopy(entity, chemistry)
    if (each === null) return null
    tokens += each * entity.chainIds.length
  }
  return tokens
}
