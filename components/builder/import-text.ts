// Reads what a person brings along: Boltz YAML or FASTA. Refusals keep their line and column; the text itself stays with the caller.
import { nextChainIds } from '@/lib/complexes/chain-ids'
import type { Complaint } from '@/lib/complexes/schema'
import { EMPTY_DRAFT, newEntity, type Draft } from './draft'
import { draftOf } from './draft-complex'
import { looksLikeFasta, readFasta } from './fasta'

export type Imported = { ok: true; draft: Draft; words: string } | { ok: false; complaints: Complaint[] }

function draftFromFasta(text: string, name: string): Imported {
  const records = readFasta(text)
  const empty = records.findIndex((record) => record.sequence === '')
  if (empty >= 0) return { ok: false, complaints: [{ at: '', message: `FASTA record ${empty + 1} (${records[empty]?.label ?? 'without a name'}) has no sequence.` }] }
  const chainIds = nextChainIds({ entities: [] }, records.length)
  const entities = records.map((record, index) => ({
    ...newEntity(`e${index + 1}`, record.type, [chainIds[index] ?? 'A']),
    sequence: record.sequence,
    label: record.label,
    cleaned: record.changes,
  }))
  return { ok: true, draft: { ...EMPTY_DRAFT, name, entities, nextKey: entities.length + 1 }, words: `${records.length} FASTA record${records.length === 1 ? '' : 's'} taken over. Look at the kind of each.` }
}

export async function readImport(text: string, name: string): Promise<Imported> {
  if (text.trim() === '') return { ok: false, complaints: [{ at: '', message: 'There is nothing to import yet. Paste a Boltz YAML or FASTA, or choose a file.' }] }
  if (looksLikeFasta(text)) return draftFromFasta(text, name)
  const { fromYaml } = await import('@/lib/complexes/from-yaml')
  const read = fromYaml(text)
  if (!read.ok) return read
  const count = read.complex.entities.length
  return { ok: true, draft: draftOf(read.complex, name), words: `${count} entit${count === 1 ? 'y' : 'ies'} taken over from the YAML.` }
}

/** For sorting; 0 where there is no line. */
export const lineNumber = (at: string): number => Number(/^yaml:(\d+):/.exec(at)?.[1] ?? 0)

/** `yaml:12:3` as "Line 12, column 3"; other places have none. */
export function lineOf(at: string): string | null {
  const [, line, column] = /^yaml:(\d+):(\d+)$/.exec(at) ?? []
  return line === undefined ? null : `Line ${line}, column ${column}`
}
