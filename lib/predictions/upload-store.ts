import 'server-only'
// The rows behind uploads of attempts that have ended: which may still stand in the storage, what was removed, and one that was found after the end.
import { database } from '@/lib/db'
import type { Claim } from '@/lib/predictions/claim-store'
import { lockClaimed } from '@/lib/predictions/claimed-store'
import type { EndedUpload } from '@/lib/predictions/decide-ended-upload'
import { UPLOADS, type AttemptPatch, type UploadState } from '@/lib/predictions/facts'
import { STORED_WITHIN_MS, storeRawAnswer } from '@/lib/predictions/raw-answer-store'

/** Attempts of a prediction that have ended, with whose job an address went along. */
export async function endedUploads(predictionId: string): Promise<EndedUpload[]> {
  const attempts = await database().attempt.findMany({
    where: { predictionId, endedAt: { not: null }, upload: { not: null } },
    select: {
      id: true, upload: true, outcome: true, endedAt: true, uploadRemovedAt: true,
      submittedAt: true, callingAt: true, ttlMs: true, executionTimeoutMs: true, runAnchorAt: true, completedSeenAt: true,
    },
  })
  return attempts.flatMap(({ upload, endedAt, uploadRemovedAt, ...facts }) => {
    const known = UPLOADS.find((state) => state === upload)
    return known === undefined || endedAt === null ? [] : [{ ...facts, upload: known, endedAt, removedAt: uploadRemovedAt }]
  })
}

/** `at`: before it was removed, so that what is put meanwhile counts as put later. */
export async function markRemoved(attemptId: string, at: Date): Promise<void> {
  const upload: UploadState = 'removed'
  await database().attempt.updateMany({ where: { id: attemptId, endedAt: { not: null } }, data: { upload, uploadRemovedAt: at } })
}

/** What became of an upload that was asked for after the end. */
export async function markAsked(attemptId: string, upload: UploadState): Promise<void> {
  await database().attempt.updateMany({ where: { id: attemptId, endedAt: { not: null } }, data: { upload } })
}

/**
 * An upload was found after its attempt had ended: the attempt is collected once more, and has its result as one that finished late.
 * Without effect when the claim no longer holds.
 */
export async function reopenWithUpload(claim: Claim, attemptId: string, packed: readonly Uint8Array<ArrayBuffer>[]): Promise<void> {
  await database().$transaction(async (transaction) => {
    const prediction = await lockClaimed(transaction, claim)
    if (prediction === null) return
    const patch = { state: 'COLLECTING', upload: 'taken', uploadSoughtSince: null } satisfies AttemptPatch
    const reopened = await transaction.attempt.updateMany({
      where: { id: attemptId, endedAt: { not: null }, upload: 'unread' },
      data: { ...patch, collectTries: 0, endedAt: null, outcome: null, failureCode: null, failureReported: null },
    })
    if (reopened.count === 1) await storeRawAnswer(transaction, attemptId, packed, prediction.now)
  }, { timeout: STORED_WITHIN_MS })
}
