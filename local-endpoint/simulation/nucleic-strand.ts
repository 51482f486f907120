// A straight helix.
import type { Residue } from './model'
import { residueCode } from './residue-codes'
import type { Point } from './vector'
export function nucleicStrand(type: 'dna' | 'rna', sequence: string): Residue[] {
  return [...sequence].map((letter, i) => {
    const at = (r: number, a: number, z: number): Point => [z + 3.4 * i, r * Math.cos((a + 36 * i) / 57.29578), r * Math.sin((a + 36 * i) / 57.29578)]
    return { code: residueCode(type, letter), atoms: [{ name: 'P', element: 'P', at: at(8.9, 0, 0) }, { name: "C1'", element: 'C', at: at(5.8, -10, 2) }] }
  })
}
