// Finds chemistry that RDKit, and so Boltz, refuses but OpenChemLib mends or passes over: too many bonds, aromatic letters
// without an aromatic ring.
import type { Molecule as Structure } from 'openchemlib'
import type { SmilesFault } from './chemistry'
import { isMetal } from './ions'
import type { WrittenAtom } from './smiles-text'
import { highestValence } from './valence'

export const NO_ALTERNATION =
  'Single and double bonds can not alternate around an aromatic ring (small letters). Usually an [nH] is missing, or the ring should be written in capitals.'

/** Finds the text of an atom. Written hydrogens change the library's order of atoms: then nothing is known. */
function matcher(structure: Structure, written: readonly WrittenAtom[]): (atom: number) => WrittenAtom | null {
  const inOrder = written.length === structure.getAllAtoms() && !written.some(({ hydrogen }) => hydrogen)
  return (atom) => (inOrder ? (written[atom] ?? null) : null)
}

function bondsOf(structure: Structure, atom: number): number {
  return structure.getOccupiedValence(atom) + structure.getImplicitHydrogens(atom)
}

/** RDKit turns bonds to a metal into dative ones, which count for nothing. */
function isBoundToMetal(structure: Structure, atom: number): boolean {
  for (let index = 0; index < structure.getAllConnAtoms(atom); index += 1) {
    if (isMetal(structure.getAtomLabel(structure.getConnAtom(atom, index)))) return true
  }
  return false
}

function complainAboutBonds(structure: Structure, atom: number, position: number | null): SmilesFault | null {
  const symbol = structure.getAtomLabel(atom)
  const charge = structure.getAtomCharge(atom)
  const highest = highestValence(symbol, charge)
  const bonds = bondsOf(structure, atom)
  if (highest === null || bonds <= highest || isBoundToMetal(structure, atom)) return null
  const charged = charge === 0 ? '' : ` with charge ${charge > 0 ? '+' : ''}${charge}`
  return { ok: false, position, message: `This ${symbol}${charged} has ${bonds} bonds; it can have ${highest}.` }
}

export function findSmilesFault(structure: Structure, written: readonly WrittenAtom[]): SmilesFault | null {
  const textOf = matcher(structure, written)
  for (let atom = 0; atom < structure.getAllAtoms(); atom += 1) {
    const text = textOf(atom)
    const position = text === null ? null : text.offset + 1
    const overloaded = complainAboutBonds(structure, atom, position)
    if (overloaded) return overloaded
    const aromatic = text === null ? written.some((one) => one.aromatic) : text.aromatic
    // The library leaves a radical where it can not alternate the bonds, as in n1cccc1 for [nH]1cccc1.
    if (aromatic && structure.isRingAtom(atom) && structure.getAtomRadical(atom) !== 0) return { ok: false, position: null, message: NO_ALTERNATION }
    if (text?.aromatic && !structure.isRingAtom(atom)) {
      return { ok: false, position, message: 'An atom in small letters is aromatic, but it stands in no ring. Write it in capitals.' }
    }
  }
  return null
}
