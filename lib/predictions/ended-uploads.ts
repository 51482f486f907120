import 'server-only'
// Uploads of attempts that have ended: asked for once more where the storage did not tell, and removed where nobody needs them.
import type { AnswerRoom } from '@/lib/compute/answer-room'
import { elapsed } from '@/lib/clock'
import { databaseNow } from '@/lib/db'
import { log } from '@/lib/log'
import { objectStorage } from '@/lib/object-storage/storage'
import { answerKey } from '@/lib/object-storage/uploaded-answer'
import type { Claim } from '@/lib/predictions/claim-store'
import { ASKED_EVERY_MS, earliest, isAskedFor, removalAgainAt, removalOf, type EndedUpload } from '@/lib/predictions/decide-ended-upload'
import { readStoredAnswer } from '@/lib/predictions/result-store'
import { endedUploads, markAsked, markRemoved, reopenWithUpload } from '@/lib/predictions/upload-store'
import { seek, stampOf } from '@/lib/predictions/uploads'
import { uploadSaid } from '@/lib/results/uploaded-stamp'

/** @returns milliseconds until something is to be done again; null when nothing is left to do */
export async function tendEndedUploads(claim: Claim, deletedAt: Date | null, room: AnswerRoom): Promise<number | null> {
  const now = await databaseNow()
  const due: Date[] = []
  for (const attempt of await endedUploads(claim.predictionId)) {
    const wait = isAskedFor(attempt, deletedAt, now) ? await askOnceMore(claim, attempt, room) : null
    if (wait !== null) due.push(new Date(now.getTime() + wait))
    else {
      const next = await removeWhenDue(attempt, deletedAt, now)
      if (next !== null) due.push(next)
    }
  }
  const next = earliest(due)
  return next && Math.max(0, elapsed(await databaseNow(), next))
}

/** @returns milliseconds until it is to be looked at again */
async function askOnceMore(claim: Claim, { id }: EndedUpload, room: AnswerRoom): Promise<number> {
  const stored = await readStoredAnswer(id, room)
  const { sought, packed } = await seek(id, stored && stampOf(uploadSaid(stored.raw)), room)
  if (packed !== null) {
    log.info({ prediction: claim.predictionId, attempt: id }, 'an uploaded answer was found after the end of its attempt')
    await reopenWithUpload(claim, id, packed)
    return 0
  }
  if (sought.kind !== 'absent' && sought.kind !== 'unusable') return ASKED_EVERY_MS
  await markAsked(id, sought.kind === 'absent' ? 'offered' : 'unusable')
  return 0
}

/** @returns when it is to be looked at again */
async function removeWhenDue(attempt: EndedUpload, deletedAt: Date | null, now: Date): Promise<Date | null> {
  const removal = removalOf(attempt, deletedAt, now)
  if (!removal.isDue) return removal.nextAt
  const storage = objectStorage()
  const fault = storage === null ? 'none is configured' : await storage.remove(answerKey(attempt.id))
  if (fault !== null) {
    log.warn({ attempt: attempt.id, reason: fault }, 'an uploaded answer could not be removed from the object storage')
    return removalAgainAt(removal, attempt, deletedAt, now)
  }
  await markRemoved(attempt.id, now)
  return removal.nextAt
}
