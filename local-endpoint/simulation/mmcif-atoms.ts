// The atom table of the mmCIF and the table of local scores; it refuses nothing, its caller has one pLDDT per token.
import { loop } from './mmcif-text'
import type { ChainModel } from './model'

const COLUMNS = [
  'group_PDB', 'id', 'type_symbol', 'label_atom_id', 'label_alt_id', 'label_comp_id', 'label_seq_id', 'auth_seq_id', 'pdbx_PDB_ins_code',
  'label_asym_id', 'Cartn_x', 'Cartn_y', 'Cartn_z', 'occupancy', 'label_entity_id', 'auth_asym_id', 'auth_comp_id', 'B_iso_or_equiv',
  'pdbx_PDB_model_num',
]

const percent = (score: number) => (score * 100).toFixed(3)

/** B factor = pLDDT x 100: one value for all atoms of a polymer residue, one for each atom of a ligand. */
export function atomSites(chains: readonly ChainModel[], plddt: Float32Array): string {
  const rows: string[][] = []
  let token = 0
  for (const { type, chainId, entityNumber, residues } of chains) {
    const ligand = type === 'ligand'
    residues.forEach(({ code, atoms }, index) => {
      for (const { name, element, at } of atoms) {
        rows.push([
          ligand ? 'HETATM' : 'ATOM', String(rows.length + 1), element, name, '.', code, ligand ? '.' : String(index + 1), String(index + 1), '?',
          chainId, at[0].toFixed(5), at[1].toFixed(5), at[2].toFixed(5), '1', String(entityNumber), chainId, code,
          percent(plddt[token] as number), '1',
        ])
        if (ligand) token += 1
      }
      if (!ligand) token += 1
    })
  }
  return loop('_atom_site', COLUMNS, rows)
}

/** One row per polymer residue; a ligand has one, the mean of its atoms. */
export function localScores(chains: readonly ChainModel[], plddt: Float32Array): string {
  const rows: string[][] = []
  let token = 0
  for (const { type, chainId, residues } of chains) {
    residues.forEach(({ code, atoms }, index) => {
      const count = type === 'ligand' ? atoms.length : 1
      const scores = plddt.subarray(token, token + count)
      const mean = scores.reduce((sum, score) => sum + score, 0) / count
      rows.push([String(rows.length + 1), '1', chainId, type === 'ligand' ? '1' : String(index + 1), code, '1', percent(mean)])
      token += count
    })
  }
  return loop(
    '_ma_qa_metric_local',
    ['ordinal_id', 'model_id', 'label_asym_id', 'label_seq_id', 'label_comp_id', 'metric_id', 'metric_value'],
    rows,
  )
}
