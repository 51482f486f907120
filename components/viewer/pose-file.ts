// The atoms of a pose's _atom_site table for the viewer, in file order. A file without readable atoms is null, never a guess.
import { walkRows, type CifRow } from '@/lib/results/mmcif-tokens'
import type { PoseAtom } from './pose-atom'

const numberOf = (row: CifRow, column: string): number => Number(row.word(column) ?? Number.NaN)

function atomFrom(row: CifRow): PoseAtom | null {
  const [x, y, z] = [numberOf(row, 'Cartn_x'), numberOf(row, 'Cartn_y'), numberOf(row, 'Cartn_z')]
  const chainId = row.word('auth_asym_id') ?? row.word('label_asym_id')
  if (chainId === null || ![x, y, z].every(Number.isFinite)) return null
  const plddt = numberOf(row, 'B_iso_or_equiv')
  return {
    chainId,
    residueName: row.word('auth_comp_id') ?? row.word('label_comp_id') ?? '?',
    residueNumber: numberOf(row, 'auth_seq_id'),
    atomName: row.word('label_atom_id') ?? '?',
    element: (row.word('type_symbol') ?? '').toUpperCase(),
    het: row.word('group_PDB') === 'HETATM',
    x,
    y,
    z,
    plddt: Number.isFinite(plddt) ? plddt : null,
  }
}

/** All atoms; null when there are none or one of them cannot be read. */
export function readPoseAtoms(text: string): PoseAtom[] | null {
  const atoms: PoseAtom[] = []
  let broken = false
  const cutLine = walkRows(text, (category, row) => {
    if (category !== '_atom_site') return true
    const atom = atomFrom(row)
    if (atom === null) broken = true
    else atoms.push(atom)
    return !broken
  })
  return broken || cutLine !== null || atoms.length === 0 ? null : atoms
}
