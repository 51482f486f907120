// Files in the layout in which Boltz-2 writes them, made up for tests: poses, confidence, affinity, arrays, and whole answers around them.
import { zipSync } from 'fflate'
import type { Expectation } from '@/lib/results/schema'

export type TestChain = Expectation['chains'][number]

export const COMPLEX: TestChain[] = [
  { chainId: 'A', type: 'protein', residues: 4 },
  { chainId: 'B', type: 'ligand', residues: 1 },
]
const LIGAND_ATOMS = ['C1', 'C2', 'N1', 'O1', 'CL1']

export const tokensOf = (chains: readonly TestChain[]): number =>
  chains.reduce((tokens, chain) => tokens + (chain.type === 'ligand' ? LIGAND_ATOMS.length : chain.residues), 0)

const POLYMER_TYPE = { protein: 'polypeptide(L)', dna: 'polydeoxyribonucleotide', rna: 'polyribonucleotide' } as const
const RESIDUE = { protein: 'ALA', dna: 'DA', rna: 'A' } as const
const ATOMS = { protein: ['N', 'CA', 'C', 'O', 'CB'], dna: ['P', "O5'", "C1'"], rna: ['P', "O5'", "C1'"] } as const

/** pLDDT x 100 of each token: 40.5, 50.5, ... so that each token can be told from the next. */
export const plddtOf = (chains: readonly TestChain[]): number[] => Array.from({ length: tokensOf(chains) }, (_, token) => 40.5 + token)

function atomLines(chains: readonly TestChain[], plddt: readonly number[]): string[] {
  const lines: string[] = []
  let token = 0
  const line = (group: string, symbol: string, atom: string, comp: string, seq: string, chain: TestChain, entity: number) => {
    const serial = lines.length + 1
    const place = `${((serial * 1.37) % 901).toFixed(5)} ${(serial % 7).toFixed(5)} ${((-serial / 3) % 503).toFixed(5)}`
    const name = atom.includes("'") ? `"${atom}"` : atom
    const author = seq === '.' ? '1' : seq
    const score = plddt[token]
    if (score === undefined) throw new Error(`Token ${token} has no pLDDT.`)
    lines.push(`${group} ${serial} ${symbol} ${name} . ${comp} ${seq} ${author} ? ${chain.chainId} ${place} 1 ${entity} ${chain.chainId} ${comp} ${score.toFixed(3)} 1`)
  }
  for (const [entity, chain] of chains.entries()) {
    const { type } = chain
    if (type === 'ligand') {
      for (const atom of LIGAND_ATOMS) {
        line('HETATM', atom.replace(/\d/g, ''), atom, 'LIG1', '.', chain, entity + 1)
        token += 1
      }
      continue
    }
    for (let residue = 1; residue <= chain.residues; residue += 1) {
      for (const atom of ATOMS[type]) line('ATOM', atom.charAt(0), atom, RESIDUE[type], String(residue), chain, entity + 1)
      token += 1
    }
  }
  return lines
}

const ATOM_COLUMNS =
  'group_PDB id type_symbol label_atom_id label_alt_id label_comp_id label_seq_id auth_seq_id pdbx_PDB_ins_code label_asym_id Cartn_x Cartn_y Cartn_z occupancy label_entity_id auth_asym_id auth_comp_id B_iso_or_equiv pdbx_PDB_model_num'

/** An mmCIF as Boltz-2's writer lays it out. */
export function poseCif(chains: readonly TestChain[] = COMPLEX, options: { plddt?: number[]; title?: string } = {}): string {
  const entities = chains.flatMap((chain, index) =>
    chain.type === 'ligand' ? [] : [`${index + 1} ${POLYMER_TYPE[chain.type]} no no ${chain.chainId}\n;(${RESIDUE[chain.type]})\n;`],
  )
  return [
    'data_model',
    '_entry.id model',
    `_struct.title ${options.title ? `'${options.title}'` : '.'}`,
    '_struct.pdbx_model_details .',
    '#',
    'loop_',
    ...['entity_id', 'type', 'nstd_linkage', 'nstd_monomer', 'pdbx_strand_id', 'pdbx_seq_one_letter_code'].map((column) => `_entity_poly.${column}`),
    ...entities,
    '#',
    'loop_',
    ...ATOM_COLUMNS.split(' ').map((column) => `_atom_site.${column}`),
    ...atomLines(chains, options.plddt ?? plddtOf(chains)),
    '#',
    '',
  ].join('\n')
}

/** A version 1 npy of little-endian float32, or of whatever `body` and `descr` say. */
export function npy(shape: number[], values: readonly number[], override: { descr?: string; body?: Uint8Array; fortran?: boolean } = {}): Uint8Array {
  const body = override.body ?? new Uint8Array(Float32Array.from(values).buffer)
  const sizes = shape.length === 1 ? `${shape[0]},` : shape.join(', ')
  const words = `{'descr': '${override.descr ?? '<f4'}', 'fortran_order': ${override.fortran ? 'True' : 'False'}, 'shape': (${sizes}), }`
  const header = `${words.padEnd(117)}\n`
  const prefix = [0x93, ...Buffer.from('NUMPY'), 1, 0, header.length & 0xff, header.length >> 8]
  return new Uint8Array(Buffer.concat([Buffer.from(prefix), Buffer.from(header), body]))
}

export const npz = (name: string, array: Uint8Array): Uint8Array => zipSync({ [`${name}.npy`]: array })

export const plddtNpz = (chains: readonly TestChain[] = COMPLEX): Uint8Array =>
  npz('plddt', npy([tokensOf(chains)], plddtOf(chains).map((plddt) => plddt / 100)))

export function paeNpz(chains: readonly TestChain[] = COMPLEX): Uint8Array {
  const tokens = tokensOf(chains)
  return npz('pae', npy([tokens, tokens], Array.from({ length: tokens * tokens }, (_, index) => 0.25 + (index % 30))))
}

export const CONFIDENCE = {
  confidence_score: 0.9601,
  ptm: 0.9778,
  iptm: 0.9832,
  ligand_iptm: 0.9832,
  protein_iptm: 0,
  complex_plddt: 0.9543,
  complex_iplddt: 0.9412,
  complex_pde: 0.3202,
  complex_ipde: 0.3999,
  chains_ptm: { '0': 0.9783, '1': 0.9271 },
  pair_chains_iptm: { '0': { '0': 0.9783, '1': 0.6997 }, '1': { '0': 0.9832, '1': 0.9271 } },
}

export const AFFINITY = {
  affinity_pred_value: -1.076,
  affinity_probability_binary: 0.5791,
  affinity_pred_value1: -1.0481,
  affinity_probability_binary1: 0.6532,
  affinity_pred_value2: -1.1039,
  affinity_probability_binary2: 0.505,
}

export const base64 = (content: string | Uint8Array | object): string =>
  Buffer.from(typeof content === 'string' || content instanceof Uint8Array ? content : JSON.stringify(content)).toString('base64')

/** The body of a COMPLETED /status around an output. */
export const completed = (output: unknown): Uint8Array => new TextEncoder().encode(JSON.stringify({ id: 'j1-u1', status: 'COMPLETED', output }))

export const EXPECTED: Expectation = { samples: 1, affinity: true, chains: COMPLEX, target: 'real' }

/** The five keys of the first integration guide, with the names of its example. */
export const guideOutput = () => ({
  affinity_pred_value: AFFINITY.affinity_pred_value,
  affinity_probability_binary: AFFINITY.affinity_probability_binary,
  confidence_score: CONFIDENCE.confidence_score,
  pose_files: { 'input_model_0.cif': base64(poseCif()) },
  output_files: { 'affinity_result.json': base64(AFFINITY), 'confidence_result.json': base64(CONFIDENCE) },
})
