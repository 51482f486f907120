import 'server-only'
// Uploaded answers in the life of an attempt: the signed address that goes along, and looking for what was put there.
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
import type { Decision, UploadState } from '@/lib/predictions/facts'
import { applyDecision, type LoadedAttempt } from '@/lib/predictions/observation-store'
import { uploadSaid, type UploadSaid } from '@/lib/results/uploaded-stamp'

type Packed = Uint8Array<ArrayBuffer>[]

/** Where the worker of this attempt may put its answer, for as long as its job can live; null without an object storage. */
export async function signedUpload(attemptId: string, ttlMs: number): Promise<string | null> {
  return (await objectStorage()?.signPut(answerKey(attemptId), ttlMs + SILENCE_MARGIN_MS)) ?? null
}

/** What the object storage has of an attempt; `stamp` is what the worker said of it, null when nobody knows. */
export async function seek(attemptId: string, stamp: UploadedAnswer | null, room: AnswerRoom): Promise<{ sought: Sought; packed: Packed | null }> {
  const storage = objectStorage()
  if (storage === null) return { sought: { kind: 'unconfigured' }, packed: null }
  const answer = await takeAnswer(storage, attemptId, stamp, room)
  if (answer.kind === 'taken') return { sought: { kind: 'taken' }, packed: answer.packed }
  if (answer.kind !== 'absent') log.warn({ attempt: attemptId, reason: answer.words }, 'an uploaded answer could not be had')
  return { sought: answer, packed: null }
}

/** Before an attempt ends without anybody having seen what came of its run, its upload is looked for. `packed` is to be stored with the decision. */
export async function withUpload(attempt: LoadedAttempt, decision: Decision, room: AnswerRoom): Promise<{ decision: Decision; packed: Packed | null }> {
  if (!isSoughtBeforeEnd(attempt, decision)) return { decision, packed: null }
  const { sought, packed } = await seek(attempt.id, null, room)
  return { decision: decideEndWithUpload(attempt, decision, sought, await databaseNow()), packed }
}

const ENDPOINTS: AnswerChoice = { kind: 'endpoints', patch: null, words: null }
/** Whether it could not be had is found out anew by a collect that is done again, and so are the words about it. */
const MAY_BE_THERE: ReadonlySet<UploadState | null> = new Set<UploadState>(['offered', 'unread', 'unusable'])

/** The uploaded answer in the place of the stored one of the endpoint, where that one names it, or is empty. */
export async function replaceByUpload(claim: Claim, attempt: LoadedAttempt, rawAnswer: Uint8Array, room: AnswerRoom): Promise<AnswerChoice> {
  if (!MAY_BE_THERE.has(attempt.upload)) return ENDPOINTS
  const said = uploadSaid(rawAnswer)
  if (said.kind === 'whole') return ENDPOINTS
  const { sought, packed } = await seek(attempt.id, stampOf(said), room)
  const choice = chooseAnswer(attempt, said.kind === 'uploaded', sought, await databaseNow())
  const { patch } = choice
  // Whoever holds the claim now looks for it anew.
  if (patch !== null && !(await applyDecision(claim, attempt, unchanged(patch, false), packed))) return { kind: 'later', patch }
  return choice
}

export const stampOf = (said: UploadSaid): UploadedAnswer | null => (said.kind === 'uploaded' ? said.stamp : null)
