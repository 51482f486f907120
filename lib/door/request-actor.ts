import 'server-only'
// Who is asking: by an API key in the Authorization header, or by the session in the cookie. Read from the database at every request, so that what was taken away is away at once.
import type { Actor, Credential, Identity } from '@/lib/access/actor'
import { isKeyForm, KEY_PREFIX } from '@/lib/api-keys/form'
import { findKey, livingKeys, type KeyRow } from '@/lib/api-keys/store'
import { ensureDemo, isDemoKey, type Caller } from '@/lib/auth/demo'
import { sessionCookie } from '@/lib/auth/library'
import { findSession, livingSessions, type SessionRow } from '@/lib/auth/session-store'
import { peerOf } from '@/lib/door/peer'
import { requestFrom } from '@/lib/door/request-from'
import { Problem } from '@/lib/errors'
import { rolesIn } from '@/lib/teams/store'

/** @throws Problem UNAUTHORISED when a key is given that opens nothing; a wrong key never falls back to the cookie */
export async function identityOf(headers: Headers): Promise<Identity | null> {
  const authorization = headers.get('authorization')
  if (authorization !== null) return identityOfKey(authorization)
  const token = sessionToken(headers.get('cookie'))
  const session = token === null ? null : await findSession(token)
  return session === null ? null : identityOfSession(session)
}

export const callerOf = (headers: Headers): Caller => ({ headers, isForwarded: peerOf(headers).isForwarded, from: requestFrom(headers) })

/** @throws Problem UNAUTHORISED when nobody is signed in and no key is given */
export async function demandIdentity(headers: Headers): Promise<Identity> {
  const known = await identityOf(headers)
  if (known === null) throw new Problem('UNAUTHORISED', 'Sign in first, or send an API key: "Authorization: Bearer atm_...".')
  return known
}

/** As whom credentials let in now, by their ids; what opens nothing any more is not among them. One statement for all sessions and one for all keys; none counts as used. */
export async function actorsNow(credentials: readonly Credential[]): Promise<Map<string, Actor>> {
  const ids = (wanted: Credential['kind']): string[] => credentials.flatMap(({ kind, id }) => (kind === wanted ? [id] : []))
  const [sessions, keys] = [ids('session'), ids('key')]
  const identities = [
    ...(sessions.length === 0 ? [] : await livingSessions(sessions)).map(identityOfSession),
    ...(keys.length === 0 ? [] : await livingKeys(keys)).map(identityOfKeyRow),
  ]
  return new Map(identities.map(({ actor }) => [actor.credential.id, actor]))
}

async function identityOfKey(authorization: string): Promise<Identity> {
  const key = /^Bearer +(\S+)$/i.exec(authorization)?.[1] ?? ''
  const row = isKeyForm(key) ? ((await findKey(key)) ?? (await demoKey(key))) : null
  if (row === null) throw new Problem('UNAUTHORISED', `This API key opens nothing: it is mistyped, was revoked, or has run out. A key begins with ${KEY_PREFIX}; make a new one on the page API keys.`)
  return identityOfKeyRow(row)
}

/** The launcher draws the demo's key; the row comes with its first use. */
async function demoKey(key: string): Promise<KeyRow | null> {
  if (!isDemoKey(key) || !(await ensureDemo())) return null
  return findKey(key)
}

const identityOfSession = (row: SessionRow): Identity => identity(row, { kind: 'session', id: row.sessionId })

const identityOfKeyRow = (row: KeyRow): Identity => identity(row, { kind: 'key', id: row.keyId, name: row.keyName, scopes: row.scopes })

function identity(row: SessionRow | KeyRow, credential: Credential): Identity {
  const { personId, personName, teamId, membershipRole, email, isAdmin, isDemo } = row
  return { actor: { personId, personName, teamId: teamId ?? '', roles: rolesIn(membershipRole, isAdmin), credential }, email, isAdmin, isDemo }
}

/** The cookie holds token and signature; what counts is that the token is known. */
function sessionToken(cookies: string | null): string | null {
  const { name } = sessionCookie()
  const value = cookies?.split(';').map((part) => part.trim()).find((part) => part.startsWith(`${name}=`))?.slice(name.length + 1)
  return value?.split('.')[0] ?? null
}
