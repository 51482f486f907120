// What narrows the audit, as it stands in an address: read leniently, written shortly. Pure.
import { auditPlaceIn } from '@/lib/audit/page-place'
import { AuditFilter } from '@/lib/audit/schema'

const FILTERS = AuditFilter.keyof().options

/** Anything that is no filter, or not of its form, is left out. */
export function auditFilterFrom(read: (name: string) => string | null): AuditFilter {
  const given = FILTERS.map((name) => [name, AuditFilter.shape[name].safeParse(read(name) ?? '')] as const)
  return Object.fromEntries(given.flatMap(([name, { data }]) => (data ? [[name, data]] : [])))
}

/** A cursor that the audit gave out; anything else counts as none. */
export const auditCursorFrom = (text: string | null): string | undefined => (text !== null && auditPlaceIn(text) !== null ? text : undefined)

/** The same as parameters of an address, of the page and of the API alike. */
export const auditParameters = (filter: AuditFilter): URLSearchParams => new URLSearchParams(Object.entries(filter).filter(([, value]) => value))
