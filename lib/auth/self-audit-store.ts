import 'server-only'
// What people do with their own account, for the audit. It belongs to no team's work, so the line names none.
import type { Actor } from '@/lib/access/actor'
import { writeAuditLine } from '@/lib/audit/store'
import { database, databaseNow } from '@/lib/db'

type Self = Pick<Actor, 'personId' | 'personName' | 'from'>

/** Somebody who acts on their own account, signed in or not. */
export const byItself = ({ personId, personName, from }: Self): Actor => ({ personId, personName, from, teamId: '', roles: [], credential: { kind: 'session', id: '' } })

export async function auditSelf(actor: Self, verb: 'signed in' | 'signed out'): Promise<void> {
  await database().$transaction(async (on) => writeAuditLine(on, { actor: byItself(actor), verb, subject: actor.personId, at: await databaseNow(on) }))
}
