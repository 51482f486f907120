// People of a test with a role each, and the key by which their calls are theirs.
import { randomBytes } from 'node:crypto'
import type { Scope, TeamRole } from '@/lib/access/permissions'
import { sha256 } from '@/lib/crypto'

type Sql = (text: string, values?: unknown[]) => Promise<unknown>

export type TestPerson = { id: string; name: string; teamId: string; key: string; headers: { authorization: string } }

/** The demo's team, which all calls without other headers work in. */
export const FIRST_TEAM = 'team_local'

/** Writes a person, a team where that is new, the membership (none for `role: null`) and a key with these scopes. */
export async function addPerson(
  sql: Sql,
  { role, name = `Test ${role ?? 'stranger'}`, teamId = FIRST_TEAM, isAdmin = false, scopes = ['read', 'submit', 'manage'] }: { role: TeamRole | null; name?: string; teamId?: string; isAdmin?: boolean; scopes?: readonly Scope[] },
): Promise<TestPerson> {
  const id = `person_${randomBytes(8).toString('hex')}`
  const key = `atm_${randomBytes(32).toString('base64url')}`
  await sql("INSERT INTO team (id, name) VALUES ($1, $2) ON CONFLICT DO NOTHING", [teamId, `Team ${teamId}`])
  await sql('INSERT INTO person (id, name, email, is_admin) VALUES ($1, $2, $3, $4)', [id, name, `${id}@example.org`, isAdmin])
  if (role !== null) await sql('INSERT INTO membership (team_id, person_id, role) VALUES ($1, $2, $3)', [teamId, id, role])
  await sql('INSERT INTO api_key (id, team_id, person_id, name, hash, tail, scopes, created_at) VALUES ($1, $2, $3, $4, $5, $6, $7, now())', [`key_${id}`, teamId, id, 'test', sha256(key), key.slice(-4), scopes])
  return { id, name, teamId, key, headers: { authorization: `Bearer ${key}` } }
}

/** Writes a person as `addPerson` does. @returns them at a browser that shows the team: no key manages members, accounts or teams */
export async function addPersonAtBrowser(sql: Sql, person: Parameters<typeof addPerson>[1]): Promise<{ id: string; name: string; headers: { authorization: undefined; cookie: string } }> {
  const { id, name, teamId } = await addPerson(sql, person)
  return { id, name, headers: (await addSession(sql, id, teamId)).headers }
}

/** Writes a session of the person, as signing in does, that shows a team. @returns the headers of a browser that has it, and of no key */
export async function addSession(sql: Sql, personId: string, teamId: string | null = null): Promise<{ id: string; headers: { authorization: undefined; cookie: string } }> {
  const id = `ses_${randomBytes(8).toString('hex')}`
  const token = randomBytes(24).toString('base64url')
  await sql("INSERT INTO session (id, token, person_id, team_id, expires_at, created_at, updated_at) VALUES ($1, $2, $3, $4, app_now() + interval '30 days', app_now(), app_now())", [id, sha256(token), personId, teamId])
  return { id, headers: { authorization: undefined, cookie: `atomera_session=${token}.signature` } }
}
