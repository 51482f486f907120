// What narrows the audit, as it stands in an address: read leniently, written shortly. Pure.
import { auditPlaceIn } from '@/lib/audit/page-place'
import { AuditFilter } from '@/lib/audit/schema'

const FILTERS = AuditFilter.keyof().options

/** Anything that is no filter, or not of its form, is left out. */
export function auditFilterFrom(read: (name: string) => string | null): AuditFilter {
  const given = FILTERS.map((name) => [name, AuditFilter.shape[name].safeParse(read(name) ?? '')] as const)
  return Object.fromEntries(given.flatMap(([name, { data }]) => (data ? [[name, data]] : [])))
}

/** What stands there under a filter's name and narrows nothing, because it is not of its form. */
export const notUnderstood = (read: (name: string) => string | null): { name: string; text: string }[] =>
  FILTERS.flatMap((name) => {
    const text = read(name)
    return text === null || AuditFilter.shape[name].safeParse(text).success ? [] : [{ name, text }]
  })

/** A cursor that the audit gave out; anything else counts as none. */
export const auditCursorFrom = (text: string | null): string | undefined => (text !== null && auditPlaceIn(text) !== null ? text : undefined)

/** The same as parameters of an address, of the page and of the API alike. */
export const auditParameters = (filter: AuditFilter): URLSearchParams => new URLSearchParams(Object.entries(filter).filter(([, value]) => value))
