// Reads a SMILES with OpenChemLib: heavy atoms, parts, open stereochemistry, ions. It refuses what Boltz's RDKit would refuse
// and says where. 340 kB gzipped with its library: import it lazily in the browser.
import { Molecule as Structure, SmilesParser } from 'openchemlib'
import type { Molecule, SmilesAnalysis, SmilesFault } from './chemistry'
import { codeOfIon } from './ions'
import { findSmilesSlip } from './smiles-text'
import { highestValence } from './valence'

function parse(text: string): Structure | SmilesFault {
  try {
    const structure = new SmilesParser().parseMolecule(text, { noCoordinates: true })
    structure.ensureHelperArrays(Structure.cHelperCIP)
    return structure
  } catch (error) {
    const raw = error instanceof Error ? error.message : String(error)
    const position = /position: ?(\d+)/i.exec(raw)?.[1]
    const reason = raw.replace(/^.*SmilesParser: /, '').replace(/[;,.]? ?position: ?\d+$/i, '')
    return { ok: false, position: position === undefined ? null : Number(position) + 1, message: explain(reason) }
  }
}

function explain(reason: string): string {
  if (/element label|atom label/i.test(reason)) return 'No chemical element has this symbol.'
  return `The SMILES can not be read: ${reason.charAt(0).toLowerCase()}${reason.slice(1)}.`
}

function overloadedAtom(structure: Structure): SmilesFault | null {
  for (let atom = 0; atom < structure.getAllAtoms(); atom += 1) {
    const symbol = structure.getAtomLabel(atom)
    const highest = highestValence(symbol, structure.getAtomCharge(atom))
    const bonds = structure.getOccupiedValence(atom) + structure.getImplicitHydrogens(atom)
    if (highest !== null && bonds > highest) {
      return { ok: false, position: null, message: `Atom ${atom + 1} (${symbol}) has ${bonds} bonds; it can have ${highest}.` }
    }
  }
  return null
}

/** Heavy atoms of each part, and the parts that are one lone atom. */
function readParts(structure: Structure): Pick<Molecule, 'fragments' | 'ions'> {
  const partOf: number[] = []
  const sizes = new Array<number>(structure.getFragmentNumbers(partOf, false, false)).fill(0)
  for (let atom = 0; atom < structure.getAllAtoms(); atom += 1) {
    const part = partOf[atom]
    if (part !== undefined && structure.getAtomicNo(atom) > 1) sizes[part] = (sizes[part] ?? 0) + 1
  }
  const ions: Molecule['ions'] = []
  for (let atom = 0; atom < structure.getAllAtoms(); atom += 1) {
    if (structure.getAllConnAtoms(atom) > 0 || structure.getImplicitHydrogens(atom) > 0) continue
    const symbol = structure.getAtomLabel(atom)
    const charge = structure.getAtomCharge(atom)
    ions.push({ symbol, charge, code: codeOfIon(symbol, charge) })
  }
  return { fragments: sizes.sort((a, b) => b - a), ions }
}

function countOpenStereo(structure: Structure): Pick<Molecule, 'undefinedStereocentres' | 'undefinedDoubleBonds'> {
  let undefinedStereocentres = 0
  let undefinedDoubleBonds = 0
  for (let atom = 0; atom < structure.getAllAtoms(); atom += 1) {
    if (structure.getAtomParity(atom) === Structure.cAtomParityUnknown) undefinedStereocentres += 1
  }
  for (let bond = 0; bond < structure.getAllBonds(); bond += 1) {
    const open = structure.getBondParity(bond) === Structure.cBondParityUnknown
    if (open && structure.getBondOrder(bond) === 2) undefinedDoubleBonds += 1
  }
  return { undefinedStereocentres, undefinedDoubleBonds }
}

function countAtoms(structure: Structure): Pick<Molecule, 'heavyAtoms' | 'atoms' | 'charge' | 'elements'> {
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

/** Reads one molecule (or salt). Never throws; `position` counts characters from 1. */
export function analyseSmiles(text: string): SmilesAnalysis {
  const slip = findSmilesSlip(text)
  if (slip) return slip
  const structure = parse(text)
  if (!(structure instanceof Structure)) return structure
  const overloaded = overloadedAtom(structure)
  if (overloaded) return overloaded
  const counts = countAtoms(structure)
  if (counts.heavyAtoms === 0) return { ok: false, position: null, message: 'The molecule has no atom but hydrogen; Boltz needs a heavy atom.' }
  return {
    ok: true,
    ...counts,
    ...readParts(structure),
    ...countOpenStereo(structure),
    formula: structure.getMolecularFormula().formula,
    identity: structure.getIDCode(),
  }
}

/** Drawn by the same library; exported here so that one lazy import brings both. */
export { drawSmiles } from './smiles-drawing'
