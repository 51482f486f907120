// What the builder edits: a complex that may still be wrong, with the texts as typed. Nothing typed is lost by changing a kind or a choice.
// Its schemas are zod's mini form: the full one would add some 90 kB gzipped to the page for reading one stored draft.
import * as z from 'zod/mini'
import type { EntityType } from '@/lib/complexes/schema'

export const DraftEntity = z.object({
  /** Stays the same while the entity is moved or renamed. */
  key: z.string(),
  type: z.enum(['protein', 'dna', 'rna', 'ligand']),
  chainIds: z.array(z.string()).check(z.minLength(1)),
  sequence: z.string(),
  ligandBy: z.enum(['smiles', 'ccd']),
  smiles: z.string(),
  ccd: z.string(),
  msa: z.enum(['server', 'empty']),
  /** First word of the FASTA header it came with, for suggesting a name. */
  label: z.nullable(z.string()),
  /** What cleaning took away the last time, in words; empty when nothing. */
  cleaned: z.array(z.string()),
})
export type DraftEntity = z.infer<typeof DraftEntity>

/** Numbers stay texts, so that a wrong one can be shown with its complaint. The time limit is in minutes. */
export const DraftOptions = z.object({
  diffusion_samples: z.string(),
  recycling_steps: z.string(),
  sampling_steps: z.string(),
  seed: z.string(),
  timeLimitMinutes: z.string(),
  use_potentials: z.boolean(),
  use_msa_server: z.boolean(),
})
export type DraftOptions = z.infer<typeof DraftOptions>

export const Draft = z.object({
  name: z.string(),
  entities: z.array(DraftEntity),
  /** Key of the ligand whose affinity is asked for. */
  affinityKey: z.nullable(z.string()),
  options: DraftOptions,
  /** Counts up; makes keys without chance. */
  nextKey: z.int(),
})
export type Draft = z.infer<typeof Draft>

export const DEFAULT_OPTIONS: DraftOptions = {
  diffusion_samples: '1',
  recycling_steps: '3',
  sampling_steps: '200',
  seed: '',
  timeLimitMinutes: '',
  use_potentials: false,
  use_msa_server: true,
}

export function newEntity(key: string, type: EntityType, chainIds: string[]): DraftEntity {
  return { key, type, chainIds, sequence: '', ligandBy: 'smiles', smiles: '', ccd: '', msa: 'server', label: null, cleaned: [] }
}

export const EMPTY_DRAFT: Draft = {
  name: '',
  entities: [newEntity('e1', 'protein', ['A'])],
  affinityKey: null,
  options: DEFAULT_OPTIONS,
  nextKey: 2,
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
