// What the builder edits: a complex that may still be wrong, with the texts as typed. Nothing typed is lost by changing a kind or a choice.
import type { EntityType, MsaSource } from '@/lib/complexes/schema'
import type { MsaServer } from '@/lib/msa-servers'

export type DraftEntity = {
  /** Stays the same while the entity is moved or renamed. */
  key: string
  type: EntityType
  /** One per copy, at least one. */
  chainIds: string[]
  /** What was typed as the number of copies when it will not do; null while there are as many as `chainIds`. */
  copiesTyped: string | null
  sequence: string
  ligandBy: 'smiles' | 'ccd'
  smiles: string
  ccd: string
  msa: MsaSource
  /** First word of the FASTA header it came with, for suggesting a name. */
  label: string | null
  /** What cleaning took away the last time, in words; empty when nothing. */
  cleaned: string[]
}

/** Numbers stay texts, so that a wrong one can be shown with its complaint. The time limit is in minutes. */
export type DraftOptions = {
  diffusion_samples: string
  recycling_steps: string
  sampling_steps: string
  seed: string
  timeLimitMinutes: string
  use_potentials: boolean
  use_msa_server: boolean
  /** '': whichever the installation prefers. */
  msa_server: MsaServer | ''
}

export type Draft = {
  name: string
  entities: DraftEntity[]
  /** Key of the ligand whose affinity is asked for. */
  affinityKey: string | null
  options: DraftOptions
  /** Counts up; makes keys without chance. */
  nextKey: number
  /** Chain ids longer than may be typed, which came with a file or a clone. */
  longChainIds: string[]
}

export const DEFAULT_OPTIONS: DraftOptions = {
  diffusion_samples: '1',
  recycling_steps: '3',
  sampling_steps: '200',
  seed: '',
  timeLimitMinutes: '',
  use_potentials: false,
  use_msa_server: true,
  msa_server: '',
}

export function newEntity(key: string, type: EntityType, chainIds: string[]): DraftEntity {
  return { key, type, chainIds, copiesTyped: null, sequence: '', ligandBy: 'smiles', smiles: '', ccd: '', msa: 'server', label: null, cleaned: [] }
}

export const EMPTY_DRAFT: Draft = {
  name: '',
  entities: [newEntity('e1', 'protein', ['A'])],
  affinityKey: null,
  options: DEFAULT_OPTIONS,
  nextKey: 2,
  longChainIds: [],
}

/** The text that counts for this entity's kind. */
export function textOf(entity: DraftEntity): string {
  if (entity.type !== 'ligand') return entity.sequence
  return entity.ligandBy === 'smiles' ? entity.smiles : entity.ccd
}

/** Nothing a person would miss. */
export function isBlank(draft: Draft): boolean {
  return draft.name.trim() === '' && draft.entities.every((entity) => textOf(entity).trim() === '')
}
