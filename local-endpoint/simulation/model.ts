// The simulated structure: chains in Boltz's output order, residues, atoms; it refuses hydrogens, which Boltz does not write.
import type { EntityType } from '@/lib/complexes/schema'
import type { Point } from './vector'

export type Atom = { name: string; element: string; at: Point }

export type Residue = { code: string; atoms: Atom[] }

export type ChainModel = {
  chainId: string
  /** 1-based, equal for copies of one molecule. */
  entityNumber: number
  type: EntityType
  /** One residue for a ligand. */
  residues: Residue[]
}

/** Boltz's unit of confidence: a polymer residue or a ligand's heavy atom, with the point that stands for it. */
export type Token = { chainIndex: number; residueIndex: number; ligand: boolean; at: Point }

/** Where a polymer's token sits: CA of an amino acid, C1' of a nucleotide. */
const TOKEN_ATOMS = ['CA', "C1'"]

export function tokensOf(chains: readonly ChainModel[]): Token[] {
  return chains.flatMap((chain, chainIndex) =>
    chain.residues.flatMap((residue, residueIndex): Token[] => {
      if (chain.type === 'ligand') return residue.atoms.map(({ at }) => ({ chainIndex, residueIndex, ligand: true, at }))
      const atom = residue.atoms.find(({ name }) => TOKEN_ATOMS.includes(name)) ?? residue.atoms[0]
      return atom === undefined ? [] : [{ chainIndex, residueIndex, ligand: false, at: atom.at }]
    }),
  )
}

export const atomsOf = (chains: readonly ChainModel[]): Atom[] => chains.flatMap((chain) => chain.residues.flatMap((residue) => residue.atoms))

/** The same chain with its atoms, in order, at these points. */
export function withPoints(chain: ChainModel, points: readonly Point[]): ChainModel {
  let next = 0
  const residues = chain.residues.map((residue) => {
    const atoms = residue.atoms.map((atom, index) => ({ ...atom, at: points[next + index] as Point }))
    next += atoms.length
    return { ...residue, atoms }
  })
  return { ...chain, residues }
}
