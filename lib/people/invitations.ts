import 'server-only'
// Invitations as leads and admins make them, see them and take them back. Whoever is invited comes in by lib/people/acceptance.ts.
import { demand, may, type Actor } from '@/lib/access/actor'
import { writeAuditLine } from '@/lib/audit/store'
import { linkTo } from '@/lib/auth/link'
import { isSetUp } from '@/lib/auth/set-up-store'
import { countTry } from '@/lib/auth/try-store'
import { HOUR } from '@/lib/clock'
import { database, databaseNow } from '@/lib/db'
import { notFound, Problem } from '@/lib/errors'
import { invitationLetter } from '@/lib/mail/letters'
import { handOut } from '@/lib/mail/send'
import { demandOpen } from '@/lib/people/invitation-state'
import { findInvitation, holdInvitation, isMember, readOpenInvitations, viewOf, writeInvitation, writeRevoked, type KnownInvitation } from '@/lib/people/invitation-store'
import { readTeamName } from '@/lib/people/people-store'
import type { InvitationView, MadeInvitation, MakeInvitation } from '@/lib/people/schema'

/** More than a group has people; few enough that nobody sends the world letters in our name. */
const PER_INVITER = { most: 60, withinMs: HOUR }

/** Open ones of the team that is shown. */
export const listInvitations = ({ teamId }: Actor): Promise<InvitationView[]> => readOpenInvitations(teamId)

/** Open ones of all teams. */
export const listAllInvitations = (): Promise<InvitationView[]> => readOpenInvitations(null)

/** @throws Problem NOT_FOUND for another team than one's own, unless an admin asks */
function demandTeam(actor: Actor, teamId: string): void {
  if (teamId !== actor.teamId && !may(actor, 'people:manage')) throw notFound('team')
  demand(actor, 'members:manage')
}

/** The letter is sent when the invitation is there; where it is not sent, the inviter gets the link, this once. */
export async function invite(actor: Actor, { role, email = null, teamId = actor.teamId }: MakeInvitation): Promise<MadeInvitation> {
  demandTeam(actor, teamId)
  if (!(await isSetUp())) throw new Problem('CONFLICT', 'This is the demo, which nobody can be invited into. Set the installation up on the page /setup; then invite people.')
  await countTry({ [`invitations of ${actor.personId}`]: PER_INVITER })
  if (email !== null && (await isMember(teamId, { email }))) throw new Problem('CONFLICT', `${email} is in this team already.`)
  const { invitation, token } = await database().$transaction(async (on) => {
    const at = await databaseNow(on)
    if ((await readTeamName(on, teamId)) === null) throw notFound('team')
    const made = await writeInvitation(on, { teamId, role, email, invitedById: actor.personId, at })
    await writeAuditLine(on, { actor: { ...actor, teamId }, verb: 'invited', subject: made.invitation.id, subjectName: email, detail: { facts: factsOf(made.invitation) }, at })
    return made
  })
  const link = linkTo('/join', token)
  const { team, invitedBy, expiresAt } = invitation
  const letter = email === null ? null : invitationLetter({ to: email, link, teamName: team.name, role, invitedBy: invitedBy.name, expiresAt })
  return { invitation: viewOf(invitation), expiresAt: expiresAt.toISOString(), ...(await handOut(link, letter)) }
}

export const factsOf = ({ team, role, email }: KnownInvitation) => ({ team: team.name, role, ...(email !== null && { email }) })

/** @throws Problem NOT_FOUND for one of another team, CONFLICT for one that is not open any more */
export async function revokeInvitation(actor: Actor, id: string): Promise<void> {
  const known = await findInvitation({ id })
  if (known === null || (known.team.id !== actor.teamId && !may(actor, 'people:manage'))) throw notFound('invitation')
  await database().$transaction(async (on) => {
    const at = await databaseNow(on)
    const invitation = demandOpen(await holdInvitation(on, { id }), at)
    await writeRevoked(on, id, at)
    await writeAuditLine(on, { actor: { ...actor, teamId: invitation.team.id }, verb: 'revoked the invitation', subject: id, subjectName: invitation.email, detail: { facts: factsOf(invitation) }, at })
  })
}
