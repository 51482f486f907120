import 'server-only'
// Coordinates for every chain of a complex in Boltz's output order; it refuses chains it has no atoms for.
import { findComponent } from '@/lib/complexes/components'
import { moleculeKey, outputChains } from '@/lib/complexes/output-order'
import type { Complex, Entity } from '@/lib/complexes/schema'
import { componentLigand } from './component-ligand'
import type { ChainModel, Residue } from './model'
import { placeChains } from './placement'
import { foldProtein } from './protein-fold'
import { nucleicStrand } from './nucleic-strand'
import { smilesLigand } from './smiles-ligand'

export function buildComplex(complex: Complex, seed: number, sample: number): ChainModel[] {
  const keys = [...new Set(complex.entities.map(moleculeKey))]
  const entityOf = new Map(complex.entities.flatMap((entity) => entity.chainIds.map((id) => [id, entity] as const)))
  const folded = new Map<string, Residue[]>()
  const chains = outputChains(complex).map(({ chainId, type }): ChainModel => {
    const entity = entityOf.get(chainId) as Entity
    const key = moleculeKey(entity)
    const residues = folded.get(key) ?? buildMolecule(entity, ligandCode(complex, entity), seed)
    folded.set(key, residues)
    return { chainId, entityNumber: keys.indexOf(key) + 1, type, residues }
  })
  return placeChains(chains, seed, sample)
}

function buildMolecule(entity: Entity, code: string, seed: number): Residue[] {
  if (entity.type === 'protein') return foldProtein(entity.sequence, seed)
  if (entity.type !== 'ligand') return nucleicStrand(entity.type, entity.sequence)
  const atoms = entity.smiles !== undefined ? smilesLigand(entity.smiles, seed) : componentLigand(code, findComponent(code)?.formula ?? null)
  return [{ code, atoms }]
}

/** LIG1, LIG2, ...: one per distinct SMILES in output order; CCD ligands keep their code and are not counted. */
function ligandCode(complex: Complex, entity: Entity): string {
  if (entity.type !== 'ligand') return ''
  if (entity.ccd !== undefined) return entity.ccd
  const distinct = [...new Set(complex.entities.flatMap((one) => (one.type === 'ligand' && one.smiles !== undefined ? [one.smiles] : [])))]
  return `LIG${distinct.indexOf(entity.smiles ?? '') + 1}`
}
