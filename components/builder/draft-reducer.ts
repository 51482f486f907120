// Every change of the builder's draft, pure. Each can be undone; typing into one field is one step.
import { nextChainIds } from '@/lib/complexes/chain-ids'
import { cleanSequence } from '@/lib/complexes/clean-sequence'
import type { EntityType, MsaSource } from '@/lib/complexes/schema'
import { MOST_COPIES } from './copies'
import { newEntity, type Draft, type DraftEntity, type DraftOptions } from './draft'
import { labelOf, readFasta } from './fasta'

export type DraftChange =
  | { type: 'name'; name: string }
  | { type: 'add'; entityType: EntityType }
  | { type: 'remove'; key: string }
  | { type: 'duplicate'; key: string }
  | { type: 'move'; key: string; by: -1 | 1 }
  | { type: 'kind'; key: string; entityType: EntityType }
  | { type: 'text'; key: string; field: 'sequence' | 'smiles' | 'ccd'; text: string }
  | { type: 'clean'; key: string }
  | { type: 'fasta'; key: string; text: string }
  | { type: 'ligandBy'; key: string; by: DraftEntity['ligandBy'] }
  | { type: 'msa'; key: string; msa: MsaSource }
  | { type: 'copies'; key: string; count: number }
  /** A number of copies that will not do. */
  | { type: 'copiesTyped'; key: string; text: string }
  | { type: 'chainId'; key: string; copy: number; id: string }
  | { type: 'affinity'; key: string | null }
  | { type: 'option'; option: Partial<DraftOptions> }
  | { type: 'replace'; draft: Draft }
  /** The draft as another tab has stored it. */
  | { type: 'adopt'; draft: Draft }
  /** One step back; with `through`, back to before the last change of that type, whatever came after it. */
  | { type: 'undo'; through?: 'replace' | 'fasta' }
  | { type: 'redo' }

type Edit = Exclude<DraftChange, { type: 'undo' | 'redo' }>
/** A draft to go to, and what leads from or to it. */
type Step = { draft: Draft; by: string }
export type BuilderState = { draft: Draft; before: readonly Step[]; after: readonly Step[] }

const MOST_UNDO = 100

/** The same draft when the edit changes nothing: complaints of the server hold for as long as it does. */
function editEntity(draft: Draft, key: string, edit: (entity: DraftEntity) => DraftEntity): Draft {
  const entities = draft.entities.map((entity) => (entity.key === key ? edit(entity) : entity))
  return entities.every((entity, index) => entity === draft.entities[index]) ? draft : { ...draft, entities }
}

function insert(draft: Draft, at: number, make: (key: string, chainIds: string[]) => DraftEntity, copies = 1): Draft {
  const entity = make(`e${draft.nextKey}`, nextChainIds(draft, copies))
  return { ...draft, entities: draft.entities.toSpliced(at, 0, entity), nextKey: draft.nextKey + 1 }
}

function duplicate(draft: Draft, key: string): Draft {
  const at = draft.entities.findIndex((entity) => entity.key === key)
  const original = draft.entities[at]
  if (!original) return draft
  return insert(draft, at + 1, (newKey, chainIds) => ({ ...original, key: newKey, chainIds, copiesTyped: null }), original.chainIds.length)
}

function move(draft: Draft, key: string, by: -1 | 1): Draft {
  const at = draft.entities.findIndex((entity) => entity.key === key)
  const entity = draft.entities[at]
  const to = at + by
  if (!entity || to < 0 || to >= draft.entities.length) return draft
  return { ...draft, entities: draft.entities.toSpliced(at, 1).toSpliced(to, 0, entity) }
}

function remove(draft: Draft, key: string): Draft {
  const entities = draft.entities.filter((entity) => entity.key !== key)
  return { ...draft, entities, affinityKey: draft.affinityKey === key ? null : draft.affinityKey }
}

function setCopies(draft: Draft, key: string, wished: number): Draft {
  const count = Math.min(MOST_COPIES, Math.max(1, Math.trunc(wished)))
  return editEntity(draft, key, (entity) => {
    const more = count - entity.chainIds.length
    const chainIds = more > 0 ? [...entity.chainIds, ...nextChainIds(draft, more)] : entity.chainIds.slice(0, count)
    return { ...entity, chainIds, copiesTyped: null }
  })
}

/** Cleans what was typed or pasted once the field is left, and remembers what was taken away. */
function clean(entity: DraftEntity): DraftEntity {
  if (entity.type === 'ligand') {
    const [smiles, ccd] = [entity.smiles.trim(), entity.ccd.trim().toUpperCase()]
    return smiles === entity.smiles && ccd === entity.ccd ? entity : { ...entity, smiles, ccd }
  }
  const { sequence, changes, header, records } = cleanSequence(entity.sequence)
  // A header with nothing below it stays, with the complaint about it; cleaned it would be gone without a word.
  if (records > 1 || sequence === '' || (changes.length === 0 && sequence === entity.sequence)) return entity
  return { ...entity, sequence, cleaned: changes, label: labelOf(header) ?? entity.label }
}

/** The first record goes into the entity it was pasted into, the others become entities after it. */
function pasteFasta(draft: Draft, key: string, text: string): Draft {
  const at = draft.entities.findIndex((entity) => entity.key === key)
  const [first, ...others] = readFasta(text)
  if (at < 0 || !first) return draft
  const fill = (entity: DraftEntity, { sequence, type, label, changes }: typeof first): DraftEntity => ({ ...entity, type, sequence, label, cleaned: changes })
  const filled = editEntity(draft, key, (entity) => fill(entity, first))
  return others.reduce(
    (grown, record, index) => insert(grown, at + 1 + index, (newKey, chainIds) => fill(newEntity(newKey, record.type, chainIds), record)),
    filled,
  )
}

/** Whether less than half of the text before is still at the ends of the new one: a header said nothing about that. */
function isAnother(before: string, after: string): boolean {
  const most = Math.min(before.length, after.length)
  let start = 0
  while (start < most && before[start] === after[start]) start += 1
  let end = 0
  while (end < most - start && before.at(-1 - end) === after.at(-1 - end)) end += 1
  return after.trim() === '' || (start + end) * 2 < before.length
}

function setText(entity: DraftEntity, field: 'sequence' | 'smiles' | 'ccd', text: string): DraftEntity {
  if (field !== 'sequence') return { ...entity, [field]: text }
  return { ...entity, sequence: text, cleaned: [], label: isAnother(entity.sequence, text) ? null : entity.label }
}

function change(draft: Draft, action: Edit): Draft {
  switch (action.type) {
    case 'name':
      return { ...draft, name: action.name }
    case 'add':
      return insert(draft, draft.entities.length, (key, chainIds) => newEntity(key, action.entityType, chainIds))
    case 'remove':
      return remove(draft, action.key)
    case 'duplicate':
      return duplicate(draft, action.key)
    case 'move':
      return move(draft, action.key, action.by)
    case 'kind':
      return editEntity(draft, action.key, (entity) => ({ ...entity, type: action.entityType, cleaned: [] }))
    case 'text':
      return editEntity(draft, action.key, (entity) => setText(entity, action.field, action.text))
    case 'clean':
      return editEntity(draft, action.key, clean)
    case 'fasta':
      return pasteFasta(draft, action.key, action.text)
    case 'ligandBy':
      return editEntity(draft, action.key, (entity) => ({ ...entity, ligandBy: action.by }))
    case 'msa':
      return editEntity(draft, action.key, (entity) => ({ ...entity, msa: action.msa }))
    case 'copies':
      return setCopies(draft, action.key, action.count)
    case 'copiesTyped':
      return editEntity(draft, action.key, (entity) => ({ ...entity, copiesTyped: action.text }))
    case 'chainId':
      return editEntity(draft, action.key, (entity) => ({ ...entity, chainIds: entity.chainIds.with(action.copy, action.id) }))
    case 'affinity':
      return { ...draft, affinityKey: action.key }
    case 'option':
      return { ...draft, options: { ...draft.options, ...action.option } }
    case 'replace':
    case 'adopt':
      return action.draft
  }
}

/** An affinity wish goes with its ligand: it ends when the entity is no ligand any more. */
function dropForeignBinder(draft: Draft): Draft {
  const binder = draft.entities.find((entity) => entity.key === draft.affinityKey)
  return draft.affinityKey !== null && binder?.type !== 'ligand' ? { ...draft, affinityKey: null } : draft
}

/** Names the field that is typed into; null for changes that each stand for themselves. */
function fieldOf(action: Edit): string | null {
  if (action.type === 'name' || action.type === 'adopt') return action.type
  // Cleaning belongs to the typing that it follows.
  if (action.type === 'text' || action.type === 'clean') return `text ${action.key}`
  if (action.type === 'chainId') return `chainId ${action.key} ${action.copy}`
  if (action.type === 'copies' || action.type === 'copiesTyped') return `copies ${action.key}`
  return action.type === 'option' ? `option ${Object.keys(action.option).join(' ')}` : null
}

function undo({ draft, before, after }: BuilderState): BuilderState | null {
  const last = before.at(-1)
  return last ? { draft: last.draft, before: before.slice(0, -1), after: [...after, { draft, by: last.by }] } : null
}

function redo({ draft, before, after }: BuilderState): BuilderState | null {
  const next = after.at(-1)
  return next ? { draft: next.draft, before: [...before, { draft, by: next.by }], after: after.slice(0, -1) } : null
}

/** Step by step, so that all of it can be redone; nothing when the change is not there any more. */
function undoThrough(state: BuilderState, type: string): BuilderState {
  const at = state.before.findLastIndex(({ by }) => by === type)
  let undone = state
  while (at >= 0 && undone.before.length > at) undone = undo(undone) ?? undone
  return undone
}

export function reduceDraft(state: BuilderState, action: DraftChange): BuilderState {
  if (action.type === 'undo') return action.through === undefined ? (undo(state) ?? state) : undoThrough(state, action.through)
  if (action.type === 'redo') return redo(state) ?? state
  const draft = dropForeignBinder(change(state.draft, action))
  if (draft === state.draft) return state
  const field = fieldOf(action)
  if (field !== null && state.after.length === 0 && state.before.at(-1)?.by === field) return { ...state, draft }
  return { draft, before: [...state.before, { draft: state.draft, by: field ?? action.type }].slice(-MOST_UNDO), after: [] }
}
