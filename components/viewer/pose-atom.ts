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

export const residueLabel = (atom: { residueName: string; residueNumber: number; chainId: string }): string =>
  `${atom.residueName} ${atom.residueNumber} · chain ${atom.chainId}`
