// What a parsed molecule tells about itself: atoms, charge, separate parts, ions, stereochemistry left open.
import { Molecule as Structure } from 'openchemlib'
import type { Molecule } from './chemistry'
import { codeOfIon } from './ions'

export function countAtoms(structure: Structure): Pick<Molecule, 'heavyAtoms' | 'atoms' | 'charge' | 'elements'> {
  const elements = new Set<string>()
  let heavyAtoms = 0
  let hydrogens = 0
  let charge = 0
  for (let atom = 0; atom < structure.getAllAtoms(); atom += 1) {
    charge += structure.getAtomCharge(atom)
    hydrogens += structure.getImplicitHydrogens(atom)
    if (structure.getAtomicNo(atom) === 1) hydrogens += 1
    else {
      heavyAtoms += 1
      elements.add(structure.getAtomLabel(atom))
    }
  }
  return { heavyAtoms, atoms: heavyAtoms + hydrogens, charge, elements: [...elements] }
}

/** Heavy atoms of each part, and the parts that are one bare atom. */
export function readParts(structure: Structure): Pick<Molecule, 'fragments' | 'ions'> {
  const partOf: number[] = []
  const sizes = new Array<number>(structure.getFragmentNumbers(partOf, false, false)).fill(0)
  const ions: Molecule['ions'] = []
  for (let atom = 0; atom < structure.getAllAtoms(); atom += 1) {
    const part = partOf[atom]
    if (part === undefined || structure.getAtomicNo(atom) === 1) continue
    sizes[part] = (sizes[part] ?? 0) + 1
    if (structure.getAllConnAtoms(atom) > 0 || structure.getImplicitHydrogens(atom) > 0) continue
    const symbol = structure.getAtomLabel(atom)
    const charge = structure.getAtomCharge(atom)
    ions.push({ symbol, charge, code: codeOfIon(symbol, charge) })
  }
  return { fragments: sizes.filter((size) => size > 0).sort((a, b) => b - a), ions }
}

/** An acid phosphorus or sulphur such as P(=O)(O)(OC)OC: its two bare oxygens are one by resonance, so it is no stereocentre. */
function isAcidCentre(structure: Structure, atom: number): boolean {
  if (![15, 16].includes(structure.getAtomicNo(atom))) return false
  const bare: number[] = []
  for (let index = 0; index < structure.getConnAtoms(atom); index += 1) {
    const neighbour = structure.getConnAtom(atom, index)
    if (structure.getConnAtoms(neighbour) === 1) bare.push(structure.getAtomicNo(neighbour))
  }
  const oxygens = bare.filter((element) => element === 8).length
  const sulphurs = bare.filter((element) => element === 16).length
  return oxygens > 1 || sulphurs > 1
}

/** A neutral nitrogen inverts freely, or its rings leave it no choice; the library counts some of them, as in penicillin. */
function isAmine(structure: Structure, atom: number): boolean {
  return structure.getAtomicNo(atom) === 7 && structure.getAtomCharge(atom) === 0
}

export function countOpenStereo(structure: Structure): Pick<Molecule, 'undefinedStereocentres' | 'undefinedDoubleBonds'> {
  let undefinedStereocentres = 0
  let undefinedDoubleBonds = 0
  for (let atom = 0; atom < structure.getAllAtoms(); atom += 1) {
    const open = structure.getAtomParity(atom) === Structure.cAtomParityUnknown
    if (open && !isAcidCentre(structure, atom) && !isAmine(structure, atom)) undefinedStereocentres += 1
  }
  for (let bond = 0; bond < structure.getAllBonds(); bond += 1) {
    const open = structure.getBondParity(bond) === Structure.cBondParityUnknown
    if (open && structure.getBondOrder(bond) === 2) undefinedDoubleBonds += 1
  }
  return { undefinedStereocentres, undefinedDoubleBonds }
}
