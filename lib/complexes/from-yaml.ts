// Reads Boltz-2's own YAML into a complex. What Atomera does not support yet is refused by name and place, never dropped;
// whether the molecules make sense is `check.ts`'s business.
import { readEntity } from './from-yaml-entity'
import { YamlReader } from './yaml-reader'
import { readYamlTree, type YamlNode } from './yaml-tree'
import type { Complaint, Complex, Entity } from './schema'

const TOP_KEYS = ['version', 'sequences', 'constraints', 'templates', 'properties']

function checkVersion(reader: YamlReader, node: YamlNode | undefined): void {
  if (!node || (node.kind === 'text' && node.plain && node.value === '1')) return
  reader.complain(node.at, 'The version must be the number 1, without quotes.')
}

/** Refuses a section that is not supported yet, unless it is empty. */
function refuseSection(reader: YamlReader, node: YamlNode | undefined, message: string): void {
  if (!node || reader.isNothing(node) || (node.kind === 'list' && node.items.length === 0)) return
  reader.complain(node.kind === 'list' ? (node.items[0]?.at ?? node.at) : node.at, message)
}

function readEntities(reader: YamlReader, root: YamlNode, node: YamlNode | undefined): Entity[] {
  if (!node) {
    reader.complain(root.at, 'The list “sequences” is missing. It holds the proteins, nucleic acids and ligands.')
    return []
  }
  if (node.kind !== 'list' || node.items.length === 0) {
    reader.complain(node.at, '“sequences” must be a list with at least one protein, dna, rna or ligand.')
    return []
  }
  return node.items.flatMap((item) => readEntity(reader, item) ?? [])
}

function readBinder(reader: YamlReader, item: YamlNode): string | null {
  const property = reader.onlyEntry(item, 'Each property must be one key with its settings, such as “affinity”.')
  if (!property) return null
  if (property.key !== 'affinity') {
    reader.complain(property.keyAt, `The property “${property.key.slice(0, 40)}” is not known. Boltz-2 has “affinity”.`)
    return null
  }
  const fields = reader.fields(property.value, ['binder'], 'affinity')
  const binder = fields?.get('binder')
  if (!fields || binder === undefined) {
    if (fields) reader.complain(property.keyAt, '“affinity” needs a “binder”: the chain id of the ligand.')
    return null
  }
  return reader.text(binder, 'The binder must be a single chain id.')
}

function readAffinity(reader: YamlReader, node: YamlNode | undefined): string | null {
  if (!node || reader.isNothing(node)) return null
  if (node.kind !== 'list') {
    reader.complain(node.at, '“properties” must be a list.')
    return null
  }
  const [, second] = node.items
  if (second) reader.complain(second.at, 'Boltz-2 predicts one affinity per prediction. Keep one property.')
  const [first] = node.items
  return first ? readBinder(reader, first) : null
}

/** Boltz-2's YAML as a complex, or every complaint at `yaml:LINE:COLUMN`. Never throws on any text. */
export function fromYaml(text: string): { ok: true; complex: Complex } | { ok: false; complaints: Complaint[] } {
  const tree = readYamlTree(text)
  if (!tree.ok) return tree
  const reader = new YamlReader(text)
  const top = reader.fields(tree.root, TOP_KEYS, 'the top level')
  if (!top) return { ok: false, complaints: reader.complaints }
  checkVersion(reader, top.get('version'))
  const entities = readEntities(reader, tree.root, top.get('sequences'))
  refuseSection(reader, top.get('constraints'), 'Constraints (bond, pocket, contact) are not supported yet. Remove them to go on without.')
  refuseSection(reader, top.get('templates'), 'Templates are not supported yet. Remove them to go on without.')
  const affinityBinder = readAffinity(reader, top.get('properties'))
  if (reader.complaints.length > 0) return { ok: false, complaints: reader.complaints }
  return { ok: true, complex: { entities, affinityBinder } }
}
