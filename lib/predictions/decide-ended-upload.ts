// What is still to be done about the upload of an attempt that has ended: when it is removed, and whether it is asked for once more. Pure.
import { DAY, elapsed, later, MINUTE } from '@/lib/clock'
import { silenceDeadline } from '@/lib/predictions/deadlines'
import type { AttemptFacts, UploadState } from '@/lib/predictions/facts'

export type EndedUpload = Pick<AttemptFacts, 'submittedAt' | 'callingAt' | 'ttlMs' | 'executionTimeoutMs' | 'runAnchorAt' | 'completedSeenAt'> & {
  id: string
  upload: UploadState
  outcome: string | null
  endedAt: Date
  /** When it was last removed. */
  removedAt: Date | null
}

/** A worker hears of a cancel only after the endpoint has answered it, and tries its upload for two minutes. */
export const WORKER_STOPS_WITHIN_MS = 10 * MINUTE
/** An upload may begin just before its address expires, and the storage's clock may be a quarter of an hour behind. */
export const ADDRESS_MARGIN_MS = 20 * MINUTE
/** A storage that is away is asked so long for what it may have, and to remove what somebody deleted. */
const ASKED_FOR_MS = DAY
export const ASKED_EVERY_MS = 5 * MINUTE

/** A worker that may still put its answer: none ran, or it has answered with a result, otherwise. */
const mayBePutAgain = ({ outcome }: EndedUpload): boolean => outcome !== 'COMPLETED' && outcome !== 'VOID'

/** The moments at which it is to be removed, each time anew: what a worker puts after one of them goes at the next. */
function removalMoments(attempt: EndedUpload, deletedAt: Date | null): Date[] {
  const { upload, endedAt } = attempt
  const isLeft = upload === 'unread' || upload === 'unusable'
  const twice = mayBePutAgain(attempt) ? [endedAt, later(endedAt, WORKER_STOPS_WITHIN_MS)] : [endedAt]
  if (deletedAt === null) return isLeft ? [] : twice
  const expired = silenceDeadline(attempt)
  return [...(isLeft ? [deletedAt] : twice), ...(expired === null ? [] : [later(expired, ADDRESS_MARGIN_MS)])]
}

/** `isDue`: it is to be removed now; `nextAt`: when to look again after that; null when never. */
export type Removal = { isDue: boolean; nextAt: Date | null }

export function removalOf(attempt: EndedUpload, deletedAt: Date | null, now: Date): Removal {
  const { removedAt } = attempt
  const undone = removalMoments(attempt, deletedAt).filter((moment) => removedAt === null || removedAt < moment)
  const coming = undone.filter((moment) => moment > now)
  return { isDue: coming.length < undone.length, nextAt: earliest(coming) }
}

/** After a storage did not remove it: what somebody deleted is tried for a day; anything else a life-cycle rule removes some day. */
export function removalAgainAt({ nextAt }: Removal, attempt: EndedUpload, deletedAt: Date | null, now: Date): Date | null {
  if (deletedAt === null) return nextAt
  const last = Math.max(...removalMoments(attempt, deletedAt).map(Number), Number(deletedAt))
  return Number(now) < last + ASKED_FOR_MS ? later(now, ASKED_EVERY_MS) : null
}

/** Whether the storage is asked once more for what it could not tell before the end. A result that is there already is not taken from anybody. */
export const isAskedFor = ({ upload, outcome, endedAt }: EndedUpload, deletedAt: Date | null, now: Date): boolean =>
  upload === 'unread' && outcome !== 'COMPLETED' && deletedAt === null && elapsed(endedAt, now) < ASKED_FOR_MS

export const earliest = (moments: readonly Date[]): Date | null =>
  moments.reduce<Date | null>((first, moment) => (first === null || moment < first ? moment : first), null)
