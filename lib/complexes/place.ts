// How complaints name an entity to a person.
import type { Complex, EntityType } from './schema'

export const TYPE_NAMES: Record<EntityType, string> = { protein: 'protein', dna: 'DNA', rna: 'RNA', ligand: 'ligand' }

/** For example `Entity 2 (ligand L)`. */
export function entityLabel(complex: Complex, index: number): string {
  const entity = complex.entities[index]
  if (!entity) return `Entity ${index + 1}`
  const chains = entity.chainIds.length > 3 ? `${entity.chainIds.slice(0, 3).join(', ')} ...` : entity.chainIds.join(', ')
  return `Entity ${index + 1} (${TYPE_NAMES[entity.type]} ${chains})`
}

/** `1 atom`, `3 atoms`. */
export function counted(count: number, noun: string): string {
  return `${count.toLocaleString('en')} ${noun}${count === 1 ? '' : 's'}`
}
