// Finds chemistry that RDKit, and so Boltz, refuses but OpenChemLib mends or passes over: too many bonds, aromatic letters
// without an aromatic ring.
import type { Molecule as Structure } from 'openchemlib'
import type { SmilesFault } from './chemistry'
import type { WrittenAtom } from './smiles-text'
import { highestValence } from './valence'

/** The offset of each atom in the text, from 1. Written hydrogens change the library's order: then nothing is known. */
function placer(structure: Structure, written: readonly WrittenAtom[]): (atom: number) => number | null {
  const inOrder = written.length === structure.getAllAtoms() && !written.some(({ hydrogen }) => hydrogen)
  return (atom) => {
    const offset = inOrder ? written[atom]?.offset : undefined
    return offset === undefined ? null : offset + 1
  }
}

function bondsOf(structure: Structure, atom: number): number {
  return structure.getOccupiedValence(atom) + structure.getImplicitHydrogens(atom)
}

/** OpenChemLib leaves a radical where it can not alternate the bonds of a ring, as in n1cccc1 for [nH]1cccc1. */
function brokenRing(structure: Structure, written: readonly WrittenAtom[], atom: number): boolean {
  return written.some(({ aromatic }) => aromatic) && structure.isRingAtom(atom) && structure.getAtomRadical(atom) !== 0
}

export function findSmilesFault(structure: Structure, written: readonly WrittenAtom[]): SmilesFault | null {
  const place = placer(structure, written)
  for (let atom = 0; atom < structure.getAllAtoms(); atom += 1) {
    const symbol = structure.getAtomLabel(atom)
    const highest = highestValence(symbol, structure.getAtomCharge(atom))
    const bonds = bondsOf(structure, atom)
    if (highest !== null && bonds > highest) {
      const charge = structure.getAtomCharge(atom)
      const charged = charge === 0 ? '' : ` with charge ${charge > 0 ? '+' : ''}${charge}`
      return { ok: false, position: place(atom), message: `This ${symbol}${charged} has ${bonds} bonds; it can have ${highest}.` }
    }
    if (brokenRing(structure, written, atom)) {
      return { ok: false, position: null, message: 'Single and double bonds can not alternate around an aromatic ring (small letters). Usually an [nH] is missing, or the ring should be written in capitals.' }
    }
    if (place(atom) !== null && written[atom]?.aromatic && !structure.isRingAtom(atom)) {
      return { ok: false, position: place(atom), message: 'An atom in small letters is aromatic, but it stands in no ring. Write it in capitals.' }
    }
  }
  return null
}
