import 'server-only'
// People and teams. Until there are accounts, one local person in one team owns everything.
import { isRole } from '@/lib/access/permissions'
import type { Actor } from '@/lib/access/actor'
import { database } from '@/lib/db'

const LOCAL_TEAM = 'team_local'
const LOCAL_PERSON = 'person_local'

/** Writes the local team and person when they are not there yet. Safe to repeat and to race. */
export async function ensureLocalTeam(): Promise<void> {
  await database().$executeRaw`INSERT INTO team (id, name) VALUES (${LOCAL_TEAM}, 'Local team') ON CONFLICT DO NOTHING`
  await database().$executeRaw`INSERT INTO person (id, name) VALUES (${LOCAL_PERSON}, 'Local user') ON CONFLICT DO NOTHING`
  await database().$executeRaw`INSERT INTO membership (team_id, person_id, role) VALUES (${LOCAL_TEAM}, ${LOCAL_PERSON}, 'admin') ON CONFLICT DO NOTHING`
}

/** The local person as an actor, or null before `ensureLocalTeam`. */
export async function localActor(): Promise<Actor | null> {
  const membership = await database().membership.findFirst({ where: { teamId: LOCAL_TEAM, personId: LOCAL_PERSON }, include: { person: true } })
  if (membership === null || !isRole(membership.role)) return null
  return { personId: membership.personId, personName: membership.person.name, teamId: membership.teamId, role: membership.role }
}

/** Somebody of the team is looking until that moment of database time. */
export async function markWatched(teamId: string, forMs: number): Promise<void> {
  await database().$executeRaw`UPDATE team SET watched_until = app_now() + ${forMs} * interval '1 millisecond' WHERE id = ${teamId}`
}
