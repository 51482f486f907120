import 'server-only'
// A person held for a change: whoever changes somebody at the same moment waits, so that two who demote each other do not both succeed.
import { isTeamRole, type TeamRole } from '@/lib/access/permissions'
import { revokeKeysOf, revokeKeysOutsideTeamsOf } from '@/lib/api-keys/store'
import { endPasswordLinksMadeBy, endPasswordLinksOf } from '@/lib/auth/password-link-store'
import { endSessionsOf } from '@/lib/auth/session-store'
import type { Transaction } from '@/lib/db'
import { notFound } from '@/lib/errors'
import type { Membership, Standing } from '@/lib/people/rules'

/**
 * The person as the rules see them, until the transaction ends. Locked are the person with all admins, then their teams, each by id, so that no two wait for each other;
 * and what is read is read by later statements, which see what whoever had the locks before has done.
 * @throws Problem NOT_FOUND
 */
export async function holdPerson(on: Transaction, personId: string): Promise<Standing> {
  await on.$queryRaw`SELECT 1 FROM person WHERE id = ${personId} OR is_admin ORDER BY id FOR NO KEY UPDATE`
  await on.$queryRaw`SELECT 1 FROM team WHERE id IN (SELECT team_id FROM membership WHERE person_id = ${personId}) ORDER BY id FOR NO KEY UPDATE`
  const person = await on.person.findUnique({ where: { id: personId }, select: { id: true, name: true, isAdmin: true, isDemo: true, disabledAt: true } })
  if (person === null) throw notFound('person')
  const { disabledAt, ...known } = person
  const otherAdmins = await on.person.count({ where: { isAdmin: true, isDemo: false, disabledAt: null, id: { not: personId } } })
  return { ...known, isDisabled: disabledAt !== null, otherAdmins, memberships: await membershipsOf(on, personId) }
}

async function membershipsOf(on: Transaction, personId: string): Promise<Membership[]> {
  const rows = await on.$queryRaw<(Omit<Membership, 'role'> & { role: string })[]>`
    SELECT t.id AS "teamId", t.name AS "teamName", m.role,
      (SELECT count(*)::int FROM membership other JOIN person p ON p.id = other.person_id
        WHERE other.team_id = t.id AND other.role = 'lead' AND other.person_id <> ${personId} AND p.disabled_at IS NULL) AS "otherLeads"
    FROM membership m JOIN team t ON t.id = m.team_id WHERE m.person_id = ${personId} ORDER BY t.name, t.id`
  return rows.map((row) => ({ ...row, role: roleOf(row.role) }))
}

/** @throws Error for what the database's own check keeps out */
export function roleOf(text: string): TeamRole {
  if (!isTeamRole(text)) throw new Error('A role of a team in the database is none of ours.')
  return text
}

export const writeRole = async (on: Transaction, teamId: string, personId: string, role: TeamRole): Promise<void> => {
  await on.membership.update({ where: { teamId_personId: { teamId, personId } }, data: { role } })
  await endSessionsOf(on, personId)
}

export async function deleteMember(on: Transaction, teamId: string, personId: string): Promise<void> {
  await on.membership.delete({ where: { teamId_personId: { teamId, personId } } })
  await revokeKeysOf(on, personId, teamId)
  await endSessionsOf(on, personId)
}

export const writeAdmin = async (on: Transaction, personId: string, isAdmin: boolean): Promise<void> => {
  await on.person.update({ where: { id: personId }, data: { isAdmin } })
  if (!isAdmin) await revokeKeysOutsideTeamsOf(on, personId)
  await endSessionsOf(on, personId)
}

/** What a disabled person made stays; what lets them in does not, and is not there again when they are enabled. */
export async function writeDisabled(on: Transaction, personId: string, at: Date | null): Promise<void> {
  await on.person.update({ where: { id: personId }, data: { disabledAt: at } })
  // Also when they are enabled: one that was made at the very moment of disabling is not to wake.
  await endSessionsOf(on, personId)
  if (at === null) return
  await revokeKeysOf(on, personId)
  await endPasswordLinksOf(on, personId)
}

/**
 * Whoever may no longer invite keeps no link in hand by which to come back: ends the invitations that the person made, into one team or into all, and the links for others' passwords.
 */
export async function endLinksMadeBy(on: Transaction, personId: string, at: Date, teamId?: string): Promise<void> {
  await on.invitation.updateMany({ where: { invitedById: personId, acceptedAt: null, revokedAt: null, ...(teamId !== undefined && { teamId }) }, data: { revokedAt: at } })
  if (teamId === undefined) await endPasswordLinksMadeBy(on, personId)
}
