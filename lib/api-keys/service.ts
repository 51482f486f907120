import 'server-only'
// One's own API keys: making, listing, revoking. A key is drawn here and leaves in one answer; what is kept of it is its hash and its end.
import type { Actor } from '@/lib/access/actor'
import { scopesOf } from '@/lib/access/permissions'
import { KEY_PREFIX, MOST_KEYS } from '@/lib/api-keys/form'
import type { KeyList, MadeKey, MakeKey } from '@/lib/api-keys/schema'
import { holdPlace, insertKey, listKeysOf, revokeKey as storeRevoked, workingKeysOf } from '@/lib/api-keys/own-keys-store'
import { writeAuditLine } from '@/lib/audit/store'
import { DAY, later } from '@/lib/clock'
import { newToken } from '@/lib/crypto'
import { database, databaseNow } from '@/lib/db'
import { Problem } from '@/lib/errors'

/** All keys of a person at a browser, those that work first; of a key, itself. */
export async function listKeys({ personId, credential }: Actor): Promise<KeyList> {
  return { items: await listKeysOf(personId, credential.kind === 'key' ? credential.id : undefined) }
}

/**
 * Makes a key for the team that the session shows.
 * @throws Problem FORBIDDEN without a role there or for a scope that it does not fill; CONFLICT with too many keys
 */
export async function makeKey(actor: Actor, { name, scopes, expiresInDays }: MakeKey): Promise<MadeKey> {
  demandScopes(actor, scopes)
  const key = `${KEY_PREFIX}${newToken()}`
  return database().$transaction(async (on) => {
    const at = await databaseNow(on)
    if (!(await holdPlace(on, actor))) throw new Problem('FORBIDDEN', 'You belong to this team no longer. Load the page again.')
    if ((await workingKeysOf(on, actor.personId)) >= MOST_KEYS) throw new Problem('CONFLICT', `You have ${MOST_KEYS} keys that work, as many as one may have. Revoke one that is no longer needed.`)
    const expiresAt = expiresInDays === null ? null : later(at, expiresInDays * DAY)
    const made = await insertKey(on, { personId: actor.personId, teamId: actor.teamId, name, scopes, key, createdAt: at, expiresAt })
    await writeAuditLine(on, { actor, verb: 'made an API key', subject: made.id, subjectName: name, detail: { facts: { scopes, expiresAt: made.expiresAt } }, at })
    return { ...made, key }
  })
}

function demandScopes({ teamId, roles }: Actor, scopes: MakeKey['scopes']): void {
  if (teamId === '' || roles.length === 0) throw new Problem('FORBIDDEN', 'A key is for a team, and you belong to none. Ask a lead or an admin for an invitation.')
  const idle = scopes.filter((scope) => !scopesOf(roles).includes(scope))
  if (idle.length === 0) return
  const message = `Your role here (${roles.join(', ')}) has nothing that a key with the scope ${idle.join(', ')} could do.`
  throw new Problem('FORBIDDEN', message, [{ at: 'scopes', message }])
}

/** Revoking what is revoked changes nothing. @throws Problem NOT_FOUND for a key that is not one's own */
export async function revokeKey(actor: Actor, id: string): Promise<void> {
  await database().$transaction(async (on) => {
    const at = await databaseNow(on)
    const found = await storeRevoked(on, { id, personId: actor.personId, at })
    if (found === null) throw new Problem('NOT_FOUND', 'You have no such key.')
    if (!found.isNew) return
    const { name, teamId, scopes } = found
    await writeAuditLine(on, { actor: { ...actor, teamId }, verb: 'revoked an API key', subject: id, subjectName: name, detail: { facts: { scopes } }, at })
  })
}
