// The list of predictions as a table for spreadsheets and scripts: units in the heads, full precision, and what is simulated says so in each line. Pure.
import { csvText, type CsvValue } from '@/lib/csv'
import type { PredictionSummary } from '@/lib/predictions/schema'

const COLUMNS: readonly [string, (item: PredictionSummary) => CsvValue][] = [
  ['id', (item) => item.id],
  ['name', (item) => item.name],
  ['state', (item) => item.status],
  ['simulated', (item) => (item.simulated ? 'SIMULATED' : 'no')],
  ['person', (item) => item.owner.name],
  ['composition', (item) => item.composition],
  ['ligands (CCD or SMILES)', (item) => item.ligands.join(' | ')],
  ['tokens', (item) => item.tokens],
  ['confidence_score (0 to 1)', (item) => item.confidence_score],
  ['affinity_pred_value (log10 of IC50 in uM)', (item) => item.affinity_pred_value],
  ['IC50 (uM)', (item) => (item.affinity_pred_value === null ? null : 10 ** item.affinity_pred_value)],
  ['affinity_probability_binary (0 to 1)', (item) => item.affinity_probability_binary],
  ['sequences sent to (MSA server)', (item) => item.sequencesSentTo],
  ['complete', (item) => (item.complete === null ? null : item.complete ? 'yes' : 'no')],
  ['failure', (item) => item.error?.code ?? null],
  ['tags', (item) => item.tags.join(', ')],
  ['note', (item) => item.note],
  ['submitted (UTC)', (item) => item.createdAt],
  ['started (UTC)', (item) => item.startedAt],
  ['ended (UTC)', (item) => item.endedAt],
  ['files removed (UTC)', (item) => item.filesRemoved?.at ?? null],
]

export const predictionCsv = (items: readonly PredictionSummary[]): string =>
  csvText([COLUMNS.map(([head]) => head), ...items.map((item) => COLUMNS.map(([, read]) => read(item)))])
