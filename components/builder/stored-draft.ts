// Reads a stored draft by hand: a schema library would be 18 kB gzipped of the page's first load for this one shape. Anything else is refused.
import { KIND_ORDER } from './kinds'
import { DEFAULT_OPTIONS, newEntity, type Draft, type DraftEntity, type DraftOptions } from './draft'

export type StoredDraft = { draft: Draft; submissionKey: string }

type Fields = Readonly<Record<string, unknown>>

const isFields = (value: unknown): value is Fields => typeof value === 'object' && value !== null && !Array.isArray(value)
const isText = (value: unknown): value is string => typeof value === 'string'
const isTexts = (value: unknown): value is string[] => Array.isArray(value) && value.every(isText)
const isTextOrNull = (value: unknown): value is string | null => value === null || isText(value)

/** Every field there with a value of the same kind as in the model. */
const isLike = (value: Fields, model: object): boolean => Object.entries(model).every(([name, one]) => typeof value[name] === typeof one)

const ENTITY_TEXTS = { key: '', sequence: '', smiles: '', ccd: '' }

function isEntity(value: unknown): value is DraftEntity {
  if (!isFields(value) || !isLike(value, ENTITY_TEXTS)) return false
  const { type, chainIds, copiesTyped = null, ligandBy, msa, label, cleaned } = value
  return (
    KIND_ORDER.some((kind) => kind === type) &&
    isTexts(chainIds) && chainIds.length > 0 && isTextOrNull(copiesTyped) &&
    (ligandBy === 'smiles' || ligandBy === 'ccd') &&
    (msa === 'server' || msa === 'empty') &&
    isTextOrNull(label) && isTexts(cleaned)
  )
}

const isOptions = (value: unknown): value is DraftOptions => isFields(value) && isLike(value, DEFAULT_OPTIONS) && ['', 'public', 'own'].some((known) => known === value.msa_server)

/** Options from before the server could be chosen. */
const withServer = (value: unknown): unknown => (isFields(value) ? { msa_server: DEFAULT_OPTIONS.msa_server, ...value } : value)

/** Only the fields that a draft has, so that nothing else lives on in the storage. */
function readEntity(entity: DraftEntity): DraftEntity {
  const { key, type, chainIds, copiesTyped = null, sequence, ligandBy, smiles, ccd, msa, label, cleaned } = entity
  return { ...newEntity(key, type, chainIds), copiesTyped, sequence, ligandBy, smiles, ccd, msa, label, cleaned }
}

function readDraft(value: unknown): Draft | null {
  if (!isFields(value)) return null
  const { name, entities, affinityKey, nextKey, longChainIds = [] } = value
  const options = withServer(value.options)
  if (!isText(name) || !Array.isArray(entities) || !entities.every(isEntity)) return null
  if (!isTextOrNull(affinityKey) || !isOptions(options) || !isTexts(longChainIds)) return null
  if (typeof nextKey !== 'number' || !Number.isSafeInteger(nextKey)) return null
  return { name, entities: entities.map(readEntity), affinityKey, options, nextKey, longChainIds }
}

const LEAST_KEY_CHARACTERS = 8

/** Null for anything that is not a draft as this page stores it. */
export function readStoredDraft(value: unknown): StoredDraft | null {
  const draft = isFields(value) ? readDraft(value.draft) : null
  if (draft === null || !isFields(value)) return null
  const { submissionKey } = value
  return isText(submissionKey) && submissionKey.length >= LEAST_KEY_CHARACTERS ? { draft, submissionKey } : null
}
