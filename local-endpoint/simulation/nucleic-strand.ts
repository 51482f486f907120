// A strand in A form (RNA) or B form (DNA), and the strand that pairs with it; it refuses to fold RNA: a strand is one straight helix.
import type { Atom, Residue } from './model'
import { BASES, HELIX_FORMS, onPartner } from './nucleic-template'
import { residueCode } from './residue-codes'
import { add, rotate, rotationAround, type Point } from './vector'

type NucleicType = 'dna' | 'rna'

const DEGREE = Math.PI / 180
const PARTNERS: Record<NucleicType, Record<string, string>> = {
  dna: { A: 'T', T: 'A', C: 'G', G: 'C' },
  rna: { A: 'U', U: 'A', C: 'G', G: 'C' },
}

export function nucleicStrand(type: NucleicType, sequence: string): Residue[] {
  return [...sequence].map((letter, place) => nucleotide(type, letter, place, (at) => at))
}

/** The strand that pairs with one of equal length, its first residue opposite to the other's last. */
export function partnerStrand(type: NucleicType, sequence: string): Residue[] {
  return [...sequence].map((letter, index) => nucleotide(type, letter, sequence.length - 1 - index, onPartner))
}

/** Whether two strands pair over their whole length. */
export function arePartners(type: NucleicType, a: string, b: string): boolean {
  return a.length === b.length && [...a].every((letter, index) => PARTNERS[type][letter] === b[b.length - 1 - index])
}

function nucleotide(type: NucleicType, letter: string, pair: number, side: (at: Point) => Point): Residue {
  const form = HELIX_FORMS[type]
  const tilt = rotationAround([1, 0, 0], form.inclination * DEGREE)
  const turn = rotationAround([0, 0, 1], form.twist * pair * DEGREE)
  const place = (at: Point) => add(rotate(turn, add(rotate(tilt, side(at)), [form.displacement, 0, 0])), [0, 0, form.rise * pair])
  const atom = (name: string, at: Point): Atom => ({ name, element: name.startsWith('OP') ? 'O' : name.charAt(0), at: place(at) })
  const backbone = form.backbone.map(([name, x, y, z]) => atom(name, [x, y, z]))
  const base = (BASES[letter] ?? []).map(([name, x, y]) => atom(name, [x, y, 0]))
  return { code: residueCode(type, letter), atoms: [...backbone, ...base] }
}
