import 'server-only'
// Uploaded answers in the life of an attempt: the signed address that goes along, looking for what was put there, and its end.
import type { AnswerRoom } from '@/lib/compute/answer-room'
import type { UploadedAnswer } from '@/lib/compute/contract'
import { databaseNow } from '@/lib/db'
import { log } from '@/lib/log'
import { objectStorage } from '@/lib/object-storage/storage'
import { answerKey, takeAnswer } from '@/lib/object-storage/uploaded-answer'
import type { Claim } from '@/lib/predictions/claim-store'
import { SILENCE_MARGIN_MS } from '@/lib/predictions/deadlines'
import { unchanged } from '@/lib/predictions/decide-status'
import { chooseAnswer, decideEndWithUpload, isSoughtBeforeEnd, type AnswerChoice, type Sought } from '@/lib/predictions/decide-upload'
import type { Decision } from '@/lib/predictions/facts'
import { applyDecision, type LoadedAttempt } from '@/lib/predictions/observation-store'
import { endedWithUpload, markRemoved } from '@/lib/predictions/upload-store'
import { uploadSaid } from '@/lib/results/uploaded-stamp'

type Packed = Uint8Array<ArrayBuffer>[]

/** Where the worker of this attempt may put its answer, for as long as its job can live; null without an object storage. */
export async function signedUpload(attemptId: string, ttlMs: number): Promise<string | null> {
  return (await objectStorage()?.signPut(answerKey(attemptId), ttlMs + SILENCE_MARGIN_MS)) ?? null
}

async function seek(attempt: LoadedAttempt, stamp: UploadedAnswer | null, room: AnswerRoom): Promise<{ sought: Sought; packed: Packed | null }> {
  const storage = objectStorage()
  if (storage === null) return { sought: { kind: 'unconfigured' }, packed: null }
  const answer = await takeAnswer(storage, attempt.id, stamp, room)
  if (answer.kind === 'taken') return { sought: { kind: 'taken' }, packed: answer.packed }
  if (answer.kind !== 'absent') log.warn({ attempt: attempt.id, reason: answer.words }, 'an uploaded answer could not be had')
  return { sought: answer, packed: null }
}

/** Before an attempt ends without anybody having seen what came of its run, its upload is looked for. `packed` is to be stored with the decision. */
export async function withUpload(attempt: LoadedAttempt, decision: Decision, room: AnswerRoom): Promise<{ decision: Decision; packed: Packed | null }> {
  if (!isSoughtBeforeEnd(attempt, decision)) return { decision, packed: null }
  const { sought, packed } = await seek(attempt, null, room)
  return { decision: decideEndWithUpload(attempt, decision, sought, await databaseNow()), packed }
}

const ENDPOINTS: AnswerChoice = { kind: 'endpoints', words: null }

/** The uploaded answer in the place of the stored one of the endpoint, where that one names it, or is empty. */
export async function replaceByUpload(claim: Claim, attempt: LoadedAttempt, rawAnswer: Uint8Array, room: AnswerRoom): Promise<AnswerChoice> {
  if (attempt.upload !== 'offered') return ENDPOINTS
  const said = uploadSaid(rawAnswer)
  if (said.kind === 'whole') return ENDPOINTS
  const { sought, packed } = await seek(attempt, said.kind === 'uploaded' ? said.stamp : null, room)
  const choice = chooseAnswer(attempt, said.kind === 'uploaded', sought, await databaseNow())
  const patch = choice.kind === 'uploaded' ? ({ upload: 'taken' } as const) : choice.kind === 'later' ? choice.patch : null
  // Whoever holds the claim now looks for it anew.
  if (patch !== null && !(await applyDecision(claim, attempt, unchanged(patch, false), packed))) return { kind: 'later', patch }
  return choice
}

/** Takes what attempts that have ended left in the storage. @returns false when some of it may still be there */
export async function removeUploads(predictionId: string): Promise<boolean> {
  const storage = objectStorage()
  if (storage === null) return true
  let areGone = true
  for (const attemptId of await endedWithUpload(predictionId)) {
    const fault = await storage.remove(answerKey(attemptId))
    if (fault === null) await markRemoved(attemptId)
    else log.warn({ attempt: attemptId, reason: fault }, 'an uploaded answer could not be removed from the object storage')
    areGone &&= fault === null
  }
  return areGone
}
