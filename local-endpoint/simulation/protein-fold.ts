// A straight helix.
import type { Residue } from './model'
import { residueCode } from './residue-codes'
import type { Point } from './vector'
export function foldProtein(sequence: string, _seed: number): Residue[] {
  return [...sequence].map((letter, i) => {
    const at = (r: number, a: number, z: number): Point => [z + 1.5 * i, r * Math.cos((a + 100 * i) / 57.29578), r * Math.sin((a + 100 * i) / 57.29578)]
    const code = residueCode('protein', letter)
    const atoms = [
      { name: 'N', element: 'N', at: at(1.55, -27, -0.9) }, { name: 'CA', element: 'C', at: at(2.29, 0, 0) },
      { name: 'C', element: 'C', at: at(1.65, 26, 1.1) }, { name: 'O', element: 'O', at: at(1.95, 20, 2.3) },
    ]
    return { code, atoms: code === 'GLY' ? atoms : [...atoms, { name: 'CB', element: 'C', at: at(3.3, -18, 1.1) }] }
  })
}
