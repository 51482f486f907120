import 'server-only'
// What people do with their own account, for the audit. It belongs to no team's work, so the line names none.
import type { Actor } from '@/lib/access/actor'
import { writeAuditLine } from '@/lib/audit/store'
import { database, databaseNow } from '@/lib/db'

export async function auditSelf(actor: Pick<Actor, 'personId' | 'personName' | 'from'>, verb: 'signed in' | 'signed out' | 'changed the password'): Promise<void> {
  const whole: Actor = { ...actor, teamId: '', roles: [], credential: { kind: 'session', id: '' } }
  await database().$transaction(async (on) => writeAuditLine(on, { actor: whole, verb, subject: actor.personId, at: await databaseNow(on) }))
}
