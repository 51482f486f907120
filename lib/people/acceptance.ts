import 'server-only'
// Coming in by an invitation: with a new account, or with the one that is signed in. It works once, whoever comes at the same moment.
import type { Actor, Identity } from '@/lib/access/actor'
import { writeAuditLine } from '@/lib/audit/store'
import type { Caller } from '@/lib/auth/demo'
import { demandUnguessable } from '@/lib/auth/guessable'
import { hashPassword } from '@/lib/auth/password'
import { byAddress, chooseTeam, PER_ADDRESS, signInKnown } from '@/lib/auth/service'
import { writePassword } from '@/lib/auth/set-up-store'
import { countTry, takeBackTry } from '@/lib/auth/try-store'
import { MINUTE } from '@/lib/clock'
import { database, databaseNow, type Transaction } from '@/lib/db'
import { Problem } from '@/lib/errors'
import { demandOpen, wayToAccept } from '@/lib/people/invitation-state'
import { findInvitation, hasAccount, holdInvitation, isMember, writeAccepted, type KnownInvitation } from '@/lib/people/invitation-store'
import { factsOf } from '@/lib/people/invitations'
import { addMember, createPerson } from '@/lib/people/people-store'
import { demandNewMember } from '@/lib/people/rules'
import type { AcceptInvitation, InvitationLook } from '@/lib/people/schema'
import { holdPerson } from '@/lib/people/standing-store'

/** With one link, so that it does not tell by many tries which addresses have an account. */
const PER_LINK = { most: 10, withinMs: 15 * MINUTE }

/** Counted by address where it comes to nothing: a course behind one address joins in one hour. */
const [LOOK, ACCEPT] = ['look at an invitation', 'accept an invitation'] as const

/** A key joins no team: its person does, at a browser. */
const signedIn = (identity: Identity | null): Identity | null => (identity?.actor.credential.kind === 'session' ? identity : null)

/** What an invitation is, for whoever holds it. @throws Problem NOT_FOUND or CONFLICT when it opens nothing */
export async function lookAtInvitation(caller: Caller, known: Identity | null, token: string): Promise<InvitationLook> {
  await countTry({ [byAddress(LOOK, caller)]: PER_ADDRESS })
  const { team, role, email, invitedBy, expiresAt } = demandOpen(await findInvitation({ token }), await databaseNow())
  await takeBackTry(byAddress(LOOK, caller))
  const who = signedIn(known)
  const way = wayToAccept(
    email === null ? null : { email, hasAccount: await hasAccount(email) },
    who === null ? null : { email: who.email, isMember: await isMember(team.id, { id: who.actor.personId }) },
  )
  return { teamName: team.name, role, email, invitedBy: invitedBy.name, expiresAt: expiresAt.toISOString(), way, signedInAs: who && { name: who.actor.personName, email: who.email } }
}

/** @returns an answer that signs a new person in; whoever is signed in looks into the new team from now on */
export async function acceptInvitation(caller: Caller, known: Identity | null, given: AcceptInvitation): Promise<Response> {
  await countTry({ [byAddress(ACCEPT, caller)]: PER_ADDRESS, [`invitation ${given.token}`]: PER_LINK })
  const invitation = demandOpen(await findInvitation({ token: given.token }), await databaseNow())
  const who = signedIn(known)
  if (who === null) {
    const personId = await acceptAsNew(caller, invitation, given)
    await takeBackTry(byAddress(ACCEPT, caller))
    return signInKnown(personId)
  }
  const actor = { ...who.actor, from: caller.from }
  await acceptAsPerson(actor, who.email, given.token)
  await takeBackTry(byAddress(ACCEPT, caller))
  await chooseTeam(actor, invitation.team.id)
  return new Response(null, { status: 204, headers: { 'cache-control': 'no-store' } })
}

async function acceptAsPerson(actor: Actor, email: string, token: string): Promise<void> {
  await database().$transaction(async (on) => {
    // The person first, as everywhere: one of the invitations that end with a person may be this one.
    const person = await holdPerson(on, actor.personId)
    const at = await databaseNow(on)
    const invitation = demandOpen(await holdInvitation(on, { token }), at)
    if (invitation.email !== null && invitation.email !== email) throw new Problem('FORBIDDEN', `This invitation is for another address than yours (${email}). Sign out, then open the link again.`)
    demandNewMember(person, invitation.team.name, invitation.team.id)
    await join(on, actor, invitation, at)
  })
}

async function acceptAsNew(caller: Caller, invitation: KnownInvitation, { token, ...given }: AcceptInvitation): Promise<string> {
  const { name, email, password } = demandAccount(invitation, given)
  demandUnguessable(password, 'password', [name, email, invitation.team.name])
  const passwordHash = await hashPassword(password)
  return database().$transaction(async (on) => {
    const at = await databaseNow(on)
    const open = demandOpen(await holdInvitation(on, { token }), at)
    const personId = await createPerson(on, { name, email, at })
    if (personId === null) throw taken(open)
    await writePassword(on, personId, passwordHash, at)
    await join(on, { personId, personName: name, teamId: open.team.id, roles: [open.role], credential: { kind: 'session', id: '' }, from: caller.from }, open, at)
    return personId
  })
}

async function join(on: Transaction, actor: Actor, invitation: KnownInvitation, at: Date): Promise<void> {
  const { id, team, role, invitedBy } = invitation
  await addMember(on, team.id, actor.personId, role)
  await writeAccepted(on, id, actor.personId, at)
  const facts = { ...factsOf(invitation), invitation: id, invitedBy: invitedBy.name }
  await writeAuditLine(on, { actor: { ...actor, teamId: team.id }, verb: 'joined', subject: team.id, subjectName: team.name, detail: { changes: { role: { from: null, to: role } }, facts }, at })
}

/** @throws Problem INVALID_REQUEST with what is missing, or an address that is not the invited one */
function demandAccount({ email: named }: KnownInvitation, { name, email, password }: Omit<AcceptInvitation, 'token'>): { name: string; email: string; password: string } {
  const address = named ?? email
  if (named !== null && email !== undefined && email !== named) throw new Problem('INVALID_REQUEST', `This invitation is for ${named}.`, [{ at: 'email', message: `The invitation is for ${named}.` }])
  if (name !== undefined && address !== undefined && password !== undefined) return { name, email: address, password }
  const missing = Object.entries({ name, email: address, password }).flatMap(([at, value]) => (value === undefined ? [{ at, message: 'is missing.' }] : []))
  throw new Problem('INVALID_REQUEST', 'A new account needs a name, an e-mail address and a password. If you have an account, sign in first.', missing)
}

/** Who has an account is told of the address that the invitation names, and of no other. */
const taken = ({ email }: KnownInvitation): Problem =>
  email === null
    ? new Problem('CONFLICT', 'No account could be made with this address. If you have an account, sign in with it first, then open the link again.')
    : new Problem('CONFLICT', `${email} has an account. Sign in with it first, then open the link again.`)
