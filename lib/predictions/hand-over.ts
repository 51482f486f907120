import 'server-only'
// Handing work to the endpoint: health and window, T2, T2b, the call, T3. No machine repeats a submit whose outcome is unknown.
import { currentEndpoint } from '@/lib/compute/deployment'
import { endpointAddress, type EndpointState } from '@/lib/compute/endpoint-store'
import type { EndpointAddress } from '@/lib/compute/address'
import type { SubmitAnswer } from '@/lib/compute/answers'
import { submitRun } from '@/lib/compute/job-api'
import { runRequest } from '@/lib/compute/run-request'
import { env } from '@/lib/env'
import { MINUTE, SECOND } from '@/lib/clock'
import { log } from '@/lib/log'
import { release } from '@/lib/predictions/claim-store'
import { decideSubmit, pauseMs } from '@/lib/predictions/decide-submit'
import { refreshHealth } from '@/lib/predictions/endpoint-health'
import { anyQueued, claimForSubmit, markAccepted, markCalling, markRefused, markUnknown, markVoid, markWrong, type HandOver } from '@/lib/predictions/hand-over-store'
import { windowSize } from '@/lib/predictions/window'

/** The call must begin within this time of T2b, or not at all: others may judge the attempt by its `callingAt`. */
const CALL_WITHIN_MS = 10 * SECOND
const T3_RETRY_MS = SECOND
/** What waits for a place is looked at this often, so that its 14 days are noticed. */
const WAITING_LOOK_MS = 5 * MINUTE

/** Claims what the current endpoint has places for, at most `most`. Nothing is called yet. */
export async function claimHandOvers(holder: number, most: number): Promise<{ endpoint: EndpointState; handOvers: HandOver[] } | null> {
  const current = await currentEndpoint()
  if (current.kind !== 'endpoint') return null
  // A pause is probed though nothing waits: the pages say that predictions cannot run until it is lifted.
  if (current.endpoint.pausedCode === null && !(await anyQueued(current.endpoint.target))) return null
  const endpoint = await refreshHealth(current.endpoint)
  if (endpoint === null || endpoint.pausedCode !== null) return null
  const window = windowSize(endpoint.health, env().runpod.maxInFlight)
  return { endpoint, handOvers: await claimForSubmit(holder, endpoint.id, { target: endpoint.target, window, most }) }
}

/** T2b, the call, T3, and the claim given back; what was not taken is looked at soon, since its 14 days go on. Never throws: what goes wrong in between is judged by the rows. */
export async function handOver(handOver: HandOver, endpoint: EndpointState): Promise<void> {
  const accepted = await callAndRecord(handOver, endpoint).catch((error: unknown) => {
    log.error({ prediction: handOver.predictionId, reason: reasonOf(error) }, 'a hand-over did not come to its end')
    return false
  })
  await release(handOver, accepted ? SECOND / 2 : WAITING_LOOK_MS).catch((error: unknown) =>
    log.error({ prediction: handOver.predictionId, reason: reasonOf(error) }, 'a claim could not be given back; its lease will end'),
  )
}

const reasonOf = (error: unknown): string => (error instanceof Error ? error.message : String(error))

async function callAndRecord(handOver: HandOver, endpoint: EndpointState): Promise<boolean> {
  const address = await endpointAddress(endpoint.id)
  if (address === null || !(await markCalling(handOver))) return false
  const markedWall = Date.now()
  const markedMonotonic = performance.now()
  const answer = await call(handOver, address, () => Math.max(Date.now() - markedWall, performance.now() - markedMonotonic) <= CALL_WITHIN_MS)
  return record(handOver, endpoint, answer)
}

async function call(handOver: HandOver, address: EndpointAddress, inTime: () => boolean): Promise<SubmitAnswer> {
  const { predictionId, attemptId, name, yaml, options, executionTimeoutMs, ttlMs } = handOver
  const body = runRequest({ predictionId, attemptId, name, yaml, options, executionTimeoutMs, ttlMs, webhookUrl: null })
  if (!inTime()) {
    return { kind: 'refused', because: 'rate', httpStatus: null, retryAfterMs: SECOND, message: 'The call was not begun, because this server was too slow.' }
  }
  return submitRun(address, body)
}

async function record(handOver: HandOver, endpoint: EndpointState, answer: SubmitAnswer): Promise<boolean> {
  const verdict = decideSubmit(answer, handOver.tries, Math.random())
  switch (verdict.kind) {
    case 'accepted':
      // The job is paid for: its id is in the log as well, and T3 is repeated while this process lives.
      log.info({ prediction: handOver.predictionId, attempt: handOver.attemptId, job: verdict.jobId }, 'the endpoint took the job')
      if ((await untilStored(() => markAccepted(handOver, endpoint.id, verdict.jobId), handOver)) === 'foreign') {
        await untilStored(() => markUnknown(handOver, endpoint.id, 'it answered with the id of another job.'), handOver)
      }
      return true
    case 'later': {
      const wait = verdict.pause === null
        ? { notBeforeMs: verdict.notBeforeMs, pausedCode: null, words: null, pauseStep: null }
        : { notBeforeMs: pauseMs(endpoint.pauseStep, endpoint.kind), pausedCode: verdict.pause.code, words: verdict.pause.words, pauseStep: endpoint.pauseStep + 1 }
      await untilStored(() => markRefused(handOver, endpoint.id, wait), handOver)
      return false
    }
    case 'failed':
      await untilStored(() => markWrong(handOver, verdict.failureCode, verdict.reported), handOver)
      return true
    case 'void':
      await untilStored(() => markVoid(handOver.attemptId), handOver)
      return false
    case 'unknown':
      await untilStored(() => markUnknown(handOver, endpoint.id, verdict.words), handOver)
      return true
  }
}

/** Repeats a write that must not be lost while the process lives, for as long as the lease could be renewed. */
async function untilStored<Value>(write: () => Promise<Value>, { attemptId }: HandOver): Promise<Value> {
  for (let tries = 1; ; tries += 1) {
    try {
      return await write()
    } catch (error) {
      log.error({ attempt: attemptId, tries, reason: reasonOf(error) }, 'what the endpoint answered could not be stored yet')
      if (tries >= 600) throw error
      await new Promise((resolve) => setTimeout(resolve, T3_RETRY_MS))
    }
  }
}
