// Reads one item of Boltz-2's `sequences`: a protein, DNA, RNA or ligand.
import type { PolymerType } from './alphabet'
import type { Entity, MsaSource } from './schema'
import type { YamlReader } from './yaml-reader'
import type { YamlNode } from './yaml-tree'

const TYPES = ['protein', 'dna', 'rna', 'ligand']
const POLYMER_KEYS = ['id', 'sequence', 'modifications', 'cyclic']

type Fields = Map<string, YamlNode>

function readChainIds(reader: YamlReader, keyAt: number, node: YamlNode | undefined): string[] | null {
  if (!node) {
    reader.complain(keyAt, 'The key “id” is missing: a chain id, or a list of them for copies.')
    return null
  }
  const wrong = 'A chain id must be a text such as A, or a list of such texts.'
  if (node.kind !== 'list') {
    const id = reader.text(node, wrong)
    return id === null ? null : [id]
  }
  if (node.items.length === 0) reader.complain(node.at, 'The list of chain ids is empty. Give at least one.')
  const ids = node.items.map((item) => reader.text(item, wrong))
  return ids.every((id) => id !== null) && ids.length > 0 ? ids : null
}

/** Boltz: left out, `null`, `""` and `0` ask the server; `empty` is a single sequence; anything else is a file. */
function readMsa(reader: YamlReader, node: YamlNode | undefined): MsaSource {
  if (!node || reader.isNothing(node)) return 'server'
  if (node.kind === 'text' && (node.value === '' || (node.plain && node.value === '0'))) return 'server'
  if (node.kind === 'text' && node.value === 'empty') return 'empty'
  reader.complain(node.at, 'A custom MSA file is not supported yet. Leave “msa” out to use the MSA server, or write “empty” for a single sequence.')
  return 'server'
}

function refuseModifications(reader: YamlReader, node: YamlNode | undefined): void {
  if (!node || reader.isNothing(node) || (node.kind === 'list' && node.items.length === 0)) return
  const place = node.kind === 'list' ? (node.items[0]?.at ?? node.at) : node.at
  reader.complain(place, 'Modified residues (modifications) are not supported yet. Remove them to go on with the plain residues.')
}

function refuseCyclic(reader: YamlReader, node: YamlNode | undefined): void {
  if (!node || reader.isNothing(node)) return
  if (node.kind === 'text' && node.plain && /^(?:false|no|off)$/i.test(node.value)) return
  reader.complain(node.at, 'Cyclic polymers are not supported yet. Remove “cyclic” to go on with an open chain.')
}

function readPolymer(reader: YamlReader, type: PolymerType, keyAt: number, fields: Fields): Entity | null {
  const chainIds = readChainIds(reader, keyAt, fields.get('id'))
  const node = fields.get('sequence')
  if (!node) reader.complain(keyAt, `The ${type} has no “sequence”.`)
  const sequence = node ? reader.sequence(node) : null
  refuseModifications(reader, fields.get('modifications'))
  refuseCyclic(reader, fields.get('cyclic'))
  const msa = readMsa(reader, fields.get('msa'))
  if (chainIds === null || sequence === null) return null
  return type === 'protein' ? { type, chainIds, sequence, msa } : { type, chainIds, sequence }
}

function readLigand(reader: YamlReader, keyAt: number, fields: Fields): Entity | null {
  const chainIds = readChainIds(reader, keyAt, fields.get('id'))
  const smilesNode = fields.get('smiles')
  const ccdNode = fields.get('ccd')
  if (smilesNode && ccdNode) reader.complain(ccdNode.at, 'A ligand has either “smiles” or “ccd”, not both.')
  if (!smilesNode && !ccdNode) reader.complain(keyAt, 'The ligand has neither “smiles” nor “ccd”.')
  if (fields.has('cyclic')) reader.complain(fields.get('cyclic')?.at ?? keyAt, 'A ligand can not be “cyclic”; rings are written in its SMILES.')
  const manyCodes = ccdNode?.kind === 'list'
  if (manyCodes) reader.complain(ccdNode.at, 'A list of CCD codes (a ligand of several residues) is not supported yet. Give one code.')
  const smiles = smilesNode ? reader.text(smilesNode, 'The SMILES must be a text; put it in quotes.') : null
  const ccd = ccdNode && !manyCodes ? reader.text(ccdNode, 'The CCD code must be a text such as ATP.') : null
  if (chainIds === null || (smiles === null) === (ccd === null)) return null
  return smiles === null ? { type: 'ligand', chainIds, ccd: ccd ?? '' } : { type: 'ligand', chainIds, smiles }
}

/** The entity, or null after at least one complaint. */
export function readEntity(reader: YamlReader, item: YamlNode): Entity | null {
  const entry = reader.onlyEntry(item, `Each item of “sequences” must be one of ${TYPES.join(', ')}.`)
  if (!entry) return null
  const { key, keyAt, value } = entry
  if (key === 'ligand') {
    const fields = reader.fields(value, ['id', 'smiles', 'ccd', 'cyclic'], 'a ligand')
    return fields && readLigand(reader, keyAt, fields)
  }
  if (key !== 'protein' && key !== 'dna' && key !== 'rna') {
    reader.complain(keyAt, `“${key.slice(0, 40)}” is not an entity type. Write one of ${TYPES.join(', ')}, in small letters.`)
    return null
  }
  const fields = reader.fields(value, key === 'protein' ? [...POLYMER_KEYS, 'msa'] : POLYMER_KEYS, key === 'protein' ? 'a protein' : key.toUpperCase())
  return fields && readPolymer(reader, key, keyAt, fields)
}
