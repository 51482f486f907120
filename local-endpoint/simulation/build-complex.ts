import 'server-only'
// Coordinates for every chain of a complex in Boltz's output order; it refuses chains it has no atoms for.
import { findComponent } from '@/lib/complexes/components'
import { moleculeKey, outputChains } from '@/lib/complexes/output-order'
import type { Complex, Entity } from '@/lib/complexes/schema'
import { componentLigand } from './component-ligand'
import { atomsOf, withPoints, type ChainModel, type Residue } from './model'
import { findPairing, nucleicStrand, partnerStrand } from './nucleic-strand'
import { placeBodies } from './placement'
import { foldProtein } from './protein-fold'
import { sampleWarp } from './sample-warp'
import { smilesLigand } from './smiles-ligand'

/** Chains with their own geometry, not yet brought together; chains with the same body number keep their place to each other. */
export type Molecules = { chains: ChainModel[]; bodyOf: number[] }

/** The same for all samples of a prediction. */
export function buildMolecules(complex: Complex, seed: number): Molecules {
  const keys = [...new Set(complex.entities.map(moleculeKey))]
  const entityOf = new Map(complex.entities.flatMap((entity) => entity.chainIds.map((id) => [id, entity] as const)))
  const order = outputChains(complex).map(({ chainId }) => ({ chainId, entity: entityOf.get(chainId) as Entity }))
  const pairings = pairStrands(order.map(({ entity }) => entity))
  const built = new Map<string, Residue[]>()
  const chains = order.map(({ chainId, entity }, index): ChainModel => {
    const key = moleculeKey(entity)
    const pairing = pairings[index]
    const paired = pairing !== undefined && (entity.type === 'dna' || entity.type === 'rna')
    const residues = paired ? partnerStrand(entity.type, entity.sequence, pairing.firstPair) : (built.get(key) ?? buildMolecule(complex, entity, seed))
    if (!paired) built.set(key, residues)
    return { chainId, entityNumber: keys.indexOf(key) + 1, type: entity.type, residues }
  })
  return { chains, bodyOf: chains.map((_, index) => pairings[index]?.withChain ?? index) }
}

/** One sample: the molecules brought together, then shaken a little. */
export function arrangeSample({ chains, bodyOf }: Molecules, seed: number, sample: number): ChainModel[] {
  const numbers = [...new Set(bodyOf)]
  const bodies = numbers.map((number) => {
    const members = chains.filter((_, index) => bodyOf[index] === number)
    return { points: atomsOf(members).map(({ at }) => at), ligand: members.every(({ type }) => type === 'ligand') }
  })
  const warp = sampleWarp(seed, sample)
  // The points of a body stand in the order of its chains' atoms, so each chain takes as many as it has.
  const remaining = new Map(placeBodies(bodies, seed, sample).map((points, index) => [numbers[index], points.map(warp)]))
  return chains.map((chain, index) => withPoints(chain, remaining.get(bodyOf[index])?.splice(0, atomsOf([chain]).length) ?? []))
}

type Pairing = { withChain: number; firstPair: number }

/** For each strand that pairs with an earlier one: which, and where. A strand pairs once. */
function pairStrands(entities: readonly Entity[]): (Pairing | undefined)[] {
  const taken = new Set<number>()
  return entities.map((entity, index) => {
    if (entity.type !== 'dna' && entity.type !== 'rna') return undefined
    for (const [earlier, other] of entities.slice(0, index).entries()) {
      if (other.type !== entity.type || taken.has(earlier)) continue
      const firstPair = findPairing(entity.type, other.sequence, entity.sequence)
      if (firstPair === null) continue
      taken.add(earlier).add(index)
      return { withChain: earlier, firstPair }
    }
    return undefined
  })
}

function buildMolecule(complex: Complex, entity: Entity, seed: number): Residue[] {
  if (entity.type === 'protein') return foldProtein(entity.sequence, seed)
  if (entity.type !== 'ligand') return nucleicStrand(entity.type, entity.sequence)
  if (entity.ccd !== undefined) return [{ code: entity.ccd, atoms: componentLigand(entity.ccd, findComponent(entity.ccd)?.formula ?? null) }]
  return [{ code: ligandCode(complex, entity.smiles ?? ''), atoms: smilesLigand(entity.smiles ?? '', seed) }]
}

/** LIG1, LIG2, ...: one per distinct SMILES in output order; CCD ligands keep their code and are not counted. */
function ligandCode(complex: Complex, smiles: string): string {
  const distinct = [...new Set(complex.entities.flatMap((one) => (one.type === 'ligand' && one.smiles !== undefined ? [one.smiles] : [])))]
  return `LIG${distinct.indexOf(smiles) + 1}`
}
