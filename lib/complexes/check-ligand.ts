// Checks one ligand: the SMILES or CCD code can be read and Boltz-2 will build what was meant.
import type { Chemistry, Component, Molecule } from './chemistry'
import type { Findings } from './findings'
import { isWrittenAsAnotherElement } from './ions'
import { looksLikePath } from './path-like'
import { counted } from './place'
import type { Complaint, Entity } from './schema'

export type LigandEntity = Extract<Entity, { type: 'ligand' }>

const CCD_CODE = /^[A-Z0-9+-]{1,5}$/

/** Heavy atoms beyond which Boltz-2 itself gives up on affinity. */
const LARGE_LIGAND = 128
/** Boltz refuses atom names longer than 4 characters; a name is the element and a rank over all atoms. */
const MOST_ATOMS = 999
const SAFE_ATOMS_WITH_LONG_ELEMENT = 99

function complainAboutIons(molecule: Molecule, at: string, label: string): Complaint[] {
  const [ion] = molecule.ions
  if (!ion || molecule.heavyAtoms > 1) return []
  const cure = ion.code === null ? 'Give it by its CCD code.' : `Use the CCD code ${ion.code} instead.`
  return [{ at, message: `${label} is a single ${ion.symbol} atom given as SMILES; Boltz writes many of these as another element. ${cure}` }]
}

function warnAboutParts(molecule: Molecule, at: string, label: string): Complaint[] {
  if (molecule.fragments.length < 2) return []
  const codes = molecule.ions.flatMap((ion) => ion.code ?? [])
  const apart = codes.length > 0 ? ` Ions can be added as ligands of their own, by CCD code (${[...new Set(codes)].join(', ')}).` : ''
  return [{
    at,
    message: `${label} has ${molecule.fragments.length} separate parts (${molecule.fragments.join(' + ')} heavy atoms), as in a salt. Boltz builds all of them as one residue; leave out what should not be there.${apart}`,
  }]
}

function warnAboutStereo(molecule: Molecule, at: string, label: string): Complaint[] {
  const open = [
    molecule.undefinedStereocentres > 0 ? counted(molecule.undefinedStereocentres, 'stereocentre') : null,
    molecule.undefinedDoubleBonds > 0 ? `${counted(molecule.undefinedDoubleBonds, 'double bond')} (E/Z)` : null,
  ].filter((part) => part !== null)
  if (open.length === 0) return []
  const signs = [molecule.undefinedStereocentres > 0 ? '@ or @@' : null, molecule.undefinedDoubleBonds > 0 ? '/ or \\' : null].filter((sign) => sign !== null)
  return [{ at, message: `${label} leaves ${open.join(' and ')} undefined; Boltz will pick one form without saying which. Write ${signs.join(', ')} to choose.` }]
}

function checkSize(molecule: Molecule, at: string, label: string): Findings {
  if (molecule.atoms > MOST_ATOMS) {
    const message = `${label} has ${counted(molecule.atoms, 'atom')} with its hydrogens; Boltz can name at most ${MOST_ATOMS}. Enter a long chain as a polymer.`
    return { complaints: [{ at, message }], warnings: [] }
  }
  const long = molecule.elements.filter((symbol) => symbol.length === 2)
  if (long.length === 0 || molecule.atoms <= SAFE_ATOMS_WITH_LONG_ELEMENT) return { complaints: [], warnings: [] }
  const message = `${label} has ${molecule.atoms} atoms with its hydrogens and holds ${long.join(', ')}: Boltz 2.2.1 may refuse it, because it makes atom names such as BR102 longer than the 4 characters it allows.`
  return { complaints: [], warnings: [{ at, message }] }
}

/** Boltz starts from a 3D conformer of RDKit, which takes minutes for macrocycles and large molecules (its tracker, #171). */
function warnAboutLength(molecule: Molecule, at: string, label: string): Complaint[] {
  if (molecule.heavyAtoms <= LARGE_LIGAND) return []
  return [{ at, message: `${label} has ${molecule.heavyAtoms} heavy atoms. Its 3D conformer can take minutes or fail; a peptide or nucleic acid is better entered as a chain.` }]
}

function warnAboutElements(molecule: Molecule, at: string, label: string): Complaint[] {
  const wrong = molecule.elements.filter((symbol) => isWrittenAsAnotherElement(symbol))
  if (wrong.length === 0) return []
  return [{ at, message: `${label} holds ${wrong.join(', ')}, which Boltz 2.2.1 writes as another element when given as SMILES. Use a CCD code if there is one.` }]
}

function checkSmiles(text: string, at: string, label: string, chemistry: Chemistry): Findings {
  const refuse = (message: string) => ({ complaints: [{ at, message }], warnings: [] })
  if (text === '') return refuse(`${label} has no SMILES. Write one, or give a CCD code.`)
  if (looksLikePath(text)) return refuse(`${label}: this looks like the name of a file. Paste the SMILES itself.`)
  const molecule = chemistry.smiles(text)
  if (molecule === 'unavailable') return { complaints: [], warnings: [] }
  if (!molecule.ok) {
    const place = molecule.position === null ? '' : ` (character ${molecule.position})`
    return refuse(`${label}: ${molecule.message}${place}`)
  }
  const ions = complainAboutIons(molecule, at, label)
  if (ions.length > 0) return { complaints: ions, warnings: [] }
  const size = checkSize(molecule, at, label)
  return {
    complaints: size.complaints,
    warnings: [...warnAboutParts(molecule, at, label), ...warnAboutStereo(molecule, at, label), ...warnAboutElements(molecule, at, label), ...warnAboutLength(molecule, at, label), ...size.warnings],
  }
}

/** Stands in deposited structures for a molecule that nobody could name; the dictionary gives it no atoms. */
const UNKNOWN_LIGAND = 'UNL'
const WATER = new Set(['H2 O', 'D2 O'])

const isPlaceholder = (code: string, component: Component | null | 'unavailable'): boolean =>
  code === UNKNOWN_LIGAND || (component !== null && component !== 'unavailable' && /(^| )X\d*( |$)/.test(component.formula ?? ''))

function warnAboutWater({ code, formula }: Component, at: string, label: string): Complaint[] {
  if (!WATER.has(formula ?? '')) return []
  return [{ at, message: `${label}: ${code} is water. Boltz-2 learned from structures without their waters: where it puts one means nothing.` }]
}

function warnAboutWithdrawal({ code, obsolete }: Component, at: string, label: string): Complaint[] {
  if (obsolete === null) return []
  const instead = obsolete.replacedBy === null ? '' : ` Its successor is ${obsolete.replacedBy}.`
  return [{ at, message: `${label}: ${code} was withdrawn from the dictionary; Boltz may not know it.${instead}` }]
}

function unknownCode(code: string, label: string, similar: Component[]): string {
  const near = similar.map((component) => `${component.code} (${component.name})`).join(', ')
  return `${label}: “${code}” is not in the Chemical Component Dictionary.${near === '' ? ' Search by name, or give a SMILES.' : ` Did you mean ${near}?`}`
}

function checkCode(code: string, at: string, label: string, chemistry: Chemistry): Findings {
  const refuse = (message: string) => ({ complaints: [{ at, message }], warnings: [] })
  if (code === '') return refuse(`${label} has no CCD code. Write one, for example ATP, or give a SMILES.`)
  if (!CCD_CODE.test(code)) return refuse(`${label}: “${code.slice(0, 40)}” is not a CCD code, which has 1 to 5 capitals and digits. A SMILES goes into the SMILES field.`)
  const component = chemistry.component(code)
  if (isPlaceholder(code, component)) return refuse(`${label}: ${code} is a placeholder for something unknown, without atoms that could be predicted. Give the molecule itself, by its code or as SMILES.`)
  if (component === 'unavailable') return { complaints: [], warnings: [] }
  if (component === null) return refuse(unknownCode(code, label, chemistry.similarComponents?.(code) ?? []))
  return { complaints: [], warnings: [...warnAboutWithdrawal(component, at, label), ...warnAboutWater(component, at, label)] }
}

/** Returns the ligand with its text trimmed (a CCD code in capitals), and what there is to say about it. */
export function checkLigand(entity: LigandEntity, index: number, label: string, chemistry: Chemistry): Findings & { entity: LigandEntity } {
  const at = `entities.${index}`
  const { type, chainIds } = entity
  if (entity.smiles !== undefined && entity.ccd !== undefined) {
    return { entity, complaints: [{ at, message: `${label} has both a SMILES and a CCD code. Keep one.` }], warnings: [] }
  }
  if (entity.ccd !== undefined) {
    const ccd = entity.ccd.trim().toUpperCase()
    return { entity: { type, chainIds, ccd }, ...checkCode(ccd, `${at}.ccd`, label, chemistry) }
  }
  const smiles = (entity.smiles ?? '').trim()
  return { entity: { type, chainIds, smiles }, ...checkSmiles(smiles, `${at}.smiles`, label, chemistry) }
}
