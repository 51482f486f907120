import 'server-only'
// One turn with a claimed prediction: cancel what must not run, look at every live attempt, decide, write, collect.
import type { EndpointAddress } from '@/lib/compute/address'
import { readDeployment } from '@/lib/compute/endpoint-store'
import { answerRoom, type AnswerRoom } from '@/lib/compute/answer-room'
import type { StatusAnswer } from '@/lib/compute/answers'
import { cancelRun, readStatus, voidAttempt } from '@/lib/compute/job-api'
import { databaseNow } from '@/lib/db'
import { elapsed, later, MINUTE, SECOND } from '@/lib/clock'
import { log } from '@/lib/log'
import { adoptNamedJob } from '@/lib/predictions/adopt-named-job'
import { cancelAgainMs, LONGEST_MS, lookAgainMs, retryReadMs } from '@/lib/predictions/cadence'
import type { Claim } from '@/lib/predictions/claim-store'
import { collect } from '@/lib/predictions/collect'
import { crowdAt } from '@/lib/predictions/crowd'
import { decideStatus, unchanged } from '@/lib/predictions/decide-status'
import { isPast, NEVER_SUBMITTED_AFTER_MS, NOT_FOUND_GRACE_MS, silenceDeadline, SUBMIT_JUDGED_AFTER_MS } from '@/lib/predictions/deadlines'
import type { CancelReason, Decision, Ending, Observation, PredictionFacts } from '@/lib/predictions/facts'
import { earlyAnswers } from '@/lib/predictions/early-answers'
import { doorOf, type Door } from '@/lib/predictions/endpoint-door'
import { isHealthy, pauseForKey, slowDown } from '@/lib/predictions/endpoint-health'
import { markUnknown, markVoid } from '@/lib/predictions/hand-over-answer-store'
import { QUEUE_REASON_AFTER_MS } from '@/lib/predictions/notices'
import { observationOf } from '@/lib/predictions/observation'
import { adopt, applyDecision, endWithoutAttempt, loadClaimed, noteCancel, reloadAttempt, type LoadedAttempt } from '@/lib/predictions/observation-store'
import { dropBytes } from '@/lib/predictions/result-store'
import { tendEndedUploads } from '@/lib/predictions/ended-uploads'
import { withUpload } from '@/lib/predictions/uploads'
import { hasEnded, isKnownStatus } from '@/lib/compute/wire'
import { isTerminal } from '@/lib/predictions/schema'
import { currentSettings } from '@/lib/settings/service'
import { isSabotaged } from '@/lib/test-switches'

/** Looks at a claimed prediction once. @returns milliseconds until it is due again; null when nothing is left to do */
export async function observePrediction(claim: Claim): Promise<number | null> {
  const loaded = await loadClaimed(claim)
  if (loaded === null) return null
  const waits: number[] = []
  for (const attempt of loaded.attempts) {
    const wait = await observeAttempt(claim, loaded.prediction, attempt)
    if (wait !== null) waits.push(wait)
  }
  // What still runs at an endpoint is due again, whatever was wished meanwhile: a wish makes it due by itself.
  if (waits.length > 0 && loaded.prediction.status !== 'QUEUED') return Math.min(...waits)
  const after = await loadClaimed(claim)
  if (after === null) return null
  return afterwards(claim, after.prediction, after.attempts, waits)
}

/** What is due after all attempts were looked at. */
async function afterwards(claim: Claim, prediction: PredictionFacts, attempts: LoadedAttempt[], waits: number[]): Promise<number | null> {
  const called = attempts.filter((attempt) => attempt.callingAt !== null)
  if (prediction.status === 'QUEUED' && called.every((attempt) => attempt.state === 'SUBMIT_UNKNOWN')) {
    const wait = await whileQueued(claim, prediction, called.length > 0)
    if (called.length === 0) return wait
  }
  if (waits.length > 0) return Math.min(...waits)
  if (attempts.length > 0) return SECOND
  if (prediction.deletedAt !== null) await dropBytes(prediction.id)
  return withRoom((room) => tendEndedUploads(claim, prediction.deletedAt, room))
}

/** A prediction that no endpoint is known to have: a cancel ends it at once, and so do 14 days in which nobody took it. */
async function whileQueued(claim: Claim, prediction: PredictionFacts, mayStillRun: boolean): Promise<number | null> {
  const now = await databaseNow()
  const lastMoment = later(prediction.queuedAt, NEVER_SUBMITTED_AFTER_MS)
  if (prediction.cancelWishedAt !== null) {
    await endWithoutAttempt(claim, { status: 'CANCELLED', failureCode: null, reported: null, remark: mayStillRun ? 'MAY_STILL_RUN' : null })
  } else if (!mayStillRun && isPast(lastMoment, now)) {
    await endWithoutAttempt(claim, { status: 'FAILED', failureCode: 'NEVER_SUBMITTED', reported: null, remark: null })
  } else {
    return Math.max(SECOND, elapsed(now, lastMoment))
  }
  return prediction.deletedAt === null ? null : 0
}

/** @returns milliseconds until this attempt wants to be looked at; null when it has ended or waits for a hand-over */
async function observeAttempt(claim: Claim, prediction: PredictionFacts, attempt: LoadedAttempt): Promise<number | null> {
  switch (attempt.state) {
    case 'PREPARED':
    case 'REFUSED':
    case 'ENDED':
      return null
    case 'SUBMITTING':
      return judgeSubmitting(prediction, attempt)
    case 'SUBMIT_UNKNOWN':
      return resolveUnknown(claim, prediction, attempt)
    case 'COLLECTING':
      if (attempt.rawStored) return withRoom((room) => collect(claim, attempt, room))
      return lookAtJob(claim, prediction, attempt)
    case 'IN_QUEUE':
    case 'IN_PROGRESS':
      return lookAtJob(claim, prediction, attempt)
  }
}

/** The process that called is gone if this is still so a minute after the call began. */
async function judgeSubmitting(prediction: PredictionFacts, attempt: LoadedAttempt): Promise<number> {
  const now = await databaseNow()
  const judgedAt = later(attempt.callingAt ?? now, SUBMIT_JUDGED_AFTER_MS)
  if (!isPast(judgedAt, now)) return Math.max(SECOND, elapsed(now, judgedAt))
  const names = { predictionId: prediction.id, teamId: prediction.teamId, attemptId: attempt.id, attemptNumber: attempt.number }
  await markUnknown(names, attempt.endpointRef, 'this server stopped between the call and its answer.')
  return SECOND
}

/** An unknown submit ends by the local endpoint's look-up, by the job that a webhook named, or by time; RunPod has no look-up. */
async function resolveUnknown(claim: Claim, prediction: PredictionFacts, attempt: LoadedAttempt): Promise<number | null> {
  const { address } = await doorTo(attempt)
  const seek = address?.kind === 'local' ? lookUpUnknown(claim, prediction, attempt, address) : address?.kind === 'runpod' ? waitForNamed(claim, attempt, address) : MINUTE
  const wait = await seek
  if (wait === null || wait === 0) return wait
  return isPast(silenceDeadline(attempt), await databaseNow()) ? giveUpUnknown(claim, attempt) : wait
}

/** By the job that a webhook named, if one did. */
const waitForNamed = async (claim: Claim, attempt: LoadedAttempt, address: EndpointAddress): Promise<number> => (await adoptNamedJob(claim, attempt, address)) ?? MINUTE

/** By the local endpoint's look-up. @returns as `observeAttempt`: 0 when it was adopted, null when it was voided, else how long to wait */
async function lookUpUnknown(claim: Claim, prediction: PredictionFacts, attempt: LoadedAttempt, address: EndpointAddress): Promise<number | null> {
  const answer = await voidAttempt(address, { jobId: prediction.id, attempt: attempt.id })
  // A job that another attempt has already is not this one's, whatever the endpoint says: it ends by time.
  if (answer.kind === 'found') return (await adopt(claim, attempt, answer.jobId)) ? 0 : MINUTE
  if (answer.kind !== 'voided') return 2 * SECOND
  await markVoid({ predictionId: prediction.id, attemptId: attempt.id })
  return null
}

/** No job of that submit can be left; only an answer that it has uploaded can. */
async function giveUpUnknown(claim: Claim, attempt: LoadedAttempt): Promise<number | null> {
  const end: Ending = { status: 'FAILED', failureCode: 'SUBMIT_LOST', reported: null, remark: null }
  return withRoom(async (room) => {
    const { decision, packed } = await withUpload(attempt, { ...unchanged({}, false), end }, room)
    if (!(await applyDecision(claim, attempt, decision, packed)) || decision.end !== null) return null
    return decision.next === 'collect' ? collect(claim, { ...attempt, ...decision.patch }, room) : MINUTE / 4
  })
}

/** Why a job must not run on: somebody cancelled or deleted, another attempt counts, or the prediction has ended. */
function cancelReason(prediction: PredictionFacts, attempt: LoadedAttempt): CancelReason | null {
  if (attempt.completedSeenAt !== null) return null
  if (attempt.cancelReason !== null) return attempt.cancelReason
  if (!attempt.current) return 'twin'
  if (prediction.cancelWishedAt !== null) return 'wish'
  return isTerminal(prediction.status) ? 'twin' : null
}

async function lookAtJob(claim: Claim, prediction: PredictionFacts, loaded: LoadedAttempt): Promise<number | null> {
  const door = await doorTo(loaded)
  const reason = cancelReason(prediction, loaded)
  const cancelled = loaded.cancelAnsweredAt !== null || (loaded.cancelCalledAt !== null && isSabotaged('cancelRepeated'))
  const sent = reason === null || cancelled ? { attempt: loaded, retryAfterMs: null } : await cancelNow(claim, prediction, loaded, door.address, reason)
  const { decision, wait } = await look(claim, prediction, sent.attempt, door)
  if (decision.next !== 'wait' && decision.next !== 'collect') {
    const { attempt } = await cancelNow(claim, prediction, sent.attempt, door.address, decision.next.cancel)
    return (await look(claim, prediction, attempt, door)).wait
  }
  return wait === null ? null : Math.max(wait, Math.min(LONGEST_MS, sent.retryAfterMs ?? 0))
}

type Cancelled = { attempt: LoadedAttempt; retryAfterMs: number | null }

/** Sends a cancel and remembers whether the endpoint answered it. What cannot be sent now is not written down as sent. */
async function cancelNow(claim: Claim, prediction: PredictionFacts, attempt: LoadedAttempt, address: EndpointAddress | null, reason: CancelReason): Promise<Cancelled> {
  const unsent = { attempt: { ...attempt, cancelReason: reason }, retryAfterMs: null }
  if (address === null || attempt.jobId === null || !(await noteCancel(claim, attempt, prediction.teamId, reason, false))) return unsent
  const answer = await cancelRun(address, attempt.jobId)
  if (answer.kind === 'answered') await noteCancel(claim, { ...attempt, cancelCalledAt: await databaseNow() }, prediction.teamId, reason, true)
  if (answer.kind === 'auth') await pauseForKey(attempt.endpointRef, answer.message)
  return { attempt: (await reloadAttempt(attempt.id)) ?? attempt, retryAfterMs: answer.kind === 'unavailable' ? answer.retryAfterMs : null }
}

type Looked = { decision: Decision; wait: number | null }

/** Room for an answer while something is done with it. */
async function withRoom<Value>(act: (room: AnswerRoom) => Promise<Value>, room: AnswerRoom = answerRoom()): Promise<Value> {
  try {
    return await act(room)
  } finally {
    room.leave()
  }
}

/** Reads the status, decides and writes; collects at once when the job is complete. */
function look(claim: Claim, prediction: PredictionFacts, attempt: LoadedAttempt, door: Door): Promise<Looked> {
  // An end that was just told at /status-sync. What is judged by the clock is asked for anew.
  const early = attempt.cancelReason === null && attempt.completedSeenAt === null ? earlyAnswers.take(attempt.id, performance.now()) : null
  const answered = async (room: AnswerRoom) => early?.answer ?? (await readStatusOf(attempt, door, room))
  return withRoom(async (room) => judge(await answered(room), room, claim, prediction, attempt, door.address), early?.room)
}

async function judge(answer: StatusAnswer, room: AnswerRoom, claim: Claim, prediction: PredictionFacts, attempt: LoadedAttempt, address: EndpointAddress | null): Promise<Looked> {
  const [observation, now] = await Promise.all([observed(attempt, answer, address), databaseNow()])
  const { decision, packed } = await withUpload(attempt, decideStatus(judged(attempt), observation, now), room)
  noteUnknownStatus(attempt, observation)
  const tellsEnd = answer.kind === 'job' && (answer.job.status === 'COMPLETED' || (decision.end !== null && hasEnded(answer.job.status)))
  const rawAnswer = packed ?? (tellsEnd ? await answer.raw.gzip() : null)
  if (!(await applyDecision(claim, attempt, decision, rawAnswer))) return { decision, wait: null }
  if (decision.pauseEndpoint && answer.kind === 'auth') await pauseForKey(attempt.endpointRef, answer.message)
  if (decision.end !== null) return { decision, wait: null }
  if (decision.next === 'collect') return { decision, wait: await collect(claim, { ...attempt, ...decision.patch }, room) }
  const waitsLong = decision.move === 'IN_QUEUE' && attempt.submittedAt !== null && elapsed(attempt.submittedAt, now) >= QUEUE_REASON_AFTER_MS
  if (waitsLong && address !== null) await isHealthy(attempt.endpointRef, address)
  if (answer.kind === 'unavailable' && answer.httpStatus === 429) await slowDown(attempt.endpointRef, answer.retryAfterMs)
  return { decision, wait: await waitAfter(prediction, attempt, observation, decision, now) }
}

/** What a decision is based on; a test may take away what was seen before. */
const judged = (attempt: LoadedAttempt): LoadedAttempt => ({
  ...attempt,
  ...(isSabotaged('stickyCompleted') && { completedSeenAt: null }),
  ...(isSabotaged('progressOrder') && { progress: null }),
})

/** An attempt's calls go to its own endpoint, whatever the settings have become. */
async function doorTo(attempt: LoadedAttempt): Promise<Door> {
  const deployed = isSabotaged('endpointPinned') ? ((await readDeployment())?.endpointId ?? null) : null
  return doorOf(deployed ?? attempt.endpointRef)
}

async function readStatusOf(attempt: LoadedAttempt, door: Door, room: AnswerRoom): Promise<StatusAnswer> {
  if (door.address === null) return door.shut
  if (attempt.jobId === null) return { kind: 'unavailable', httpStatus: null, retryAfterMs: null, message: 'This attempt has no job.' }
  return readStatus(door.address, attempt.jobId, { room })
}

async function observed(attempt: LoadedAttempt, answer: StatusAnswer, address: EndpointAddress | null): Promise<Observation> {
  if (answer.kind !== 'notFound') return observationOf(answer, address === null ? [] : [address.apiKey])
  const now = await databaseNow()
  const inGrace = attempt.submittedAt !== null && elapsed(attempt.submittedAt, now) < NOT_FOUND_GRACE_MS
  const healthy = !inGrace && address !== null && (await isHealthy(attempt.endpointRef, address))
  return { kind: 'notFound', endpointHealthy: healthy }
}

function noteUnknownStatus(attempt: LoadedAttempt, observation: Observation): void {
  if (observation.kind !== 'job' || isKnownStatus(observation.status) || attempt.lastStatus === observation.status) return
  log.warn({ attempt: attempt.id, status: observation.status.slice(0, 40) }, 'the endpoint reports a status that nobody knows; the deadlines hold')
}

async function waitAfter(prediction: PredictionFacts, attempt: LoadedAttempt, observation: Observation, decision: Decision, now: Date): Promise<number> {
  if (attempt.cancelReason !== null && attempt.cancelAnsweredAt === null) {
    return cancelAgainMs(prediction.cancelWishedAt === null ? null : elapsed(prediction.cancelWishedAt, now), observation.kind === 'unavailable' ? observation.retryAfterMs : null)
  }
  if (attempt.cancelReason !== null) return decision.answered ? 2 * SECOND : 5 * SECOND
  if (observation.kind === 'unavailable') return retryReadMs(attempt.unansweredCount + 1, observation.retryAfterMs, Math.random())
  if (observation.kind === 'auth') return MINUTE / 2
  const { watched } = prediction
  return lookAgainMs({
    watched, now,
    awaited: attempt.awaitedUntil !== null && attempt.awaitedUntil > now,
    crowd: await crowdAt(attempt.endpointRef, watched),
    since: attempt.firstRunningAt ?? attempt.submittedAt ?? now,
    pollIntervalMs: (await currentSettings()).runpod.pollIntervalMs,
    random: Math.random(),
  })
}
