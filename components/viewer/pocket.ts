// The residues around a ligand and the short polar contacts between them, by distance alone: Boltz writes no hydrogens and no bonds.
import type { PoseAtom } from './pose-atom'

export const POCKET_ANGSTROM = 5
/** Nitrogen or oxygen this close to another is worth a look; without hydrogens it is no proof of a bond. */
export const POLAR_CONTACT_ANGSTROM = 3.5

export type PocketResidue = {
  chainId: string
  residueName: string
  residueNumber: number
  /** Shortest distance between any two heavy atoms. */
  distanceAngstrom: number
  plddt: number | null
}

export type PolarContact = { ligand: PoseAtom; partner: PoseAtom; distanceAngstrom: number }

const squared = (a: PoseAtom, b: PoseAtom): number => (a.x - b.x) ** 2 + (a.y - b.y) ** 2 + (a.z - b.z) ** 2

const residueKey = (atom: PoseAtom): string => `${atom.chainId}:${atom.residueNumber}`

/** Residues of other chains with an atom within 5 Angstrom of the ligand, nearest first. */
export function pocketResidues(atoms: PoseAtom[], ligandChain: string): PocketResidue[] {
  const ligand = atoms.filter((atom) => atom.chainId === ligandChain)
  const found = new Map<string, PocketResidue>()
  for (const atom of atoms) {
    if (atom.chainId === ligandChain) continue
    const nearest = Math.sqrt(ligand.reduce((least, other) => Math.min(least, squared(atom, other)), Infinity))
    const known = found.get(residueKey(atom))
    if (nearest > POCKET_ANGSTROM || (known && known.distanceAngstrom <= nearest)) continue
    const { chainId, residueName, residueNumber, plddt } = atom
    found.set(residueKey(atom), { chainId, residueName, residueNumber, plddt, distanceAngstrom: nearest })
  }
  return [...found.values()].sort((a, b) => a.distanceAngstrom - b.distanceAngstrom)
}

const isPolar = (atom: PoseAtom): boolean => atom.element === 'N' || atom.element === 'O'

/** Pairs of N or O within 3.5 Angstrom between the ligand and anything else, shortest first. */
export function polarContacts(atoms: PoseAtom[], ligandChain: string): PolarContact[] {
  const polar = atoms.filter(isPolar)
  const ligand = polar.filter((atom) => atom.chainId === ligandChain)
  const contacts = polar.flatMap((partner) =>
    partner.chainId === ligandChain
      ? []
      : ligand
          .map((own) => ({ ligand: own, partner, distanceAngstrom: Math.sqrt(squared(own, partner)) }))
          .filter((contact) => contact.distanceAngstrom <= POLAR_CONTACT_ANGSTROM),
  )
  return contacts.sort((a, b) => a.distanceAngstrom - b.distanceAngstrom)
}
