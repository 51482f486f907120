// The shape of a complex: the molecules that are predicted together, as Atomera keeps them.
// It says nothing about whether the chemistry makes sense; that is `check.ts`.
import { z } from 'zod'

/** One complaint about something a person gave us: where it is, what is wrong and what to do. */
export const Complaint = z.object({
  /** Place as a path, e.g. `entities.1.sequence` or `options.seed`; empty for the whole. */
  at: z.string(),
  /** One sentence for a person, naming entity, residue or line and the cure. */
  message: z.string(),
})
export type Complaint = z.infer<typeof Complaint>

/** Chain ids, one per copy: `["A", "B"]` is a homodimer. */
const ChainIds = z.array(z.string()).min(1)

/** How a protein gets its alignment: from the MSA server, or none (`msa: empty`). */
export const MsaSource = z.enum(['server', 'empty'])
export type MsaSource = z.infer<typeof MsaSource>

export const ProteinEntity = z.object({
  type: z.literal('protein'),
  chainIds: ChainIds,
  sequence: z.string(),
  msa: MsaSource.default('server'),
})
export const DnaEntity = z.object({ type: z.literal('dna'), chainIds: ChainIds, sequence: z.string() })
export const RnaEntity = z.object({ type: z.literal('rna'), chainIds: ChainIds, sequence: z.string() })
export const LigandEntity = z
  .object({ type: z.literal('ligand'), chainIds: ChainIds, smiles: z.string().optional(), ccd: z.string().optional() })

export const Entity = z.discriminatedUnion('type', [ProteinEntity, DnaEntity, RnaEntity, LigandEntity])
export type Entity = z.infer<typeof Entity>
export type EntityType = Entity['type']

export const Complex = z.object({
  entities: z.array(Entity).min(1),
  /** Chain id of the ligand whose affinity is predicted, or null. */
  affinityBinder: z.string().nullable().default(null),
})
export type Complex = z.infer<typeof Complex>
