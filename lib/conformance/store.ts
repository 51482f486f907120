import 'server-only'
// Rows of conformance checks, and the raw answers that they look into.
import type { Actor } from '@/lib/access/actor'
import { writeAuditLine } from '@/lib/audit/store'
import { CheckItem } from '@/lib/conformance/schema'
import { database, databaseNow, jsonColumn } from '@/lib/db'
import { Problem } from '@/lib/errors'
import { Prisma } from '@/lib/generated/prisma/client'
import { rawAnswerSize, readRawAnswer } from '@/lib/predictions/raw-answer-store'
import { Target } from '@/lib/predictions/schema'

export type StoredCheck = { id: string; createdAt: Date; runById: string; by: string; target: Target; endpoint: string; endedAt: Date | null; items: CheckItem[] | null }

const isTaken = (error: unknown): boolean => error instanceof Prisma.PrismaClientKnownRequestError && error.code === 'P2002'

/** @throws Problem CONFLICT while another one has not ended */
export async function createCheck(actor: Actor, check: { id: string; target: Target; endpoint: string }): Promise<void> {
  try {
    await database().$transaction(async (transaction) => {
      const at = await databaseNow(transaction)
      await transaction.conformanceCheck.create({ data: { ...check, teamId: actor.teamId, runById: actor.personId, createdAt: at } })
      await writeAuditLine(transaction, { actor, verb: 'checked the endpoint', subject: check.id, detail: { facts: { target: check.target, endpoint: check.endpoint } }, at })
    })
  } catch (error) {
    if (isTaken(error)) throw new Problem('CONFLICT', 'A conformance check is under way. Wait for its end, or cancel its two predictions.')
    throw error
  }
}

/** Newest first. */
export async function readChecks(teamId: string, most: number): Promise<StoredCheck[]> {
  const rows = await database().conformanceCheck.findMany({ where: { teamId }, orderBy: { createdAt: 'desc' }, take: most, include: { runBy: { select: { name: true } } } })
  return rows.map(({ id, createdAt, runById, runBy, target, endpoint, endedAt, items }) => ({
    id, createdAt, endpoint, endedAt, runById, by: runBy.name, target: Target.parse(target), items: items === null ? null : CheckItem.array().parse(items),
  }))
}

/** Keeps the grades; the first to say so counts. */
export async function endCheck(id: string, items: CheckItem[]): Promise<void> {
  await database().conformanceCheck.updateMany({ where: { id, endedAt: null }, data: { items: items.map(jsonColumn), endedAt: await databaseNow() } })
}

/** How large the answer of the prediction's current attempt is, and the answer itself if it is not larger than `mostBytes`. */
export async function readAnswerUpTo(predictionId: string, mostBytes: number): Promise<{ bytes: number | null; raw: Uint8Array | null }> {
  const row = await database().prediction.findUnique({ where: { id: predictionId }, select: { currentAttemptId: true } })
  const attemptId = row?.currentAttemptId ?? null
  const size = attemptId === null ? null : await rawAnswerSize(attemptId)
  if (attemptId === null || size === null) return { bytes: null, raw: null }
  return { bytes: size.unpacked, raw: size.unpacked > mostBytes ? null : await readRawAnswer(attemptId, size) }
}
