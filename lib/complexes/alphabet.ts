// The letters Boltz-2 knows for each polymer, what is wrong with the others and what to write instead.
// Boltz itself reads any foreign letter silently as an unknown residue; Atomera refuses it by name and position.
import type { EntityType } from './schema'

export type PolymerType = Exclude<EntityType, 'ligand'>

type Alphabet = {
  /** Residues that Boltz-2 builds as themselves. */
  known: string
  /** Letters that Boltz-2 takes, but as an unknown residue. */
  unknown: string
  residue: string
  unknownName: string
}

/** Source: residue tables of Boltz 2.2.1. */
export const ALPHABETS: Record<PolymerType, Alphabet> = {
  protein: { known: 'ACDEFGHIKLMNPQRSTVWY', unknown: 'XBZJOU', residue: 'residue', unknownName: 'UNK, an unknown amino acid' },
  dna: { known: 'ACGT', unknown: 'N', residue: 'base', unknownName: 'DN, an unknown base' },
  rna: { known: 'ACGU', unknown: 'N', residue: 'base', unknownName: 'N, an unknown base' },
}

const CURES: Record<PolymerType, Record<string, string>> = {
  protein: {
    '*': 'It marks a stop codon: remove it',
    '-': 'It is a gap of an alignment: remove it',
    '.': 'It is a gap of an alignment: remove it',
  },
  dna: {
    U: 'DNA has T in its place: write T, or make this entity RNA',
    '-': 'It is a gap of an alignment: remove it',
    '.': 'It is a gap of an alignment: remove it',
    X: 'Write N for an unknown base',
  },
  rna: {
    T: 'RNA has U in its place: write U, or make this entity DNA',
    '-': 'It is a gap of an alignment: remove it',
    '.': 'It is a gap of an alignment: remove it',
    X: 'Write N for an unknown base',
  },
}

/** What stands for an ambiguous or rare amino acid, for the warning. */
export const RARE_RESIDUES: Record<string, string> = {
  X: 'any amino acid',
  B: 'aspartate or asparagine',
  Z: 'glutamate or glutamine',
  J: 'leucine or isoleucine',
  O: 'pyrrolysine',
  U: 'selenocysteine',
}

/** The cure for a letter that is not in the alphabet, as a sentence without its full stop. */
export function cureForLetter(type: PolymerType, letter: string): string {
  const cure = CURES[type][letter]
  if (cure) return cure
  const { known, unknown } = ALPHABETS[type]
  if (type !== 'protein' && ALPHABETS.protein.known.includes(letter)) {
    return `It is an amino acid: is this entity a protein? Letters of ${type.toUpperCase()}: ${[...known, ...unknown].join(' ')}`
  }
  return `Letters of ${type === 'protein' ? 'a protein' : type.toUpperCase()}: ${[...known, ...unknown].join(' ')}`
}
