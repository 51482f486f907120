import 'server-only'
// Audit lines: what a person did, written in the same transaction as the deed and never changed afterwards; and reading them, of all teams.
import type { Actor } from '@/lib/access/actor'
import { decodeAuditPlace, encodeAuditPlace } from '@/lib/audit/page-place'
import { AuditDetail, type AuditChoices, type AuditFilter, type AuditLineView, type ListAudit } from '@/lib/audit/schema'
import type { AuditVerb } from '@/lib/audit/verbs'
import { sentenceOf } from '@/lib/audit/words'
import { database, databaseNow, jsonColumn, type Transaction } from '@/lib/db'
import { Prisma } from '@/lib/generated/prisma/client'

const { sql, join, empty } = Prisma

type NewLine = { actor: Actor; verb: AuditVerb; subject: string; /** As it is called at the time; null where it has no name. */ subjectName?: string | null; detail?: AuditDetail; at: Date }

export async function writeAuditLine(transaction: Transaction, { actor, verb, subject, subjectName = null, detail, at }: NewLine): Promise<void> {
  await transaction.auditLine.create({
    data: {
      teamId: actor.teamId,
      actorId: actor.personId,
      actorName: actor.personName,
      verb,
      subject,
      subjectName,
      detail: detail && jsonColumn(detail),
      address: actor.from?.address,
      via: actor.from?.via,
      apiKeyId: actor.from?.apiKey?.id,
      apiKeyName: actor.from?.apiKey?.name,
      createdAt: at,
    },
  })
}

/** A line of its own, for what changes nothing in the database. */
export async function writeLoneAuditLine(line: Omit<NewLine, 'at'>): Promise<void> {
  await database().$transaction(async (on) => writeAuditLine(on, { ...line, at: await databaseNow(on) }))
}

const containing = (text: string): string => `%${text.replace(/[\\%_]/g, '\\$&')}%`

function matching({ person, verb, subject, team, from, to }: AuditFilter): Prisma.Sql[] {
  return [
    ...(person ? [sql`a.actor_id = ${person}`] : []),
    ...(verb ? [sql`a.verb = ${verb}`] : []),
    ...(subject ? [sql`(a.subject = ${subject} OR a.subject_name ILIKE ${containing(subject)})`] : []),
    ...(team ? [sql`a.team_id = ${team}`] : []),
    ...(from ? [sql`a.created_at >= ${from}::timestamp AT TIME ZONE 'UTC'`] : []),
    ...(to ? [sql`a.created_at < (${to}::date + 1)::timestamp AT TIME ZONE 'UTC'`] : []),
  ]
}

type Row = {
  id: bigint; teamId: string; teamName: string | null; actorId: string; actorName: string; verb: string; subject: string; subjectName: string | null
  detail: unknown; address: string | null; via: AuditLineView['from']['via']; apiKeyId: string | null; apiKeyName: string | null; createdAt: Date
}

const whereOf = (conditions: readonly Prisma.Sql[]): Prisma.Sql => (conditions.length === 0 ? empty : sql`WHERE ${join([...conditions], ' AND ')}`)

/** Those of the filter, from behind the cursor on where there is one. */
function whereBehind({ cursor, ...filter }: AuditFilter & Pick<ListAudit, 'cursor'>): Prisma.Sql {
  const place = cursor === undefined ? null : decodeAuditPlace(cursor)
  return whereOf([...matching(filter), ...(place === null ? [] : [sql`(a.created_at, a.id) < (${place.at}::timestamptz, ${place.id}::bigint)`])])
}

/** How many come behind the cursor. */
export async function countAuditLines(chosen: AuditFilter & { cursor: string }): Promise<number> {
  const [row] = await database().$queryRaw<{ count: number }[]>`SELECT count(*)::int AS count FROM audit_line a ${whereBehind(chosen)}`
  return row?.count ?? 0
}

/** Newest first, from behind the cursor on. */
export async function readAuditPage({ limit, ...chosen }: ListAudit): Promise<{ items: AuditLineView[]; nextCursor: string | null }> {
  const rows = await database().$queryRaw<Row[]>`
    SELECT a.id, a.team_id AS "teamId", t.name AS "teamName", a.actor_id AS "actorId", a.actor_name AS "actorName", a.verb, a.subject, a.subject_name AS "subjectName",
           a.detail, a.address, a.via, a.api_key_id AS "apiKeyId", a.api_key_name AS "apiKeyName", a.created_at AS "createdAt"
      FROM audit_line a LEFT JOIN team t ON t.id = a.team_id ${whereBehind(chosen)} ORDER BY a.created_at DESC, a.id DESC LIMIT ${limit + 1}`
  const shown = rows.slice(0, limit)
  const last = rows.length > limit ? shown.at(-1) : undefined
  return { items: shown.map(lineView), nextCursor: last === undefined ? null : encodeAuditPlace({ at: last.createdAt.toISOString(), id: last.id }) }
}

function lineView(row: Row): AuditLineView {
  const { verb, actorId, actorName, subject, subjectName, apiKeyId, apiKeyName } = row
  const detail = AuditDetail.parse(row.detail ?? {})
  return {
    id: String(row.id),
    at: row.createdAt.toISOString(),
    actor: { id: actorId, name: actorName },
    verb,
    subject: { id: subject, name: subjectName },
    team: { id: row.teamId, name: row.teamName },
    from: { address: row.address, via: row.via, apiKey: apiKeyId === null ? null : { id: apiKeyId, name: apiKeyName ?? '' } },
    words: sentenceOf({ actorName, verb, subject, subjectName, detail }),
    detail,
  }
}

/** Everybody who ever did something, under the newest name, and the teams that there are. From one person to the next by the index, not through all lines. */
export async function readAuditChoices(): Promise<AuditChoices> {
  const [people, teams] = await Promise.all([
    database().$queryRaw<AuditChoices['people']>`
      WITH RECURSIVE one AS (
        (SELECT actor_id, actor_name FROM audit_line ORDER BY actor_id, created_at DESC, id DESC LIMIT 1)
        UNION ALL
        SELECT further.* FROM one, LATERAL (
          SELECT actor_id, actor_name FROM audit_line WHERE actor_id > one.actor_id ORDER BY actor_id, created_at DESC, id DESC LIMIT 1) further
      )
      SELECT actor_id AS id, actor_name AS name FROM one ORDER BY lower(actor_name), actor_id`,
    database().team.findMany({ select: { id: true, name: true }, orderBy: [{ name: 'asc' }, { id: 'asc' }] }),
  ])
  return { people, teams }
}
