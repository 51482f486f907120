import 'server-only'
// The rows behind uploaded answers: which objects no attempt needs any more.
import { database } from '@/lib/db'
import type { UploadState } from '@/lib/predictions/facts'

const MAY_BE_THERE: UploadState[] = ['offered', 'taken']

/** Attempts of a prediction that have ended and whose object may still be there. */
export async function endedWithUpload(predictionId: string): Promise<string[]> {
  const attempts = await database().attempt.findMany({ where: { predictionId, endedAt: { not: null }, upload: { in: MAY_BE_THERE } }, select: { id: true } })
  return attempts.map(({ id }) => id)
}

export async function markRemoved(attemptId: string): Promise<void> {
  const upload: UploadState = 'removed'
  await database().attempt.updateMany({ where: { id: attemptId, endedAt: { not: null } }, data: { upload } })
}
