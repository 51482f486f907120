// Component codes of the letters of a sequence, as Boltz-2 writes them; a letter it does not know becomes its unknown residue.
import type { PolymerType } from '@/lib/complexes/alphabet'

const AMINO_ACIDS: Record<string, string> = {
  A: 'ALA', R: 'ARG', N: 'ASN', D: 'ASP', C: 'CYS', Q: 'GLN', E: 'GLU', G: 'GLY', H: 'HIS', I: 'ILE',
  L: 'LEU', K: 'LYS', M: 'MET', F: 'PHE', P: 'PRO', S: 'SER', T: 'THR', W: 'TRP', Y: 'TYR', V: 'VAL',
}

export function residueCode(type: PolymerType, letter: string): string {
  if (type === 'protein') return AMINO_ACIDS[letter] ?? 'UNK'
  if (type === 'dna') return 'ACGT'.includes(letter) ? `D${letter}` : 'DN'
  return 'ACGU'.includes(letter) ? letter : 'N'
}
