// Reads the bare text of a SMILES for slips that can be pointed at: brackets, rings, bonds and characters out of place.
// It knows no chemistry; the chemistry library behind `smiles.ts` would pass over several of these without a word.
import type { SmilesFault } from './chemistry'
import { isElement } from './elements'

/** Longest SMILES, and the most characters of all SMILES of a complex: 500 heavy atoms take about 1,500. */
export const MAX_SMILES_LENGTH = 4000
/**
 * Most heavy atoms in one SMILES. Boltz 2.2.1 can not name more than 999 atoms with hydrogens, which 500 heavy atoms
 * nearly always have; and recognising stereocentres takes a second there, growing with the cube.
 */
export const MAX_SMILES_ATOMS = 500

/** One atom as written: where it begins (from 0), in small letters (aromatic) or not. */
export type WrittenAtom = { offset: number; aromatic: boolean; hydrogen: boolean }

type Scan = { text: string; atoms: WrittenAtom[]; open: number[]; rings: Map<string, number> }
/** How far to go on, or what is wrong. */
type Step = number | SmilesFault

const ORGANIC = /^(?:Cl|Br|[BCNOPSFIbcnops])/
/** Isotope, element, chirality, hydrogens, charge, atom class. */
const BRACKET = /^\d{0,3}([A-Z][a-z]?|se|as|te|si|[bcnops])(?:@@?|@(?:TH|AL|SP|TB|OH)\d{1,2})?(?:H\d?)?(?:\+{1,4}|-{1,4}|[+-]\d{1,2})?(?::\d{1,4})?$/
const BOND = /[-=#$:/\\]/

function fault(offset: number | null, message: string): SmilesFault {
  return { ok: false, position: offset === null ? null : offset + 1, message }
}

function scanBracket({ text, atoms }: Scan, offset: number): Step {
  const close = text.indexOf(']', offset)
  if (close < 0) return fault(offset, 'A bracket “[” is opened and never closed.')
  const inside = text.slice(offset + 1, close)
  if (inside === '') return fault(offset, 'The brackets “[]” are empty.')
  if (inside.includes('[')) return fault(offset + 1 + inside.indexOf('['), 'A bracket “[” stands inside another one.')
  if (/[*?!,;&~$]/.test(inside) || /^R\d*$/.test(inside)) {
    return fault(offset, `“[${inside}]” is a query or a placeholder. Boltz needs a real atom in its place.`)
  }
  const symbol = BRACKET.exec(inside)?.[1]
  if (symbol === undefined) return fault(offset, `“[${inside.slice(0, 20)}]” is not written as an atom: isotope, element, @ or @@, H, charge, in this order.`)
  const aromatic = /^[a-z]/.test(symbol)
  if (!aromatic && !isElement(symbol)) return fault(offset, `“${symbol}” in “[${inside.slice(0, 20)}]” is not a chemical element.`)
  atoms.push({ offset, aromatic, hydrogen: symbol === 'H' })
  return close + 1 - offset
}

function scanRing({ text, rings, atoms }: Scan, offset: number): Step {
  const label = /^(?:%(\d\d)|(\d))/.exec(text.slice(offset, offset + 3))
  if (!label) return fault(offset, 'Two digits must follow “%”.')
  if (atoms.length === 0) return fault(offset, 'A ring closure needs an atom in front of it.')
  const number = String(Number(label[1] ?? label[2]))
  if (rings.has(number)) rings.delete(number)
  else rings.set(number, offset)
  return label[0].length
}

function scanBranch({ text, open }: Scan, offset: number): Step {
  const before = text.charAt(offset - 1)
  if (text.charAt(offset) === ')') {
    if (BOND.test(before)) return fault(offset - 1, `After the bond “${before}” an atom is missing.`)
    return open.pop() === undefined ? fault(offset, 'A parenthesis “)” is closed and was never opened.') : 1
  }
  if (text.charAt(offset + 1) === ')') return fault(offset, 'The parentheses “()” are empty.')
  if (BOND.test(before)) return fault(offset - 1, `The bond “${before}” belongs inside the parenthesis: “(${before}”.`)
  if (offset === 0 || before === '.' || before === '(') return fault(offset, 'A branch “(” needs an atom in front of it.')
  open.push(offset)
  return 1
}

function scanBond({ text }: Scan, offset: number): Step {
  const [before, bond] = [text.charAt(offset - 1), text.charAt(offset)]
  if (before === '' || before === '.') return fault(offset, `The bond “${bond}” needs an atom in front of it.`)
  return BOND.test(before) ? fault(offset, `Two bonds follow each other: “${before}${bond}”.`) : 1
}

function scanDot({ text }: Scan, offset: number): Step {
  const before = text.charAt(offset - 1)
  if (BOND.test(before)) return fault(offset - 1, `After the bond “${before}” an atom is missing.`)
  return before === '' || before === '.' || before === '(' ? fault(offset, 'A dot “.” needs a molecule in front of it.') : 1
}

function refuseCharacter(text: string, offset: number): SmilesFault {
  const character = String.fromCodePoint(text.codePointAt(offset) ?? 0)
  if (character === '*') return fault(offset, '“*” is a placeholder. Boltz needs a real atom in its place.')
  if (/^(?:->|<)/.test(text.slice(character === '>' ? offset - 1 : offset))) return fault(offset, 'A dative bond (“->” or “<-”) is not read. Write a plain bond, or use the CCD code of the component.')
  if (character === '>') return fault(offset, '“>” writes a reaction. Give a single molecule.')
  if (/\s/.test(character)) return fault(offset, 'A space stands inside the SMILES: remove what does not belong to it.')
  if (character === ']') return fault(offset, 'A bracket “]” is closed and was never opened.')
  if (/[A-Za-z]/.test(character)) {
    return fault(offset, `“${character}” is no atom here. Outside brackets stand B, C, N, O, P, S, F, Cl, Br, I; write others in brackets, such as [Na+].`)
  }
  return fault(offset, `The character “${character}” does not belong in a SMILES.`)
}

function scanStep(scan: Scan, offset: number): Step {
  const character = scan.text.charAt(offset)
  if (character === '[') return scanBracket(scan, offset)
  if (character === '(' || character === ')') return scanBranch(scan, offset)
  if (character === '.') return scanDot(scan, offset)
  if (character === '%' || /\d/.test(character)) return scanRing(scan, offset)
  if (BOND.test(character)) return scanBond(scan, offset)
  const atom = ORGANIC.exec(scan.text.slice(offset, offset + 2))
  if (!atom) return refuseCharacter(scan.text, offset)
  scan.atoms.push({ offset, aromatic: /^[a-z]/.test(atom[0]), hydrogen: false })
  return atom[0].length
}

function scanEnd({ text, open, rings, atoms }: Scan): SmilesFault | null {
  const unclosed = open.pop()
  if (unclosed !== undefined) return fault(unclosed, 'A parenthesis “(” is opened and never closed.')
  const [ring] = rings
  if (ring) return fault(ring[1], `Ring closure ${ring[0]} is opened and never closed.`)
  const last = text.charAt(text.length - 1)
  if (BOND.test(last)) return fault(text.length - 1, `After the bond “${last}” an atom is missing.`)
  if (last === '.') return fault(text.length - 1, 'After the dot “.” a molecule is missing.')
  const heavy = atoms.filter((atom) => !atom.hydrogen).length
  if (heavy <= MAX_SMILES_ATOMS) return null
  return fault(null, `The SMILES has ${heavy.toLocaleString('en')} heavy atoms; at most ${MAX_SMILES_ATOMS} are accepted, because Boltz can not name more than 999 atoms with their hydrogens. Enter a chain as protein, DNA or RNA.`)
}

/** The atoms as written, or the first slip; positions in faults count from 1. */
export function scanSmiles(text: string): { ok: true; atoms: WrittenAtom[] } | SmilesFault {
  if (text === '') return fault(null, 'The SMILES is empty.')
  if (text.length > MAX_SMILES_LENGTH) {
    return fault(null, `The SMILES has ${text.length.toLocaleString('en')} characters; at most ${MAX_SMILES_LENGTH.toLocaleString('en')} are read.`)
  }
  const scan: Scan = { text, atoms: [], open: [], rings: new Map() }
  for (let offset = 0; offset < text.length; ) {
    const step = scanStep(scan, offset)
    if (typeof step !== 'number') return step
    offset += step
  }
  return scanEnd(scan) ?? { ok: true, atoms: scan.atoms }
}
