import 'server-only'
// What people do with their own account, and what is tried on it, for the audit. It belongs to no team's work, so the line names none.
import type { Actor, RequestFrom } from '@/lib/access/actor'
import { writeAuditLine } from '@/lib/audit/store'
import { mayTry } from '@/lib/auth/try-store'
import { HOUR } from '@/lib/clock'
import { database, databaseNow } from '@/lib/db'

type Self = Pick<Actor, 'personId' | 'personName' | 'from'>

/** Somebody who acts on their own account, signed in or not. */
export const byItself = ({ personId, personName, from }: Self): Actor => ({ personId, personName, from, teamId: '', roles: [], credential: { kind: 'session', id: '' } })

export async function auditSelf(actor: Self, verb: 'signed in' | 'signed out'): Promise<void> {
  await database().$transaction(async (on) => writeAuditLine(on, { actor: byItself(actor), verb, subject: actor.personId, at: await databaseNow(on) }))
}

/** Nobody can take lines away again, and addresses can be made up without end, from as many networks. */
const UNKNOWN_ACCOUNTS = { most: 200, withinMs: HOUR }

/** Who it was is not known, only which account was tried. An address without an account is not written down: people type their password there. */
export async function auditFailedSignIn(from: RequestFrom, email: string): Promise<void> {
  const account = await database().person.findUnique({ where: { email }, select: { id: true, name: true } })
  if (account === null && !(await mayTry('a line of the audit for an unknown account', UNKNOWN_ACCOUNTS))) return
  const actor = byItself({ personId: 'somebody', personName: 'Somebody', from })
  await database().$transaction(async (on) =>
    writeAuditLine(on, { actor, verb: 'failed to sign in', subject: account?.id ?? 'an unknown account', subjectName: account?.name, at: await databaseNow(on) }),
  )
}
