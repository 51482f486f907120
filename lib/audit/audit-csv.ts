// Audit lines as a table for spreadsheets: whole moments, names beside ids, before and after as JSON. Pure.
import type { AuditLineView } from '@/lib/audit/schema'
import { viaWords } from '@/lib/audit/words'
import { csvLine, type CsvValue } from '@/lib/csv'

const json = (value: object | undefined): string | null => (value === undefined ? null : JSON.stringify(value))

function side(line: AuditLineView, which: 'from' | 'to'): string | null {
  const { changes } = line.detail
  return json(changes && Object.fromEntries(Object.entries(changes).map(([name, change]) => [name, change[which]])))
}

const COLUMNS: readonly [string, (line: AuditLineView) => CsvValue][] = [
  ['line', (line) => line.id],
  ['moment (UTC)', (line) => line.at],
  ['person', (line) => line.actor.name],
  ['person id', (line) => line.actor.id],
  ['verb', (line) => line.verb],
  ['subject', (line) => line.subject.id],
  ['name of the subject', (line) => line.subject.name],
  ['team', (line) => line.team.name ?? line.team.id],
  ['address', (line) => line.from.address],
  ['by', (line) => viaWords(line.from.via, line.from.apiKey?.name ?? null)],
  ['API key id', (line) => line.from.apiKey?.id ?? null],
  ['in words', (line) => line.words],
  ['before', (line) => side(line, 'from')],
  ['after', (line) => side(line, 'to')],
  ['further facts', (line) => json(line.detail.facts)],
]

export const auditCsvHead = (): string => csvLine(COLUMNS.map(([head]) => head))
export const auditCsvLine = (line: AuditLineView): string => csvLine(COLUMNS.map(([, read]) => read(line)))
