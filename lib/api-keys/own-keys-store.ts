import 'server-only'
// A person's API keys as rows: making one within the bounds, listing them, revoking one.
import type { Actor } from '@/lib/access/actor'
import { isScope, type Scope } from '@/lib/access/permissions'
import type { KeyView } from '@/lib/api-keys/schema'
import { isoOrNull } from '@/lib/clock'
import { newId, sha256 } from '@/lib/crypto'
import { database, databaseNow, type Transaction } from '@/lib/db'

/** Keeps the person's place in the team, or as an admin, until the transaction ends, and one transaction of that person after the other. @returns whether there is one */
export async function holdPlace(on: Transaction, { personId, teamId }: Pick<Actor, 'personId' | 'teamId'>): Promise<boolean> {
  const [person] = await on.$queryRaw<{ isAdmin: boolean }[]>`SELECT is_admin AS "isAdmin" FROM person WHERE id = ${personId} AND disabled_at IS NULL FOR NO KEY UPDATE`
  const members = await on.$queryRaw<object[]>`SELECT role FROM membership WHERE team_id = ${teamId} AND person_id = ${personId} FOR SHARE`
  return person !== undefined && (person.isAdmin || members.length > 0)
}

export async function workingKeysOf(on: Transaction, personId: string): Promise<number> {
  const [row] = await on.$queryRaw<{ count: number }[]>`
    SELECT count(*)::int AS count FROM api_key WHERE person_id = ${personId} AND revoked_at IS NULL AND (expires_at IS NULL OR expires_at > app_now())`
  return row?.count ?? 0
}

const WITH_TEAM = { team: { select: { id: true, name: true } } } as const

type Row = { id: string; name: string; tail: string; scopes: string[]; team: KeyView['team']; createdAt: Date; expiresAt: Date | null; lastUsedAt: Date | null; revokedAt: Date | null }

function keyView({ id, name, team, scopes, tail, createdAt, expiresAt, lastUsedAt, revokedAt }: Row, now: Date): KeyView {
  return {
    id, name, tail,
    team: { id: team.id, name: team.name },
    scopes: scopes.filter(isScope),
    state: revokedAt !== null ? 'revoked' : expiresAt !== null && expiresAt <= now ? 'expired' : 'works',
    createdAt: createdAt.toISOString(),
    expiresAt: isoOrNull(expiresAt),
    lastUsedAt: isoOrNull(lastUsedAt),
    revokedAt: isoOrNull(revokedAt),
  }
}

type NewKey = { personId: string; teamId: string; name: string; scopes: Scope[]; key: string; createdAt: Date; expiresAt: Date | null }

export async function insertKey(on: Transaction, { key, ...given }: NewKey): Promise<KeyView> {
  const row = await on.apiKey.create({ data: { id: newId('key'), ...given, hash: sha256(key), tail: key.slice(-4) }, include: WITH_TEAM })
  return keyView(row, given.createdAt)
}

/** Revoked ones may grow to any number, and are of interest for a while only. */
const MOST_LISTED = 100

/** A person's keys of all teams, newest first but for the revoked ones at the end; or the one of that id. */
export async function listKeysOf(personId: string, id?: string): Promise<KeyView[]> {
  const [now, rows] = await Promise.all([
    databaseNow(),
    database().apiKey.findMany({ where: { personId, id }, include: WITH_TEAM, orderBy: [{ revokedAt: { sort: 'desc', nulls: 'first' } }, { createdAt: 'desc' }], take: MOST_LISTED }),
  ])
  return rows.map((row) => keyView(row, now))
}

/** @returns the key of that person and whether it was not revoked before; null when they have no such key */
export async function revokeKey(on: Transaction, { id, personId, at }: { id: string; personId: string; at: Date }): Promise<{ name: string; teamId: string; scopes: string[]; isNew: boolean } | null> {
  const { count } = await on.apiKey.updateMany({ where: { id, personId, revokedAt: null }, data: { revokedAt: at } })
  const row = await on.apiKey.findFirst({ where: { id, personId }, select: { name: true, teamId: true, scopes: true } })
  return row && { ...row, isNew: count > 0 }
}
