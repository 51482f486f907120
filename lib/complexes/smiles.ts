// Reads a SMILES with OpenChemLib: heavy atoms, parts, open stereochemistry, ions. It refuses what Boltz's RDKit would refuse
// and says where. 340 kB gzipped with its library: import it lazily in the browser.
import { Molecule as Structure, SmilesParser } from 'openchemlib'
import type { Molecule, SmilesAnalysis, SmilesFault } from './chemistry'
import { findSmilesFault, NO_ALTERNATION } from './smiles-faults'
import { countAtoms, countOpenStereo, readParts } from './smiles-facts'
import { scanSmiles } from './smiles-text'

/** Drawn by the same library; exported here so that one lazy import brings both. */
export { drawSmiles } from './smiles-drawing'

function parse(text: string): Structure | SmilesFault {
  try {
    const structure = new SmilesParser().parseMolecule(text, { noCoordinates: true })
    structure.ensureHelperArrays(Structure.cHelperRings)
    return structure
  } catch (error) {
    const raw = error instanceof Error ? error.message : String(error)
    const position = /position: ?(\d+)/i.exec(raw)?.[1]
    const reason = raw.replace(/^(?:Class\$\w+: )?(?:SmilesParser: )?/i, '').replace(/[;,.]? ?position: ?\d+$/i, '')
    return { ok: false, position: position === undefined ? null : Number(position) + 1, message: explain(reason) }
  }
}

function explain(reason: string): string {
  if (/aromatic double bonds/i.test(reason)) return NO_ALTERNATION
  return `The SMILES can not be read: ${reason.charAt(0).toLowerCase()}${reason.slice(1)}.`
}

/** Reads one molecule (or salt). Never throws; `position` counts characters from 1. */
export function analyseSmiles(text: string): SmilesAnalysis {
  const scan = scanSmiles(text)
  if (!scan.ok) return scan
  const structure = parse(text)
  if (!(structure instanceof Structure)) return structure
  const fault = findSmilesFault(structure, scan.atoms)
  if (fault) return fault
  structure.ensureHelperArrays(Structure.cHelperCIP)
  const molecule: Molecule = {
    ok: true,
    ...countAtoms(structure),
    ...readParts(structure),
    ...countOpenStereo(structure),
    formula: structure.getMolecularFormula().formula,
    identity: structure.getIDCode(),
  }
  return molecule.heavyAtoms > 0
    ? molecule
    : { ok: false, position: null, message: 'The molecule has no atom but hydrogen; Boltz needs a heavy atom.' }
}
