// Sorts complaints by the place on the page where they belong. A complaint whose place is unknown is shown for the whole, never dropped.
import type { Complaint } from '@/lib/complexes/schema'

export type EntityComplaints = {
  general: string[]
  /** About the sequence, the SMILES or the code: whatever the entity is made of. */
  text: string[]
  msa: string[]
  /** About how many copies there are. */
  copies: string[]
  /** By copy, counted from 0. */
  chains: ReadonlyMap<number, string[]>
}

export type PlacedComplaints = {
  whole: string[]
  name: string[]
  affinity: string[]
  /** By the path below `options.`. */
  options: ReadonlyMap<string, string[]>
  /** By the number of the entity, counted from 0. */
  entities: ReadonlyMap<number, EntityComplaints>
}

export const NO_COMPLAINTS: EntityComplaints = { general: [], text: [], msa: [], copies: [], chains: new Map() }

type Place =
  | { kind: 'whole' | 'name' | 'affinity' }
  | { kind: 'option'; name: string }
  | { kind: 'entity'; index: number; part: 'general' | 'text' | 'msa' | 'copies' }
  | { kind: 'chain'; index: number; copy: number }

const TEXT_FIELDS = new Set(['sequence', 'smiles', 'ccd'])

function placeInEntity(index: number, field: string | undefined, copy: string | undefined): Place {
  if (field === 'chainIds' && copy !== undefined && /^\d+$/.test(copy)) return { kind: 'chain', index, copy: Number(copy) }
  if (field === 'msa' || field === 'copies') return { kind: 'entity', index, part: field }
  return { kind: 'entity', index, part: field !== undefined && TEXT_FIELDS.has(field) ? 'text' : 'general' }
}

/** Both `entities.0.sequence` and a request's own `complex.entities.0.sequence` are understood. */
export function placeOf(at: string): Place {
  const [root, second, third, fourth] = at.replace(/^complex\./, '').split('.')
  if (root === 'entities' && second !== undefined && /^\d+$/.test(second)) return placeInEntity(Number(second), third, fourth)
  if (root === 'affinityBinder') return { kind: 'affinity' }
  if (root === 'options' && second !== undefined) return { kind: 'option', name: second }
  return { kind: root === 'name' ? 'name' : 'whole' }
}

const append = <Key>(map: Map<Key, string[]>, key: Key, message: string) => map.set(key, [...(map.get(key) ?? []), message])

/** Beside the entity itself its name need not be said: "Entity 2 (ligand L): ..." loses its beginning. */
function withoutLabel(message: string): string {
  const rest = message.replace(/^Entity \d+ \([^)]*\): /, '')
  return rest.charAt(0).toUpperCase() + rest.slice(1)
}

type Growing = { general: string[]; text: string[]; msa: string[]; copies: string[]; chains: Map<number, string[]> }
const newGrowing = (): Growing => ({ general: [], text: [], msa: [], copies: [], chains: new Map() })

function groupEntities(placed: readonly { place: Place; message: string }[]): Map<number, EntityComplaints> {
  const entities = new Map<number, Growing>()
  for (const { place, message } of placed) {
    if (place.kind !== 'entity' && place.kind !== 'chain') continue
    const entity = entities.get(place.index) ?? newGrowing()
    entities.set(place.index, entity)
    if (place.kind === 'chain') append(entity.chains, place.copy, message)
    else entity[place.part].push(withoutLabel(message))
  }
  return entities
}

export function placeComplaints(complaints: readonly Complaint[]): PlacedComplaints {
  const placed = complaints.map(({ at, message }) => ({ place: placeOf(at), message }))
  const messagesAt = (kind: Place['kind']) => placed.flatMap(({ place, message }) => (place.kind === kind ? [message] : []))
  const options = new Map<string, string[]>()
  for (const { place, message } of placed) if (place.kind === 'option') append(options, place.name, message)
  return { whole: messagesAt('whole'), name: messagesAt('name'), affinity: messagesAt('affinity'), options, entities: groupEntities(placed) }
}
