import 'server-only'
// People and teams as lists, and the rows that make them.
import type { TeamRole } from '@/lib/access/permissions'
import { isoOrNull } from '@/lib/clock'
import { newId } from '@/lib/crypto'
import { database, type Transaction } from '@/lib/db'
import type { MemberView, PersonView, TeamView } from '@/lib/people/schema'
import { roleOf } from '@/lib/people/standing-store'

/** By name. */
export async function readMembers(teamId: string): Promise<MemberView[]> {
  const rows = await database().membership.findMany({
    where: { teamId },
    select: { role: true, person: { select: { id: true, name: true, email: true, isAdmin: true, isDemo: true, disabledAt: true } } },
    orderBy: [{ person: { name: 'asc' } }, { personId: 'asc' }],
  })
  return rows.map(({ role, person: { disabledAt, ...person } }) => ({ ...person, role: roleOf(role), isDisabled: disabledAt !== null }))
}

/** Everybody who has or had an account, by name. */
export async function readPeople(): Promise<PersonView[]> {
  const [rows, seen] = await Promise.all([
    database().person.findMany({
      select: { id: true, name: true, email: true, isAdmin: true, isDemo: true, disabledAt: true, memberships: { select: { role: true, team: { select: { id: true, name: true } } }, orderBy: { team: { name: 'asc' } } } },
      orderBy: [{ name: 'asc' }, { id: 'asc' }],
    }),
    readLastSeen(),
  ])
  return rows.map(({ memberships, disabledAt, ...person }) => ({
    ...person,
    disabledAt: isoOrNull(disabledAt),
    lastSeenAt: isoOrNull(seen.get(person.id) ?? null),
    teams: memberships.map(({ role, team }) => ({ ...team, role: roleOf(role) })),
  }))
}

/** Sessions go when they end, so what a person did last counts too. */
async function readLastSeen(): Promise<Map<string, Date>> {
  const rows = await database().$queryRaw<{ id: string; at: Date | null }[]>`
    SELECT p.id, greatest(
      (SELECT max(seen_at) FROM session WHERE person_id = p.id),
      (SELECT max(last_used_at) FROM api_key WHERE person_id = p.id),
      (SELECT max(created_at) FROM audit_line WHERE actor_id = p.id AND verb <> 'was sent a password link')) AS at
    FROM person p`
  return new Map(rows.flatMap(({ id, at }) => (at === null ? [] : [[id, at]])))
}

/** By name, with how many there are of what. */
export async function readTeams(): Promise<TeamView[]> {
  const rows = await database().$queryRaw<(Omit<TeamView, 'createdAt'> & { createdAt: Date })[]>`
    SELECT t.id, t.name, t.created_at AS "createdAt",
      (SELECT count(*)::int FROM membership m WHERE m.team_id = t.id) AS members,
      (SELECT count(*)::int FROM membership m JOIN person p ON p.id = m.person_id WHERE m.team_id = t.id AND m.role = 'lead' AND p.disabled_at IS NULL) AS leads,
      (SELECT count(*)::int FROM prediction f WHERE f.team_id = t.id AND f.deleted_at IS NULL) AS predictions
    FROM team t ORDER BY t.name, t.id`
  return rows.map(({ createdAt, ...team }) => ({ ...team, createdAt: createdAt.toISOString() }))
}

/** The name of a team that stays as it is until the transaction ends; null when there is none. */
export async function readTeamName(on: Transaction, teamId: string): Promise<string | null> {
  const [row] = await on.$queryRaw<{ name: string }[]>`SELECT name FROM team WHERE id = ${teamId} FOR NO KEY UPDATE`
  return row?.name ?? null
}

/** Whether another team is called that, whatever the case of its letters. Until the transaction ends no other team is given a name. */
export async function isTeamNameTaken(on: Transaction, name: string, exceptId: string | null): Promise<boolean> {
  await on.$executeRaw`SELECT pg_advisory_xact_lock(hashtext('atomera team names'))`
  const others = await on.$queryRaw<unknown[]>`SELECT 1 FROM team WHERE lower(name) = lower(${name}) AND id IS DISTINCT FROM ${exceptId} LIMIT 1`
  return others.length > 0
}

/** @returns its id */
export async function createTeam(on: Transaction, name: string, at: Date): Promise<string> {
  const id = newId('team')
  await on.team.create({ data: { id, name, createdAt: at } })
  return id
}

export const writeTeamName = async (on: Transaction, id: string, name: string): Promise<void> => void (await on.team.update({ where: { id }, data: { name } }))

export const addMember = async (on: Transaction, teamId: string, personId: string, role: TeamRole): Promise<void> =>
  void (await on.membership.create({ data: { teamId, personId, role } }))

/** Makes an account of that address. @returns its id; null when there is one already */
export async function createPerson(on: Transaction, { name, email, at }: { name: string; email: string; at: Date }): Promise<string | null> {
  const id = newId('person')
  const { count } = await on.person.createMany({ data: [{ id, name, email, createdAt: at }], skipDuplicates: true })
  return count === 1 ? id : null
}
