import 'server-only'
// API keys as rows: looked up by hash, never readable again.
import { isScope, type Scope } from '@/lib/access/permissions'
import { sha256 } from '@/lib/crypto'
import { database, databaseNow, type Transaction } from '@/lib/db'
import type { PersonRow } from '@/lib/teams/store'

export type KeyRow = PersonRow & { keyId: string; keyName: string; teamId: string; membershipRole: string | null; scopes: Scope[] }

/** The key with its person and their role in its team; null when there is none, it was revoked, has run out, or its person is disabled. */
export async function findKey(key: string): Promise<KeyRow | null> {
  const [row] = await database().$queryRaw<(KeyRow & { isStale: boolean })[]>`
    SELECT k.id AS "keyId", k.name AS "keyName", k.team_id AS "teamId", k.scopes, m.role AS "membershipRole",
      p.id AS "personId", p.name AS "personName", p.email, p.is_admin AS "isAdmin", p.is_demo AS "isDemo",
      k.last_used_at IS NULL OR k.last_used_at < app_now() - interval '1 minute' AS "isStale"
    FROM api_key k JOIN person p ON p.id = k.person_id
    LEFT JOIN membership m ON m.team_id = k.team_id AND m.person_id = p.id
    WHERE k.hash = ${sha256(key)} AND k.revoked_at IS NULL AND (k.expires_at IS NULL OR k.expires_at > app_now()) AND p.disabled_at IS NULL`
  if (row === undefined) return null
  if (row.isStale) await database().$executeRaw`UPDATE api_key SET last_used_at = app_now() WHERE id = ${row.keyId}`
  return { ...row, scopes: row.scopes.filter(isScope) }
}

/** Whether the key still opens something, without counting as a use of it. */
export async function isKeyAlive(keyId: string): Promise<boolean> {
  const [row] = await database().$queryRaw<{ alive: boolean }[]>`
    SELECT true AS alive FROM api_key k JOIN person p ON p.id = k.person_id
    WHERE k.id = ${keyId} AND k.revoked_at IS NULL AND (k.expires_at IS NULL OR k.expires_at > app_now()) AND p.disabled_at IS NULL`
  return row !== undefined
}

/** Revokes the keys of a person: those of one team, or all. To be called in the transaction that takes away what they may do. @returns how many there were */
export async function revokeKeysOf(on: Transaction, personId: string, teamId?: string): Promise<number> {
  const { count } = await on.apiKey.updateMany({ where: { personId, revokedAt: null, ...(teamId !== undefined && { teamId }) }, data: { revokedAt: await databaseNow(on) } })
  return count
}
