// Reads the bare text of a SMILES for slips that can be pointed at: brackets, rings, bonds and characters out of place.
// It knows no chemistry; the chemistry library behind `smiles.ts` would pass over several of these without a word.
import type { SmilesFault } from './chemistry'

/**
 * Longest SMILES that is read. Boltz names atoms by rank and refuses names beyond 4 characters, so a molecule with
 * 1,000 atoms can not run at all; a SMILES of such a molecule is shorter than this.
 */
export const MAX_SMILES_LENGTH = 4000

const OUTSIDE = /[A-Za-z0-9()[\].\-=#$:/\\%@+]/
const BOND = /[-=#$:/\\]/

function fault(position: number | null, message: string): SmilesFault {
  return { ok: false, position: position === null ? null : position + 1, message }
}

type Scan = { open: number[]; rings: Map<string, number> }

/** Length of the ring-closure number at `index` (`7`, `%12`), or 0. */
function ringLength(text: string, index: number): number {
  if (/\d/.test(text.charAt(index))) return 1
  return text.charAt(index) === '%' ? 3 : 0
}

function scanRing(text: string, index: number, scan: Scan): SmilesFault | null {
  const label = text.slice(index, index + ringLength(text, index)).replace('%', '')
  if (!/^\d{1,2}$/.test(label)) return fault(index, 'Two digits must follow “%”.')
  const number = String(Number(label))
  if (scan.rings.has(number)) scan.rings.delete(number)
  else scan.rings.set(number, index)
  return null
}

function scanBrackets(text: string, index: number): SmilesFault | null {
  const close = text.indexOf(']', index)
  if (close < 0) return fault(index, 'A bracket “[” is opened and never closed.')
  const inside = text.slice(index + 1, close)
  if (inside === '') return fault(index, 'The brackets “[]” are empty.')
  if (inside.includes('[')) return fault(index + 1 + inside.indexOf('['), 'A bracket “[” stands inside another one.')
  if (/[*?!,;&~$]/.test(inside) || /^R\d*$/.test(inside)) {
    return fault(index, `“[${inside}]” is a query or a placeholder. Boltz needs a real atom in its place.`)
  }
  return null
}

function scanOutside(text: string, index: number, scan: Scan): SmilesFault | null {
  const character = text.charAt(index)
  const before = text.charAt(index - 1)
  if (character === '*') return fault(index, '“*” is a placeholder. Boltz needs a real atom in its place.')
  if (character === '>') return fault(index, '“>” writes a reaction. Give a single molecule.')
  if (/\s/.test(character)) return fault(index, 'A space inside the SMILES: remove what does not belong to it.')
  if (!OUTSIDE.test(character)) return fault(index, `The character “${character}” does not belong in a SMILES.`)
  if (character === ']') return fault(index, 'A bracket “]” is closed and was never opened.')
  if (character === '(') {
    if (text.charAt(index + 1) === ')') return fault(index, 'The parentheses “()” are empty.')
    if (index === 0 || before === '.') return fault(index, 'A branch “(” needs an atom in front of it.')
    scan.open.push(index)
  }
  if (character === ')' && scan.open.pop() === undefined) return fault(index, 'A parenthesis “)” is closed and was never opened.')
  if (/[).]/.test(character) && BOND.test(before)) return fault(index - 1, `After the bond “${before}” an atom is missing.`)
  if (BOND.test(character) && BOND.test(before)) return fault(index, `Two bonds follow each other: “${before}${character}”.`)
  if (character === '.' && (before === '' || before === '.')) return fault(index, 'A dot “.” needs a molecule in front of it.')
  return null
}

function scanEnd(text: string, scan: Scan): SmilesFault | null {
  const open = scan.open.pop()
  if (open !== undefined) return fault(open, 'A parenthesis “(” is opened and never closed.')
  const [ring] = scan.rings
  if (ring) return fault(ring[1], `Ring closure ${ring[0]} is opened and never closed.`)
  const last = text.charAt(text.length - 1)
  if (BOND.test(last)) return fault(text.length - 1, `After the bond “${last}” an atom is missing.`)
  return last === '.' ? fault(text.length - 1, 'After the dot “.” a molecule is missing.') : null
}

/** The first slip in the text, or null; positions count from 1. */
export function findSmilesSlip(text: string): SmilesFault | null {
  if (text === '') return fault(null, 'The SMILES is empty.')
  if (text.length > MAX_SMILES_LENGTH) {
    return fault(null, `The SMILES has ${text.length} characters; at most ${MAX_SMILES_LENGTH} are read, because Boltz can not run molecules of 1,000 atoms or more.`)
  }
  const scan: Scan = { open: [], rings: new Map() }
  for (let index = 0; index < text.length; index += 1) {
    if (text.charAt(index) === '[') {
      const slip = scanBrackets(text, index)
      if (slip) return slip
      index = text.indexOf(']', index)
    } else if (ringLength(text, index) > 0) {
      const slip = scanRing(text, index, scan)
      if (slip) return slip
      index += ringLength(text, index) - 1
    } else {
      const slip = scanOutside(text, index, scan)
      if (slip) return slip
    }
  }
  return scanEnd(text, scan)
}
