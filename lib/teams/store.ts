import 'server-only'
// People, teams, and who is what in which team. Everything a request may do is decided from these rows, read at that request.
import { isTeamRole, type Role } from '@/lib/access/permissions'
import { database } from '@/lib/db'
import type { TeamChoice } from '@/lib/teams/schema'

/** A person as read for one request. */
export type PersonRow = { personId: string; personName: string; email: string; isAdmin: boolean; isDemo: boolean }

/** The teams that a person may look into: those they are a member of, and for an admin all others too. By name. */
export async function teamsOf({ personId, isAdmin }: Pick<PersonRow, 'personId' | 'isAdmin'>): Promise<TeamChoice[]> {
  const rows = await database().team.findMany({
    where: isAdmin ? {} : { memberships: { some: { personId } } },
    select: { id: true, name: true, memberships: { where: { personId }, select: { role: true } } },
    orderBy: [{ name: 'asc' }, { id: 'asc' }],
  })
  return rows.map(({ id, name, memberships }) => {
    const role = memberships[0]?.role ?? ''
    return { id, name, role: isTeamRole(role) ? role : null }
  })
}

/** What a person is in a team: nothing when neither a member nor an admin. */
export const rolesIn = (membershipRole: string | null, isAdmin: boolean): Role[] => [
  ...(membershipRole !== null && isTeamRole(membershipRole) ? [membershipRole] : []),
  ...(isAdmin ? ['admin' as const] : []),
]

/** Somebody of the team is looking until that moment of database time. */
export async function markWatched(teamId: string, forMs: number): Promise<void> {
  await database().$executeRaw`UPDATE team SET watched_until = app_now() + ${forMs} * interval '1 millisecond' WHERE id = ${teamId}`
}
