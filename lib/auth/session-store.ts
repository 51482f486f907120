import 'server-only'
// Sessions as rows: who has one, which team it shows, and how they end. Each is read at each request, so what is ended opens nothing any more.
import { sha256 } from '@/lib/crypto'
import { database, type Transaction } from '@/lib/db'
import { Prisma } from '@/lib/generated/prisma/client'
import type { PersonRow } from '@/lib/teams/store'

/** Unused for as long, a session has ended: a computer in a laboratory is many people's. */
const IDLE_DAYS = 7

export type SessionRow = PersonRow & { sessionId: string; teamId: string | null; membershipRole: string | null }

/** Sessions that have not ended, each with its person and their role in the team it shows. */
const LIVING = Prisma.sql`
  SELECT s.id AS "sessionId", p.id AS "personId", p.name AS "personName", p.email, p.is_admin AS "isAdmin", p.is_demo AS "isDemo",
    t.id AS "teamId", m.role AS "membershipRole", s.seen_at < app_now() - interval '1 hour' AS "isStale"
  FROM session s
  JOIN person p ON p.id = s.person_id
  LEFT JOIN LATERAL (
    -- The team that was chosen, while it may be looked into; else the first one that may.
    SELECT team.id FROM team LEFT JOIN membership own ON own.team_id = team.id AND own.person_id = p.id
    WHERE own.person_id IS NOT NULL OR p.is_admin
    ORDER BY team.id = s.team_id DESC NULLS LAST, own.person_id IS NULL, team.name, team.id LIMIT 1
  ) t ON true
  LEFT JOIN membership m ON m.team_id = t.id AND m.person_id = p.id
  WHERE s.expires_at > app_now() AND s.seen_at > app_now() - ${IDLE_DAYS} * interval '1 day' AND p.disabled_at IS NULL`

/** The session of that token; null when there is none, or it has ended. */
export async function findSession(token: string): Promise<SessionRow | null> {
  const [row] = await database().$queryRaw<(SessionRow & { isStale: boolean })[]>`${LIVING} AND s.token = ${sha256(token)}`
  if (row === undefined) return null
  if (row.isStale) await database().$executeRaw`UPDATE session SET seen_at = app_now() WHERE id = ${row.sessionId}`
  return row
}

/** Those of the sessions that have not ended, without counting as a use of them. */
export const livingSessions = (ids: readonly string[]): Promise<SessionRow[]> => database().$queryRaw`${LIVING} AND s.id = ANY(${ids})`

export const chooseTeam = async (on: Transaction, sessionId: string, teamId: string): Promise<void> => {
  await on.session.updateMany({ where: { id: sessionId }, data: { teamId } })
}

/** Ends one session. */
export async function endSession(sessionId: string): Promise<void> {
  await database().session.deleteMany({ where: { id: sessionId } })
}

/** Ends all sessions of a person, except one. To be called in the transaction that changes what they may do. */
export async function endSessionsOf(on: Transaction, personId: string, exceptId?: string): Promise<void> {
  await on.session.deleteMany({ where: { personId, ...(exceptId !== undefined && { id: { not: exceptId } }) } })
}
