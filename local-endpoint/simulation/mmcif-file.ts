// Writes a simulated structure as mmCIF with Boltz-2's categories, columns and order; it refuses to leave out that it is simulated.
import type { EntityType } from '@/lib/complexes/schema'
import { atomSites, localScores } from './mmcif-atoms'
import { loop, quote } from './mmcif-text'
import type { ChainModel } from './model'

export const SIMULATED_TITLE = 'Simulated structure, not a prediction'
const SIMULATED_DETAILS = 'simulated: true. Made by Atomera without running Boltz-2, to try the program; its coordinates and scores mean nothing.'

const POLYMER_TYPES = { protein: 'polypeptide(L)', dna: 'polydeoxyribonucleotide', rna: 'polyribonucleotide' } as const

const LINKING: Record<EntityType, string> = { protein: 'L-peptide linking', dna: 'DNA linking', rna: 'RNA linking', ligand: 'non-polymer' }

type Entity = { number: number; chains: ChainModel[]; first: ChainModel }

export function mmcifFile(chains: readonly ChainModel[], plddt: Float32Array): string {
  const entities = entitiesOf(chains)
  return [
    'data_model\n',
    headLines(),
    componentLoop(chains),
    ...entityLoops(entities),
    ...schemeLoops(chains),
    ...modelLoops(chains, entities),
    atomSites(chains, plddt),
    loop('_atom_type', ['symbol'], elementsOf(chains).map((symbol) => [symbol])),
    loop(
      '_ma_qa_metric',
      ['id', 'name', 'description', 'type', 'mode', 'type_other_details', 'software_group_id'],
      [['1', 'pLDDT', 'Simulated lddt', 'pLDDT', 'local', '.', '.']],
    ),
    localScores(chains, plddt),
  ].join('')
}

function headLines(): string {
  const items: [string, string][] = [
    ['_entry.id', 'model'],
    ['_struct.entry_id', 'model'],
    ['_struct.pdbx_model_details', SIMULATED_DETAILS],
    ['_struct.pdbx_structure_determination_methodology', 'computational'],
    ['_struct.title', SIMULATED_TITLE],
    ['_audit_conform.dict_name', 'mmcif_ma.dic'],
    ['_audit_conform.dict_version', '1.4.6'],
  ]
  return `${items.map(([name, value]) => `${name} ${quote(value)}\n`).join('')}#\n`
}

function entitiesOf(chains: readonly ChainModel[]): Entity[] {
  const entities = new Map<number, Entity>()
  for (const chain of chains) {
    const entity = entities.get(chain.entityNumber)
    if (entity === undefined) entities.set(chain.entityNumber, { number: chain.entityNumber, chains: [chain], first: chain })
    else entity.chains.push(chain)
  }
  return [...entities.values()]
}

function componentLoop(chains: readonly ChainModel[]): string {
  const types = new Map<string, EntityType>()
  for (const chain of chains) {
    for (const { code } of chain.residues) types.set(code, chain.type)
  }
  const rows = [...types].sort(([a], [b]) => (a < b ? -1 : 1)).map(([code, type]) => {
    return [code, LINKING[type], '.', '.', '.', 'CCD Core']
  })
  return loop('_chem_comp', ['id', 'type', 'name', 'formula', 'formula_weight', 'ma_provenance'], rows)
}

function entityLoops(entities: Entity[]): string[] {
  const polymers = entities.filter(({ first }) => first.type !== 'ligand')
  const ligands = entities.filter(({ first }) => first.type === 'ligand')
  return [
    loop(
      '_entity',
      ['id', 'type', 'src_method', 'pdbx_description', 'formula_weight', 'pdbx_number_of_molecules', 'details'],
      entities.map(({ number, chains, first }) => [
        String(number), first.type === 'ligand' ? 'non-polymer' : 'polymer', 'man', '.', '.', String(chains.length), '.',
      ]),
    ),
    loop(
      '_entity_poly',
      ['entity_id', 'type', 'nstd_linkage', 'nstd_monomer', 'pdbx_strand_id', 'pdbx_seq_one_letter_code', 'pdbx_seq_one_letter_code_can'],
      polymers.map((entity) => polymerRow(entity)),
    ),
    loop(
      '_pdbx_entity_nonpoly',
      ['entity_id', 'name', 'comp_id', 'ma_model_mode'],
      ligands.map(({ number, first }) => [String(number), '.', first.residues[0]?.code ?? '.', '.']),
    ),
    loop(
      '_entity_poly_seq',
      ['entity_id', 'num', 'mon_id', 'hetero'],
      polymers.flatMap(({ number, first }) => first.residues.map(({ code }, index) => [String(number), String(index + 1), code, '.'])),
    ),
  ]
}

/** Boltz writes proteins as components in brackets and X, DNA in brackets, RNA as letters. */
function polymerRow({ number, chains, first }: Entity): string[] {
  const type = first.type === 'ligand' ? 'protein' : first.type
  const bracketed = first.residues.map(({ code }) => `(${code})`).join('')
  const letters = first.residues.map(({ code }) => (type === 'protein' ? 'X' : code.length > 1 ? code.slice(1) : code)).join('')
  const strands = chains.map(({ chainId }) => chainId).join(',')
  return [String(number), POLYMER_TYPES[type], 'no', 'no', strands, type === 'rna' ? letters : bracketed, letters]
}

function schemeLoops(chains: readonly ChainModel[]): string[] {
  const subunits = chains.map(({ chainId, entityNumber }) => [chainId, String(entityNumber), `Model subunit ${chainId}`])
  return [
    loop('_struct_asym', ['id', 'entity_id', 'details'], subunits),
    loop(
      '_pdbx_poly_seq_scheme',
      ['asym_id', 'entity_id', 'seq_id', 'mon_id', 'pdb_seq_num', 'auth_seq_num', 'pdb_mon_id', 'auth_mon_id', 'pdb_strand_id', 'pdb_ins_code'],
      chains.filter(({ type }) => type !== 'ligand').flatMap(({ chainId, entityNumber, residues }) =>
        residues.map(({ code }, index) => {
          const place = String(index + 1)
          return [chainId, String(entityNumber), place, code, place, place, code, code, chainId, '.']
        }),
      ),
    ),
    loop(
      '_pdbx_nonpoly_scheme',
      ['asym_id', 'entity_id', 'mon_id', 'ndb_seq_num', 'pdb_seq_num', 'auth_seq_num', 'auth_mon_id', 'pdb_strand_id', 'pdb_ins_code'],
      chains.filter(({ type }) => type === 'ligand').map(({ chainId, entityNumber, residues }) => {
        const code = residues[0]?.code ?? '.'
        return [chainId, String(entityNumber), code, '1', '1', '1', code, chainId, '.']
      }),
    ),
  ]
}

function modelLoops(chains: readonly ChainModel[], entities: Entity[]): string[] {
  const modelDataId = String(entities.length + 1)
  return [
    loop(
      '_ma_data',
      ['id', 'name', 'content_type', 'content_type_other_details'],
      [...entities.map(({ number }) => [String(number), '.', 'target', '.']), [modelDataId, 'Model', 'model coordinates', '.']],
    ),
    loop('_ma_target_entity', ['entity_id', 'data_id', 'origin'], entities.map(({ number }) => [String(number), String(number), 'designed'])),
    loop(
      '_ma_target_entity_instance',
      ['asym_id', 'entity_id', 'details'],
      chains.map(({ chainId, entityNumber }) => [chainId, String(entityNumber), `Model subunit ${chainId}`]),
    ),
    loop(
      '_ma_model_list',
      ['ordinal_id', 'model_id', 'model_group_id', 'model_name', 'model_group_name', 'data_id', 'model_type', 'model_type_other_details'],
      [['1', '1', '1', 'Simulated model', 'All models', modelDataId, 'Other', 'simulated']],
    ),
  ]
}

function elementsOf(chains: readonly ChainModel[]): string[] {
  const elements = new Set(chains.flatMap((chain) => chain.residues.flatMap((residue) => residue.atoms.map((atom) => atom.element))))
  return [...elements].sort()
}
