import 'server-only'
// A forgotten password: a link that an admin makes, or that is sent to the account's address, and setting the new one with it.
import type { Actor } from '@/lib/access/actor'
import { revokeKeysOf } from '@/lib/api-keys/store'
import { writeAuditLine } from '@/lib/audit/store'
import type { Caller } from '@/lib/auth/demo'
import { demandUnguessable } from '@/lib/auth/guessable'
import { linkTo } from '@/lib/auth/link'
import { hashPassword } from '@/lib/auth/password'
import { endPasswordLinksOf, findLinkPerson, isPasswordLinkOpen, takePasswordLink, writePasswordLink, type LinkPerson, type MadeLink } from '@/lib/auth/password-link-store'
import type { HandedOutLink, SetNewPassword } from '@/lib/auth/schema'
import { byItself } from '@/lib/auth/self-audit-store'
import { byAddress, PER_ADDRESS, signInKnown } from '@/lib/auth/service'
import { endSessionsOf } from '@/lib/auth/session-store'
import { writePassword } from '@/lib/auth/set-up-store'
import { countTry } from '@/lib/auth/try-store'
import { HOUR } from '@/lib/clock'
import { database, databaseNow } from '@/lib/db'
import { notFound, Problem } from '@/lib/errors'
import { log } from '@/lib/log'
import { passwordLetter } from '@/lib/mail/letters'
import { handOut, isMailSet, troubleSending } from '@/lib/mail/send'
import { endLinksMadeBy } from '@/lib/people/standing-store'

/** Nobody's mailbox is filled by a stranger. */
const LETTERS_PER_ACCOUNT = { most: 3, withinMs: HOUR }

const letterTo = ({ email, name }: LinkPerson, { token, expiresAt }: MadeLink) => passwordLetter({ to: email, name, link: linkTo('/reset', token), expiresAt })

/** Makes a link for somebody else. @throws Problem when there is nobody of that id, or nobody who could use it */
export async function makePasswordLink(actor: Actor, personId: string): Promise<HandedOutLink> {
  const person = await findLinkPerson({ id: personId })
  if (person === null) throw notFound('person')
  if (person.isDemo) throw new Problem('CONFLICT', 'The people of the demo have no password.')
  if (person.disabledAt !== null) throw new Problem('CONFLICT', `${person.name} is disabled, and could not sign in with a new password either. Enable the account first.`)
  const made = await database().$transaction(async (on) => {
    const at = await databaseNow(on)
    await writeAuditLine(on, { actor, verb: 'made a password link', subject: person.id, subjectName: person.name, at })
    return writePasswordLink(on, person.id, actor.personId, at)
  })
  return { expiresAt: made.expiresAt.toISOString(), ...(await handOut(linkTo('/reset', made.token), letterTo(person, made))) }
}

/** Sends a link to the account with that address. Nothing that is answered, and no time it takes, tells whether there is one. */
export async function askForPasswordLink(caller: Caller, email: string): Promise<void> {
  if (!isMailSet()) throw new Problem('NOT_FOUND', 'This installation sends no mail. An admin makes a link for you.')
  await countTry({ [`password link of ${email}`]: LETTERS_PER_ACCOUNT, [byAddress('password link', caller)]: PER_ADDRESS })
  void sendPasswordLink(caller, email).catch((error: unknown) => log.error({ reason: String(error) }, 'a link for a new password could not be made'))
}

async function sendPasswordLink({ from }: Caller, email: string): Promise<void> {
  const person = await findLinkPerson({ email })
  if (person === null || person.isDemo || person.disabledAt !== null) return
  const made = await database().$transaction(async (on) => {
    const at = await databaseNow(on)
    await writeAuditLine(on, { actor: byItself({ personId: person.id, personName: person.name, from }), verb: 'was sent a password link', subject: person.id, at })
    return writePasswordLink(on, person.id, null, at)
  })
  await troubleSending(letterTo(person, made))
}

/**
 * A link for whoever has the server itself, when no admin can sign in any more.
 * @returns address, or path without PUBLIC_URL; null when nobody with that address could use it
 */
export async function makePasswordLinkAtConsole(email: string): Promise<string | null> {
  const person = await findLinkPerson({ email })
  if (person === null || person.isDemo || person.disabledAt !== null) return null
  const made = await database().$transaction(async (on) => {
    const at = await databaseNow(on)
    await writeAuditLine(on, { actor: byItself({ personId: person.id, personName: person.name, from: { address: null, via: 'program' } }), verb: 'was given a password link', subject: person.id, at })
    return writePasswordLink(on, person.id, null, at)
  })
  return linkTo('/reset', made.token)
}

/** Sets the new password, ends every session, API key and link of the person, and signs this browser in. @throws Problem when the link opens nothing */
export async function setNewPassword(caller: Caller, { token, password }: SetNewPassword): Promise<Response> {
  await countTry({ [byAddress('password link use', caller)]: PER_ADDRESS })
  if (!(await isPasswordLinkOpen(token))) throw closed()
  demandUnguessable(password, 'password', [])
  const passwordHash = await hashPassword(password)
  const personId = await database().$transaction(async (on) => {
    const at = await databaseNow(on)
    const person = await takePasswordLink(on, token, at)
    if (person === null) throw closed()
    await writePassword(on, person.id, passwordHash, at)
    await endPasswordLinksOf(on, person.id)
    await endSessionsOf(on, person.id)
    // Whoever was in before may have made ways to come back.
    await revokeKeysOf(on, person.id)
    await endLinksMadeBy(on, person.id, at)
    await writeAuditLine(on, { actor: byItself({ personId: person.id, personName: person.name, from: caller.from }), verb: 'set a new password', subject: person.id, at })
    return person.id
  })
  return signInKnown(personId)
}

const closed = (): Problem => new Problem('NOT_FOUND', 'This link opens nothing: it was used, has run out, was cut off when it was copied, or whoever made it may make none any more. Ask for a new one.')
