// The atoms of a pose's _atom_site table for the viewer, in file order. A file without readable atoms is null, never a guess.
import { walkRows, type CifRow } from '@/lib/results/mmcif-tokens'
import { plddtOf, type PoseAtom } from './pose-atom'

const numberOf = (row: CifRow, column: string): number => Number(row.word(column) ?? Number.NaN)

/** Chain and residue number by the same fallbacks as the server's reader (lib/results/mmcif.ts): the file's own labels before the author's. */
const chainOf = (row: CifRow): string | null => row.word('label_asym_id') ?? row.word('auth_asym_id')
const residueNumberOf = (row: CifRow): number => [numberOf(row, 'label_seq_id'), numberOf(row, 'auth_seq_id')].find(Number.isFinite) ?? 1

function atomFrom(row: CifRow): PoseAtom | null {
  const [x, y, z] = [numberOf(row, 'Cartn_x'), numberOf(row, 'Cartn_y'), numberOf(row, 'Cartn_z')]
  const chainId = chainOf(row)
  if (chainId === null || ![x, y, z].every(Number.isFinite)) return null
  return {
    chainId,
    residueName: row.word('label_comp_id') ?? row.word('auth_comp_id') ?? '?',
    residueNumber: residueNumberOf(row),
    atomName: row.word('label_atom_id') ?? row.word('auth_atom_id') ?? '?',
    element: (row.word('type_symbol') ?? '').toUpperCase(),
    het: row.word('group_PDB') === 'HETATM',
    x,
    y,
    z,
    plddt: plddtOf(numberOf(row, 'B_iso_or_equiv')),
  }
}

/** All atoms of the first model, as on the server; null when there are none or one of them cannot be read. */
export function readPoseAtoms(text: string): PoseAtom[] | null {
  const atoms: PoseAtom[] = []
  let broken = false
  let firstModel: string | null = null
  const cutLine = walkRows(text, (category, row) => {
    if (category !== '_atom_site') return true
    const model = row.word('pdbx_PDB_model_num') ?? '1'
    firstModel ??= model
    if (model !== firstModel) return true
    const atom = atomFrom(row)
    if (atom === null) broken = true
    else atoms.push(atom)
    return !broken
  })
  return broken || cutLine !== null || atoms.length === 0 ? null : atoms
}
