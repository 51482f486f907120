import 'server-only'
// What people do with predictions: submit, look, rename, cancel, run again, use another attempt, delete. No verb here waits for an endpoint.
import { randomInt } from 'node:crypto'
import { mayChange, type Actor } from '@/lib/access/actor'
import { describeComposition, ligandsOf } from '@/lib/complexes/describe'
import { serverChemistry } from '@/lib/complexes/server-chemistry'
import { mostTokens } from '@/lib/compute/deployment'
import { FrozenOptions } from '@/lib/compute/options'
import { newId, sha256 } from '@/lib/crypto'
import { env } from '@/lib/env'
import { Problem } from '@/lib/errors'
import { checkGiven, freezeOptions, type Checked, type GivenLimits } from '@/lib/predictions/freeze'
import { failureWords } from '@/lib/predictions/failures'
import { readChoices } from '@/lib/predictions/list-store'
import { isStillAllowed } from '@/lib/predictions/msa-choice'
import { changePrediction, createPrediction, findByIdempotencyKey, isStored, readPage, readView, type Change, type LockedPrediction } from '@/lib/predictions/prediction-store'
import { readSummary, resultColumns } from '@/lib/predictions/result-store'
import type { ListChoices, ListPredictions } from '@/lib/predictions/list-schema'
import { filesRemovedOf, removedWords } from '@/lib/predictions/retention-words'
import { isTerminal, PredictionStatus, type CheckAnswer, type PredictionPage, type PredictionView, type SubmitPrediction, type Target, type WhereTheyRun } from '@/lib/predictions/schema'
import { wherePredictionsRun } from '@/lib/predictions/where-they-run'
import type { Settings } from '@/lib/settings/choices'
import { currentSettings } from '@/lib/settings/service'

/** RunPod takes a ttl of at most 7 days. */
const LONGEST_TTL_MS = 7 * 86_400_000

/** What the worker puts into an answer at the endpoint, and into one in object storage. */
const MOST_ANSWER_BYTES = 8 * 1024 * 1024
const MOST_STORED_ANSWER_BYTES = 48 * 1024 * 1024

function givenLimits(settings: Settings): GivenLimits {
  const hasStorage = env().objectStorage !== null
  return { msa: settings.msa, maxTokens: mostTokens(settings), answer: { mostBytes: hasStorage ? MOST_STORED_ANSWER_BYTES : MOST_ANSWER_BYTES, hasStorage } }
}

/** The check that the builder repeats while typing, and that a submission repeats before it is accepted. */
export async function checkForSubmission(given: Parameters<typeof checkGiven>[0]): Promise<CheckAnswer> {
  const checked = checkGiven(given, serverChemistry, givenLimits(await currentSettings()))
  if (!checked.ok) return checked
  const { tokens, warnings, complex, yaml, estimateSeconds } = checked
  return { ok: true, tokens, warnings, complex, yaml, estimateSeconds }
}

/**
 * Accepts a prediction: checks, freezes, and commits it QUEUED. The same key with the same body gives the same prediction.
 * `yamlInstead` is what the endpoint gets in place of the complex's own YAML: for the check of how it answers a wrong input.
 * @throws Problem INVALID_COMPLEX with complaints, IDEMPOTENCY_MISMATCH, TARGET_CHANGED
 */
export async function submitPrediction(actor: Actor, body: SubmitPrediction, idempotencyKey: string | null, yamlInstead: string | null = null): Promise<PredictionView> {
  const digest = sha256(JSON.stringify(body))
  const known = idempotencyKey === null ? null : await findByIdempotencyKey(actor, idempotencyKey)
  if (known !== null) return sameAgain(actor, known, digest)
  const settings = await currentSettings()
  const checked = checkGiven(body, serverChemistry, givenLimits(settings))
  if (!checked.ok) throw new Problem('INVALID_COMPLEX', checked.complaints.map((complaint) => complaint.message).join(' '), checked.complaints)
  const where = await wherePredictionsRun()
  demandTarget(body.target, where)
  const id = newId('pred')
  try {
    await createPrediction(actor, { ...frozen(id, body.name, yamlInstead === null ? checked : { ...checked, yaml: yamlInstead }, where.target, settings.runpod), idempotencyKey, idempotencyDigest: idempotencyKey === null ? null : digest })
  } catch (error) {
    // The commit stands, and only its answer was lost.
    if (await isStored(id)) return readView(actor, id)
    // Two requests with one key raced: the unique index let one through, and this is the other.
    const winner = idempotencyKey === null ? null : await findByIdempotencyKey(actor, idempotencyKey)
    if (winner === null) throw error
    return sameAgain(actor, winner, digest)
  }
  return readView(actor, id)
}

async function sameAgain(actor: Actor, known: { id: string; digest: string | null; deleted: boolean }, digest: string): Promise<PredictionView> {
  if (known.digest === digest && known.deleted) throw new Problem('CONFLICT', 'What was submitted under this Idempotency-Key has been deleted. Send another key to submit it once more.')
  if (known.digest === digest) return viewPrediction(actor, known.id)
  throw new Problem('IDEMPOTENCY_MISMATCH', 'Nothing was submitted. Send another Idempotency-Key with a changed request.')
}

function demandTarget(shown: Target | undefined, { target, kind }: WhereTheyRun): void {
  if (shown === undefined || shown === target) return
  const real = kind === 'local' ? 'on workers of your own' : 'on RunPod, where they are billed'
  const words = target === 'real' ? real : 'on the simulated local endpoint'
  throw new Problem('TARGET_CHANGED', `Predictions run ${words} now, which the page did not show yet. Nothing was submitted; reload the page and decide again.`)
}

function frozen(id: string, name: string, checked: Extract<Checked, { ok: true }>, target: Target, { timeoutMs, queueAllowanceMs }: Settings['runpod']) {
  const { complex, yaml, tokens, estimateSeconds, msaServer } = checked
  const options = freezeOptions(checked.options, { seed: randomInt(0, 2 ** 32), timeoutMs, estimateSeconds, msaServer })
  return {
    id, name, target, complex, yaml, options, tokens, estimateSeconds,
    fingerprint: sha256(JSON.stringify({ yaml, options })),
    composition: describeComposition(complex),
    ligands: ligandsOf(complex).join('\n'),
    affinityRequested: complex.affinityBinder !== null,
    executionTimeoutMs: options.executionTimeoutMs,
    ttlMs: Math.min(LONGEST_TTL_MS, options.executionTimeoutMs + queueAllowanceMs),
  }
}

export const listPredictions = (actor: Actor, query: ListPredictions): Promise<PredictionPage> => readPage(actor, query)

export async function listChoices(actor: Actor): Promise<ListChoices> {
  const choices = await readChoices(actor.teamId)
  return { ...choices, errors: choices.errors.map((error) => ({ ...error, words: failureWords(error.code) })) }
}

/** @throws Problem NOT_FOUND for strangers */
export const viewPrediction = (actor: Actor, id: string): Promise<PredictionView> => readView(actor, id)

function demandChange(actor: Actor, row: LockedPrediction): void {
  if (!mayChange(actor, row.ownerId)) throw new Problem('FORBIDDEN', 'Only its owner or a lead of the team may change this prediction.')
}

/** @throws Problem FORBIDDEN */
export function renaming(actor: Actor, row: LockedPrediction, name: string): Change | null {
  demandChange(actor, row)
  if (row.name === name) return null
  return { verb: 'renamed', event: { kind: 'renamed', message: `Renamed to ${name}.` }, changes: { name }, detail: { changes: { name: { from: row.name, to: name } } }, wake: false }
}

export async function renamePrediction(actor: Actor, id: string, name: string): Promise<PredictionView> {
  await changePrediction(actor, id, (row) => renaming(actor, row, name))
  return viewPrediction(actor, id)
}

/** A wish: CANCELLED at once only if no attempt was ever called, else the reconciler carries it to the endpoint until it is answered. */
export async function cancelPrediction(actor: Actor, id: string): Promise<PredictionView> {
  await changePrediction(actor, id, async (row, now, transaction) => {
    demandChange(actor, row)
    if (isTerminal(PredictionStatus.parse(row.status))) throw new Problem('CONFLICT', 'It has already ended; there is nothing to cancel.')
    if (row.cancelWishedAt !== null) return null
    const wish = { cancelWishedAt: now, cancelWishedById: actor.personId }
    const live = row.attempts.filter((attempt) => attempt.endedAt === null)
    if (live.some((attempt) => attempt.callingAt !== null)) {
      return { verb: 'cancelled', event: { kind: 'cancelWished', message: `${actor.personName} cancelled it.` }, changes: wish, detail: { facts: { state: row.status } }, wake: true }
    }
    await transaction.attempt.updateMany({ where: { id: { in: live.map((attempt) => attempt.id) } }, data: { state: 'ENDED', outcome: 'VOID', endedAt: now } })
    return {
      verb: 'cancelled',
      event: { kind: 'state', to: 'CANCELLED', message: `${actor.personName} cancelled it before it was handed to an endpoint; nothing was billed.` },
      changes: { ...wish, status: 'CANCELLED', endedAt: now },
      wake: true,
    }
  })
  return viewPrediction(actor, id)
}

/**
 * Run again: a new generation, whose attempt is made at the next hand-over. While an earlier submit is unknown or still lives,
 * only with `acceptDoubleBilling`. The target is never crossed.
 */
export async function retryPrediction(actor: Actor, id: string, { acceptDoubleBilling }: { acceptDoubleBilling: boolean }): Promise<PredictionView> {
  const [where, { msa }] = await Promise.all([wherePredictionsRun(), currentSettings()])
  await changePrediction(actor, id, (row) => {
    demandChange(actor, row)
    const status = PredictionStatus.parse(row.status)
    const current = row.attempts.find((attempt) => attempt.id === row.currentAttemptId)
    if (status === 'COMPLETED') throw new Problem('CONFLICT', 'It has a result. Clone it into the builder to predict it once more.')
    if (!isTerminal(status) && current?.state !== 'SUBMIT_UNKNOWN') throw new Problem('CONFLICT', 'It has not ended yet.')
    if (row.target !== where.target) throw new Problem('CONFLICT', `It was submitted for the ${row.target} endpoint, and predictions run on the ${where.target} one now. Clone it into the builder to submit it there.`)
    if (!isStillAllowed(FrozenOptions.parse(row.options), msa)) throw new Problem('CONFLICT', 'It would send sequences to an MSA server that this installation does not allow any more. Clone it into the builder to choose again.')
    if (row.attempts.some((attempt) => attempt.endedAt === null) && !acceptDoubleBilling) {
      throw new Problem('DOUBLE_BILLING', 'An earlier attempt may still be running at the endpoint. Run it again only if you accept that both may be billed (acceptDoubleBilling).')
    }
    return {
      verb: acceptDoubleBilling ? 'ran again accepting double billing' : 'ran again',
      event: { kind: 'runAgain', to: 'QUEUED', message: `${actor.personName} ran it again.` },
      changes: {
        status: 'QUEUED', generation: { increment: 1 }, generationById: actor.personId, currentAttemptId: null,
        cancelWishedAt: null, cancelWishedById: null, failureCode: null, failureReported: null, remark: null, submittedAt: null, startedAt: null, endedAt: null,
        // A look that began before this wish must not end what was just run again.
        fence: { increment: 1 }, leaseHolder: null, leaseUntil: null,
      },
      detail: { changes: { generation: { from: row.generation, to: row.generation + 1 } }, ...(row.failureCode !== null && { facts: { failure: row.failureCode } }) },
      wake: true,
    }
  })
  return viewPrediction(actor, id)
}

/** Use this result: a finished result of another attempt becomes the prediction's. */
export async function useAttempt(actor: Actor, id: string, number: number): Promise<PredictionView> {
  await changePrediction(actor, id, async (row, now, transaction) => {
    demandChange(actor, row)
    const attempt = row.attempts.find((one) => one.number === number)
    const current = row.attempts.find((one) => one.id === row.currentAttemptId)
    const summary = attempt === undefined ? null : await readSummary(attempt.id, transaction)
    if (attempt === undefined || summary === null) throw new Problem('CONFLICT', `Attempt ${number} has no result.`)
    const removed = filesRemovedOf(attempt)
    if (removed !== null) throw new Problem('FILES_REMOVED', removedWords(removed))
    if (attempt.id === row.currentAttemptId && row.status === 'COMPLETED') throw new Problem('CONFLICT', `The result of attempt ${number} is in use already.`)
    if (!isTerminal(PredictionStatus.parse(row.status))) throw new Problem('CONFLICT', 'A newer attempt has not ended yet. Cancel it first.')
    return {
      verb: 'used attempt',
      event: { kind: 'usedAttempt', to: 'COMPLETED', attempt: number, message: `${actor.personName} chose the result of attempt ${number}.` },
      changes: {
        status: 'COMPLETED', generation: { increment: 1 }, generationById: actor.personId, currentAttemptId: attempt.id,
        failureCode: null, failureReported: null, remark: null, endedAt: now, ...resultColumns(summary),
      },
      detail: { changes: { attempt: { from: current?.number ?? null, to: number } } },
      wake: false,
    }
  })
  return viewPrediction(actor, id)
}

/** Hides at once, wishes a cancel, and lets the bytes go when all attempts have ended. */
export async function deletePrediction(actor: Actor, id: string): Promise<void> {
  await changePrediction(actor, id, (row, now) => {
    demandChange(actor, row)
    const wish = row.cancelWishedAt === null ? { cancelWishedAt: now, cancelWishedById: actor.personId } : {}
    return { verb: 'deleted', event: { kind: 'deleted', message: `${actor.personName} deleted it.` }, changes: { ...wish, deletedAt: now }, detail: { facts: { state: row.status } }, wake: true }
  })
}
