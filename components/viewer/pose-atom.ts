// One atom of a pose as the viewer's pure parts see it. Coordinates in Angstrom, pLDDT 0..100 as Boltz writes it into the B factor.
export type PoseAtom = {
  chainId: string
  residueName: string
  residueNumber: number
  atomName: string
  element: string
  /** HETATM: a ligand, an ion or a cofactor. */
  het: boolean
  x: number
  y: number
  z: number
  /** null when the file carries no B factor. */
  plddt: number | null
}

/** A B factor as pLDDT; what is absent, no number ("?" and "." of mmCIF) or beyond 0 to 100 (and a hair of rounding) is null. */
export const plddtOf = (bFactor: number | null | undefined): number | null =>
  typeof bFactor === 'number' && bFactor >= 0 && bFactor <= 100.5 ? bFactor : null
