import 'server-only'
// What of the team's history is taken out of it: the chosen predictions as one CSV, or their results as one ZIP that is made while it is sent.
import type { Actor } from '@/lib/access/actor'
import { filterFacts } from '@/lib/audit/schema'
import { writeLoneAuditLine } from '@/lib/audit/store'
import { Problem } from '@/lib/errors'
import { archiveEntries, type ArchiveEntry } from '@/lib/predictions/archive'
import { predictionCsv } from '@/lib/predictions/prediction-csv'
import type { ExportPredictions } from '@/lib/predictions/list-schema'
import { resultBytes } from '@/lib/predictions/list-store'
import { MOST_ARCHIVED, MOST_LINES } from '@/lib/predictions/most-at-once'
import { readSummaries } from '@/lib/predictions/prediction-store'
import type { PredictionSummary } from '@/lib/predictions/schema'
import { chooseIds } from '@/lib/predictions/selection'

/** Before they are packed. ZIP files without extensions end at 4 GiB. */
const MOST_BYTES = 2 * 1024 ** 3
const READ_AT_ONCE = 200

async function readChosen(actor: Actor, query: ExportPredictions, most: number): Promise<PredictionSummary[]> {
  const ids = await chooseIds(actor, query, most, query.sort)
  const items: PredictionSummary[] = []
  for (let at = 0; at < ids.length; at += READ_AT_ONCE) {
    const part = ids.slice(at, at + READ_AT_ONCE)
    const summaries = await readSummaries(actor.teamId, part)
    items.push(...part.flatMap((id) => summaries.get(id) ?? []))
  }
  return items
}

/** "atomera-12-predictions-SIMULATED.csv": whoever finds the file alone sees what is in it. */
function fileName(items: readonly PredictionSummary[], what: string, ending: string): string {
  const simulated = items.some((item) => item.simulated) ? '-SIMULATED' : ''
  return `atomera-${items.length}-${what}${simulated}.${ending}`
}

/** Before anything leaves: who took out how much, and what had narrowed it. */
const noteExport = (actor: Actor, verb: 'exported predictions' | 'exported results', predictions: number, query: ExportPredictions): Promise<void> =>
  writeLoneAuditLine({ actor, verb, subject: actor.teamId, detail: { facts: { predictions, filter: filterFacts(query) } } })

/** null: it was only asked. @throws Problem CONFLICT when more match than one table may have */
export async function exportCsv(actor: Actor, query: ExportPredictions): Promise<{ name: string; text: string } | null> {
  const items = await readChosen(actor, query, MOST_LINES)
  if (query.ask) return null
  await noteExport(actor, 'exported predictions', items.length, query)
  return { name: fileName(items, 'predictions', 'csv'), text: predictionCsv(items) }
}

/** Those that have a result; all others stand in the table only. null: it was only asked. @throws Problem CONFLICT when there is none or too much */
export async function exportResults(actor: Actor, query: ExportPredictions): Promise<{ name: string; entries: AsyncGenerator<ArchiveEntry> } | null> {
  const items = await readChosen(actor, query, MOST_ARCHIVED)
  const withResult = items.filter((item) => item.status === 'COMPLETED')
  if (withResult.length === 0) throw new Problem('CONFLICT', 'None of these predictions has a result to download.')
  if ((await resultBytes(withResult.map(({ id }) => id))) > MOST_BYTES) throw new Problem('TOO_LARGE', 'These results are larger than 2 GiB together. Choose fewer.')
  if (query.ask) return null
  await noteExport(actor, 'exported results', withResult.length, query)
  return { name: fileName(withResult, 'results', 'zip'), entries: entriesOf(actor, items, withResult) }
}

async function* entriesOf(actor: Actor, items: PredictionSummary[], withResult: PredictionSummary[]): AsyncGenerator<ArchiveEntry> {
  yield { name: 'predictions.csv', content: new TextEncoder().encode(predictionCsv(items)) }
  for (const { id } of withResult) yield* archiveEntries(actor, id)
}
