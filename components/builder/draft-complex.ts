// From the builder's draft to a complex and back, and the name it suggests. Says nothing about whether the complex makes sense.
import { longChainIds } from '@/lib/complexes/chain-ids'
import { describeComposition } from '@/lib/complexes/describe'
import type { Complex, Entity } from '@/lib/complexes/schema'
import type { FrozenOptions, RunOptions } from '@/lib/compute/options'
import { DEFAULT_OPTIONS, newEntity, textOf, type Draft, type DraftEntity, type DraftOptions } from './draft'

function entityOf(draft: DraftEntity): Entity {
  const { type, chainIds } = draft
  if (type === 'ligand') return draft.ligandBy === 'smiles' ? { type, chainIds, smiles: draft.smiles } : { type, chainIds, ccd: draft.ccd }
  return type === 'protein' ? { type, chainIds, sequence: draft.sequence, msa: draft.msa } : { type, chainIds, sequence: draft.sequence }
}

/** The complex as typed; entity N of it is entity N of the draft. */
export function complexOf(draft: Draft): Complex {
  const binder = draft.entities.find((entity) => entity.key === draft.affinityKey)
  return { entities: draft.entities.map(entityOf), affinityBinder: binder?.chainIds[0] ?? null }
}

function draftEntityOf(entity: Entity, key: string): DraftEntity {
  const blank = newEntity(key, entity.type, [...entity.chainIds])
  if (entity.type !== 'ligand') return { ...blank, sequence: entity.sequence, msa: entity.type === 'protein' ? entity.msa : 'server' }
  return { ...blank, ligandBy: entity.ccd === undefined ? 'smiles' : 'ccd', smiles: entity.smiles ?? '', ccd: entity.ccd ?? '' }
}

/** A draft that would give exactly this complex. */
export function draftOf(complex: Complex, name: string, options: DraftOptions = DEFAULT_OPTIONS): Draft {
  const entities = complex.entities.map((entity, index) => draftEntityOf(entity, `e${index + 1}`))
  const binder = entities.find((entity) => complex.affinityBinder !== null && entity.chainIds.includes(complex.affinityBinder))
  return { name, entities, affinityKey: binder?.key ?? null, options, nextKey: entities.length + 1, longChainIds: longChainIds(complex) }
}

/** Options for a draft. The time limit is left to be decided anew, since the complex may change. */
export function draftOptionsOf(options: Partial<RunOptions> | FrozenOptions): DraftOptions {
  const texts: DraftOptions = { ...DEFAULT_OPTIONS }
  for (const name of ['diffusion_samples', 'recycling_steps', 'sampling_steps', 'seed'] as const) {
    const value = options[name]
    if (value !== undefined && value !== null) texts[name] = String(value)
  }
  if (options.use_potentials !== undefined) texts.use_potentials = options.use_potentials
  if (options.use_msa_server !== undefined) texts.use_msa_server = options.use_msa_server
  texts.msa_server = options.msa_server ?? ''
  return texts
}

const MOST_NAME_CHARACTERS = 120

/** A name to stand in for one that was not given: labels from FASTA headers and CCD codes, else what it is made of. */
export function suggestName(draft: Draft): string {
  const filled = draft.entities.filter((entity) => textOf(entity).trim() !== '')
  if (filled.length === 0) return 'Untitled complex'
  const parts = filled.map((entity) => {
    if (entity.type === 'ligand' && entity.ligandBy === 'ccd') return entity.ccd.trim().toUpperCase()
    return entity.label ?? describeComposition({ entities: [entityOf(entity)], affinityBinder: null })
  })
  const [first] = filled
  const name = parts.join(' + ').slice(0, MOST_NAME_CHARACTERS)
  // A label is somebody's identifier and stays as it is; our own words begin with a capital.
  return first?.label === null ? name.charAt(0).toUpperCase() + name.slice(1) : name
}

export const nameOf = (draft: Draft): string => (draft.name.trim() === '' ? suggestName(draft) : draft.name.trim())
