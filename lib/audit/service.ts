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

/**
 * Newest first. That it was taken out is written down before the first line leaves, and after the newest were read:
 * neither that line nor others that are written meanwhile are among those that it counts.
 */
export async function exportAudit(actor: Actor, filter: AuditFilter): Promise<AsyncGenerator<Uint8Array>> {
  const newest = await readAuditPage({ ...filter, limit: READ_AT_ONCE })
  const further = newest.nextCursor === null ? 0 : await countAuditLines({ ...filter, cursor: newest.nextCursor })
  const facts = { lines: newest.items.length + further, filter: filterFacts(filter) }
  await writeLoneAuditLine({ actor: { ...actor, teamId: '' }, verb: 'exported the audit', subject: 'audit', detail: { facts } })
  return auditTable(filter, newest)
}

async function* auditTable(filter: AuditFilter, newest: AuditPage): AsyncGenerator<Uint8Array> {
  const utf8 = new TextEncoder()
  yield utf8.encode(BYTE_ORDER_MARK + auditCsvHead())
  for (let page: AuditPage | null = newest; page !== null; ) {
    yield utf8.encode(page.items.map(auditCsvLine).join(''))
    page = page.nextCursor === null ? null : await readAuditPage({ ...filter, limit: READ_AT_ONCE, cursor: page.nextCursor })
  }
}
