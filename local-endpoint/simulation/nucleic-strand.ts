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

/** A strand paired with another: its first residue lies opposite to place `firstPair` of that one, and it runs back from there. */
export function partnerStrand(type: NucleicType, sequence: string, firstPair: number): Residue[] {
  return [...sequence].map((letter, index) => nucleotide(type, letter, firstPair - index, onPartner))
}

/** Fewer pairs than this hold no duplex together. */
const LEAST_PAIRS = 4

/**
 * The place of strand a opposite to the first residue of b, where the longest faultless duplex forms, or null. Ends may overhang;
 * pairs must cover at least 60 % of the shorter strand.
 */
export function findPairing(type: NucleicType, a: string, b: string): number | null {
  const enough = Math.max(LEAST_PAIRS, 0.6 * Math.min(a.length, b.length))
  let best: { firstPair: number; pairs: number } | null = null
  for (let firstPair = 0; firstPair < a.length + b.length - 1; firstPair += 1) {
    const opposite = [...b].map((letter, index) => ({ letter, other: a[firstPair - index] })).filter(({ other }) => other !== undefined)
    const pairs = opposite.every(({ letter, other }) => other !== undefined && PARTNERS[type][letter] === other) ? opposite.length : 0
    if (pairs >= enough && pairs > (best?.pairs ?? 0)) best = { firstPair, pairs }
  }
  return best?.firstPair ?? null
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
