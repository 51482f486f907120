// Says in a few words what a complex is made of, for lists, titles and the search.
import { TYPE_NAMES } from './place'
import type { Complex } from './schema'

/** For example `protein x 2 + ligand`: one part per entity, copies counted, in the order of the complex. */
export function describeComposition(complex: Complex): string {
  return complex.entities
    .map(({ type, chainIds }) => (chainIds.length > 1 ? `${TYPE_NAMES[type]} x ${chainIds.length}` : TYPE_NAMES[type]))
    .join(' + ')
}

/** CCD code or SMILES of each ligand, in the order of the complex. */
export const ligandsOf = (complex: Complex): string[] =>
  complex.entities.flatMap((entity) => (entity.type === 'ligand' ? (entity.ccd ?? entity.smiles ?? []) : []))
