import 'server-only'
// Who is in a team and as what: read by everybody in it, changed by its leads and by admins. Whoever is changed is signed out in the same transaction.
import { may, type Actor } from '@/lib/access/actor'
import type { TeamRole } from '@/lib/access/permissions'
import { writeAuditLine } from '@/lib/audit/store'
import { database, databaseNow } from '@/lib/db'
import { notFound } from '@/lib/errors'
import { demandNewMember, demandRemoval, demandRoleChange, membershipIn } from '@/lib/people/rules'
import type { MemberView } from '@/lib/people/schema'
import { addMember, readMembers, readTeamName } from '@/lib/people/people-store'
import { deleteMember, endLinksMadeBy, holdPerson, writeRole } from '@/lib/people/standing-store'

/** Addresses are for those who manage the members. */
export async function listMembers(actor: Actor): Promise<MemberView[]> {
  const members = await readMembers(actor.teamId)
  return may(actor, 'members:manage') ? members : members.map((member) => ({ ...member, email: null }))
}

/** @throws Problem NOT_FOUND for somebody who is not in the team, CONFLICT when it would lose its last lead */
export async function changeRole(actor: Actor, teamId: string, personId: string, role: TeamRole): Promise<void> {
  await database().$transaction(async (on) => {
    const person = await holdPerson(on, personId)
    demandRoleChange(person, teamId, role)
    const before = membershipIn(person, teamId)
    if (before.role === role) return
    const at = await databaseNow(on)
    await writeRole(on, teamId, personId, role)
    if (!person.isAdmin) await endLinksMadeBy(on, personId, at, teamId)
    const detail = { changes: { role: { from: before.role, to: role } }, facts: { team: before.teamName } }
    await writeAuditLine(on, { actor: { ...actor, teamId }, verb: 'changed the role', subject: personId, subjectName: person.name, detail, at })
  })
}

/** What the person made stays the team's. @throws as `changeRole` */
export async function removeMember(actor: Actor, teamId: string, personId: string): Promise<void> {
  await database().$transaction(async (on) => {
    const person = await holdPerson(on, personId)
    demandRemoval(person, teamId)
    const { role, teamName } = membershipIn(person, teamId)
    const at = await databaseNow(on)
    await deleteMember(on, teamId, personId)
    if (!person.isAdmin) await endLinksMadeBy(on, personId, at, teamId)
    const detail = { changes: { role: { from: role, to: null } }, facts: { team: teamName } }
    await writeAuditLine(on, { actor: { ...actor, teamId }, verb: 'removed from the team', subject: personId, subjectName: person.name, detail, at })
  })
}

/** Puts somebody who has an account into a team, without an invitation. */
export async function putIntoTeam(actor: Actor, teamId: string, personId: string, role: TeamRole): Promise<void> {
  await database().$transaction(async (on) => {
    const person = await holdPerson(on, personId)
    const teamName = await readTeamName(on, teamId)
    if (teamName === null) throw notFound('team')
    demandNewMember(person, teamName, teamId)
    await addMember(on, teamId, personId, role)
    const detail = { changes: { role: { from: null, to: role } }, facts: { team: teamName } }
    await writeAuditLine(on, { actor: { ...actor, teamId }, verb: 'put into the team', subject: personId, subjectName: person.name, detail, at: await databaseNow(on) })
  })
}
