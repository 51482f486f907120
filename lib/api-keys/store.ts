import 'server-only'
// API keys as rows: looked up by hash, never readable again.
import { isScope, type Scope } from '@/lib/access/permissions'
import { sha256 } from '@/lib/crypto'
import { database, databaseNow, type Transaction } from '@/lib/db'
import { Prisma } from '@/lib/generated/prisma/client'
import type { PersonRow } from '@/lib/teams/store'

export type KeyRow = PersonRow & { keyId: string; keyName: string; teamId: string; membershipRole: string | null; scopes: Scope[] }

/** Keys that open something, each with its person and their role in its team: not revoked, not run out, of somebody who is not disabled. */
const LIVING = Prisma.sql`
  SELECT k.id AS "keyId", k.name AS "keyName", k.team_id AS "teamId", k.scopes, m.role AS "membershipRole",
    p.id AS "personId", p.name AS "personName", p.email, p.is_admin AS "isAdmin", p.is_demo AS "isDemo",
    k.last_used_at IS NULL OR k.last_used_at < app_now() - interval '1 minute' AS "isStale"
  FROM api_key k JOIN person p ON p.id = k.person_id
  LEFT JOIN membership m ON m.team_id = k.team_id AND m.person_id = p.id
  WHERE k.revoked_at IS NULL AND (k.expires_at IS NULL OR k.expires_at > app_now()) AND p.disabled_at IS NULL`

type Found = Omit<KeyRow, 'scopes'> & { scopes: string[]; isStale: boolean }

const keyRow = (found: Found): KeyRow => ({ ...found, scopes: found.scopes.filter(isScope) })

/** The key's row; null when there is none, or it opens nothing any more. */
export async function findKey(key: string): Promise<KeyRow | null> {
  const [found] = await database().$queryRaw<Found[]>`${LIVING} AND k.hash = ${sha256(key)}`
  if (found === undefined) return null
  if (found.isStale) await database().$executeRaw`UPDATE api_key SET last_used_at = app_now() WHERE id = ${found.keyId}`
  return keyRow(found)
}

/** Those of the keys that still open something, without counting as a use of them. */
export async function livingKeys(ids: readonly string[]): Promise<KeyRow[]> {
  const found = await database().$queryRaw<Found[]>`${LIVING} AND k.id = ANY(${ids})`
  return found.map(keyRow)
}

/** Revokes the keys of a person: those of one team, or all. To be called in the transaction that takes away what they may do. @returns how many there were */
export async function revokeKeysOf(on: Transaction, personId: string, teamId?: string): Promise<number> {
  const { count } = await on.apiKey.updateMany({ where: { personId, revokedAt: null, ...(teamId !== undefined && { teamId }) }, data: { revokedAt: await databaseNow(on) } })
  return count
}

/** An admin's keys are for any team: somebody who is none any more keeps those of their own teams, and a later membership wakes none of the others. */
export async function revokeKeysOutsideTeamsOf(on: Transaction, personId: string): Promise<void> {
  await on.apiKey.updateMany({ where: { personId, revokedAt: null, team: { memberships: { none: { personId } } } }, data: { revokedAt: await databaseNow(on) } })
}
