// What a pose is made of, chain by chain, from its atoms: the words behind the picture and the picture's text alternative.
import type { PoseAtom } from './pose-atom'

type ChainKind = 'protein' | 'nucleic acid' | 'ligand' | 'ion'

export type PoseChain = {
  chainId: string
  kind: ChainKind
  /** Residues of a polymer; 1 for most ligands. */
  residues: number
  atoms: number
  /** E.g. LIG1 or MG; null for a polymer. */
  name: string | null
  /** Mean over residues of a polymer, over atoms of a ligand; null when the file carries none. */
  meanPlddt: number | null
}

const NUCLEIC_MARK = "C1'"

function kindOf(atoms: PoseAtom[]): ChainKind {
  const first = atoms[0]
  if (first?.het) return atoms.length === 1 ? 'ion' : 'ligand'
  return atoms.some((atom) => atom.atomName === NUCLEIC_MARK) ? 'nucleic acid' : 'protein'
}

const mean = (values: number[]): number | null =>
  values.length === 0 ? null : values.reduce((sum, value) => sum + value, 0) / values.length

/** One value per residue for polymers (all its atoms share it), one per atom for ligands: Boltz's tokens. */
function tokenPlddt(atoms: PoseAtom[], kind: ChainKind): number[] {
  const perResidue = kind === 'protein' || kind === 'nucleic acid'
  const seen = new Set<number>()
  return atoms.flatMap((atom) => {
    if (atom.plddt === null) return []
    if (!perResidue) return [atom.plddt]
    if (seen.has(atom.residueNumber)) return []
    seen.add(atom.residueNumber)
    return [atom.plddt]
  })
}

/** The chains in file order. */
export function poseChains(atoms: PoseAtom[]): PoseChain[] {
  const chainIds = [...new Set(atoms.map((atom) => atom.chainId))]
  return chainIds.map((chainId) => {
    const own = atoms.filter((atom) => atom.chainId === chainId)
    const kind = kindOf(own)
    return {
      chainId,
      kind,
      residues: new Set(own.map((atom) => atom.residueNumber)).size,
      atoms: own.length,
      name: kind === 'ligand' || kind === 'ion' ? (own[0]?.residueName ?? null) : null,
      meanPlddt: mean(tokenPlddt(own, kind)),
    }
  })
}
