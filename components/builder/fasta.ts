// Takes a FASTA text apart into records and guesses what each one is. The guess is shown, never silent.
import { cleanSequence } from '@/lib/complexes/clean-sequence'
import type { EntityType } from '@/lib/complexes/schema'

export type FastaRecord = { label: string | null; sequence: string; type: Exclude<EntityType, 'ligand'>; changes: string[] }

/** DNA and RNA use few letters; a protein of ten residues made of only those is less likely than a nucleic acid. */
const LEAST_LETTERS_FOR_A_GUESS = 4

export function guessPolymer(sequence: string): FastaRecord['type'] {
  if (sequence.length < LEAST_LETTERS_FOR_A_GUESS) return 'protein'
  if (/^[ACGTN]+$/.test(sequence)) return 'dna'
  if (/^[ACGUN]+$/.test(sequence)) return 'rna'
  return 'protein'
}

export function labelOf(header: string | null): string | null {
  const word = header?.split(/[\s|]+/).filter((part) => !/^(sp|tr|pdb|lcl|gb|ref)$/i.test(part))[0]
  return word === undefined || word === '' ? null : word.slice(0, 40)
}

/** The records in order; records without a sequence are kept, so that the complaint about them has a place. */
export function readFasta(text: string): FastaRecord[] {
  const parts = text.split(/^(?=\s*>)/m).filter((part) => part.trim() !== '')
  return parts.map((part) => {
    const { sequence, changes, header } = cleanSequence(part)
    return { label: labelOf(header), sequence, type: guessPolymer(sequence), changes }
  })
}

export const looksLikeFasta = (text: string): boolean => /^\s*>/.test(text)
