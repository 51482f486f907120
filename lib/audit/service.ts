import 'server-only'
// The audit for those who may read all teams: pages of it, and all that a filter leaves as a table that is written while it is sent.
import type { Actor } from '@/lib/access/actor'
import { auditCsvHead, auditCsvLine } from '@/lib/audit/audit-csv'
import { filterFacts, type AuditChoices, type AuditFilter, type AuditPage, type ListAudit } from '@/lib/audit/schema'
import { countAuditLines, readAuditChoices, readAuditPage, writeLoneAuditLine } from '@/lib/audit/store'
import { BYTE_ORDER_MARK } from '@/lib/csv'

const READ_AT_ONCE = 1_000

/** @throws Problem INVALID_REQUEST for a cursor that is none */
export const listAudit = (query: ListAudit): Promise<AuditPage> => readAuditPage(query)

export const auditChoices = (): Promise<AuditChoices> => readAuditChoices()

/** Newest first; lines written meanwhile are not among them. That it was taken out is written down before the first line leaves. */
export async function exportAudit(actor: Actor, filter: AuditFilter): Promise<AsyncGenerator<Uint8Array>> {
  const facts = { lines: await countAuditLines(filter), filter: filterFacts(filter) }
  await writeLoneAuditLine({ actor: { ...actor, teamId: '' }, verb: 'exported the audit', subject: 'audit', detail: { facts } })
  return auditTable(filter)
}

async function* auditTable(filter: AuditFilter): AsyncGenerator<Uint8Array> {
  const utf8 = new TextEncoder()
  yield utf8.encode(BYTE_ORDER_MARK + auditCsvHead())
  let cursor: string | undefined
  do {
    const page: AuditPage = await readAuditPage({ ...filter, limit: READ_AT_ONCE, cursor })
    yield utf8.encode(page.items.map(auditCsvLine).join(''))
    cursor = page.nextCursor ?? undefined
  } while (cursor !== undefined)
}
