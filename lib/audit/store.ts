import 'server-only'
// Audit lines: what a person did, written in the same transaction as the deed.
import type { Actor } from '@/lib/access/actor'
import type { Transaction } from '@/lib/db'
import type { Prisma } from '@/lib/generated/prisma/client'

export type AuditVerb = 'submitted' | 'renamed' | 'cancelled' | 'deleted' | 'ran again' | 'ran again accepting double billing' | 'used attempt' | 'changed tags' | 'changed note' | 'changed settings' | 'checked the endpoint'

export async function writeAuditLine(
  transaction: Transaction,
  line: { actor: Actor; verb: AuditVerb; subject: string; detail?: Prisma.InputJsonObject; at: Date },
): Promise<void> {
  await transaction.auditLine.create({
    data: {
      teamId: line.actor.teamId,
      actorId: line.actor.personId,
      verb: line.verb,
      subject: line.subject,
      detail: line.detail,
      createdAt: line.at,
    },
  })
}
