// The geometry of one amino acid's backbone and CB, residue by residue; it refuses bent peptide bonds: omega is always 180 degrees.
import type { Atom, Residue } from './model'
import { extend, type Point } from './vector'

/** Backbone torsions of a residue in degrees. */
export type Torsions = { phi: number; psi: number }

/** Ideal values of Engh and Huber (1991), in Angstrom and degrees. */
const BOND = { N_CA: 1.458, CA_C: 1.525, C_N: 1.329, C_O: 1.231, CA_CB: 1.53 }
const ANGLE = { N_CA_C: 111, CA_C_N: 117.2, C_N_CA: 121.7, CA_C_O: 120.1, N_CA_CB: 110.5 }

/** A residue with the psi that decides where the next one begins. */
export type Grown = { residue: Residue; psi: number }

/** A first residue in a plane of its own. */
export function startResidue(code: string, { psi }: Torsions): Grown {
  const n: Point = [0, 0, 0]
  const alpha: Point = [BOND.N_CA, 0, 0]
  const c = extend([0, 1, 0], n, alpha, BOND.CA_C, ANGLE.N_CA_C, 180)
  return assemble(code, n, alpha, c, psi)
}

/** The residue after `previous`. */
export function growResidue(previous: Grown, code: string, { phi, psi }: Torsions): Grown {
  const [n0, alpha0, c0] = previous.residue.atoms.map((atom) => atom.at) as [Point, Point, Point]
  const n = extend(n0, alpha0, c0, BOND.C_N, ANGLE.CA_C_N, previous.psi)
  const alpha = extend(alpha0, c0, n, BOND.N_CA, ANGLE.C_N_CA, 180)
  const c = extend(c0, n, alpha, BOND.CA_C, ANGLE.N_CA_C, phi)
  return assemble(code, n, alpha, c, psi)
}

function assemble(code: string, n: Point, alpha: Point, c: Point, psi: number): Grown {
  const atoms: Atom[] = [
    { name: 'N', element: 'N', at: n },
    { name: 'CA', element: 'C', at: alpha },
    { name: 'C', element: 'C', at: c },
    { name: 'O', element: 'O', at: extend(n, alpha, c, BOND.C_O, ANGLE.CA_C_O, psi + 180) },
  ]
  // L-amino acids: CB lies 122.5 degrees from C when one looks along N-CA.
  if (code !== 'GLY') atoms.push({ name: 'CB', element: 'C', at: extend(c, n, alpha, BOND.CA_CB, ANGLE.N_CA_CB, -122.5) })
  return { residue: { code, atoms }, psi }
}
