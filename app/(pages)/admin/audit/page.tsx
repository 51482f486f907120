// The audit: what people of all teams did, as far as the address narrows it.
import { Download } from 'lucide-react'
import type { Metadata } from 'next'
import Link from 'next/link'
import { AuditFilters } from '@/components/admin/audit-filters'
import { AuditTable } from '@/components/admin/audit-table'
import { buttonLook } from '@/components/ui/button'
import { EmptyState } from '@/components/ui/empty-state'
import { Notice } from '@/components/ui/notice'
import { auditCursorFrom, auditFilterFrom, auditParameters, notUnderstood } from '@/lib/audit/address-bar'
import { auditChoices, listAudit } from '@/lib/audit/service'
import { pageActorOrNotFound } from '@/lib/door/page-actor'
import { searchReader, type PageSearch } from '@/lib/page-search'

export const metadata: Metadata = { title: 'Audit' }

const LINES = 50

function Pages({ parameters, cursor, nextCursor }: { parameters: URLSearchParams; cursor: string | undefined; nextCursor: string | null }) {
  if (cursor === undefined && nextCursor === null) return null
  const to = (further: Record<string, string>): string => `/admin/audit?${new URLSearchParams([...parameters, ...Object.entries(further)])}`
  return (
    <nav aria-label="Pages of the audit" className="mt-4 flex flex-wrap gap-2">
      {cursor !== undefined && (
        <Link className={buttonLook()} href={to({})}>
          To the newest
        </Link>
      )}
      {nextCursor !== null && (
        <Link className={buttonLook()} href={to({ cursor: nextCursor })}>
          Older lines
        </Link>
      )}
    </nav>
  )
}

function NotUnderstood({ given }: { given: ReturnType<typeof notUnderstood> }) {
  if (given.length === 0) return null
  return (
    <Notice
      tone="warn"
      className="mb-4"
      title={`Not understood in the address: ${given.map(({ name, text }) => `${name} “${text.slice(0, 40)}”`).join(', ')}.`}
      cure="The lines below are not narrowed by it. A day is written like 2026-11-26."
    />
  )
}

export default async function AuditPage({ searchParams }: { searchParams: PageSearch }) {
  const actor = await pageActorOrNotFound('audit:read')
  const read = await searchReader(searchParams)
  const [filter, cursor] = [auditFilterFrom(read), auditCursorFrom(read('cursor'))]
  const [{ items, nextCursor }, choices] = await Promise.all([listAudit({ ...filter, cursor, limit: LINES }), auditChoices()])
  const parameters = auditParameters(filter)
  return (
    <>
      <div className="mb-4 flex flex-col gap-1">
        <h1 className="text-2xl font-semibold">Audit</h1>
        <p className="max-w-3xl text-sm text-muted">What people of all teams did, newest first, with what it was before. Lines are only ever added: the database refuses to change or remove one.</p>
      </div>
      <AuditFilters
        filter={filter}
        choices={choices}
        actions={
          <a className={buttonLook()} href={`/api/v1/audit/export.csv?${parameters}`} download>
            <Download aria-hidden className="size-4" /> Export CSV
          </a>
        }
      />
      <NotUnderstood given={notUnderstood(read)} />
      {items.length > 0 && <AuditTable lines={items} ownTeamId={actor.teamId} />}
      {items.length === 0 && <EmptyState title={parameters.size > 0 ? 'Nothing was done that fits.' : 'Nobody has done anything yet.'} />}
      <Pages parameters={parameters} cursor={cursor} nextCursor={nextCursor} />
    </>
  )
}
