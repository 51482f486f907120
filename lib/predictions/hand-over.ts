import 'server-only'
// Handing work to the endpoint: health and window, T2, T2b, the call, T3. No machine repeats a submit whose outcome is unknown.
import { GPU_ENDPOINT } from '@/lib/compute/chosen-endpoint'
import { mayStandIn, newestEndpoint } from '@/lib/compute/deployment'
import { endpointAddress, readEndpoint, type EndpointState } from '@/lib/compute/endpoint-store'
import type { SubmitAnswer } from '@/lib/compute/answers'
import { submitRun } from '@/lib/compute/job-api'
import { runRequest, type RunRequest } from '@/lib/compute/run-request'
import { env } from '@/lib/env'
import { MINUTE, SECOND } from '@/lib/clock'
import { sha256 } from '@/lib/crypto'
import { databaseNow } from '@/lib/db'
import { log } from '@/lib/log'
import { chooseRoute, UNAVAILABLE_WORDS, type Unavailable } from '@/lib/predictions/choose-route'
import { decideSubmit, pauseMs } from '@/lib/predictions/decide-submit'
import { liftIfHealthy, refreshHealth } from '@/lib/predictions/endpoint-health'
import { giveBack } from '@/lib/predictions/give-back'
import { markAccepted, markRefused, markUnknown, markVoid, markWrong, takeBackCalling } from '@/lib/predictions/hand-over-answer-store'
import { anyQueued, claimForSubmit, markCalling, type HandOver, type Sent } from '@/lib/predictions/hand-over-store'
import { routeFacts } from '@/lib/predictions/route-facts'
import { signedUpload } from '@/lib/predictions/uploads'
import { webhookBase, webhookUrl } from '@/lib/predictions/webhook-address'
import { standingWorkers, windowSize } from '@/lib/predictions/window'
import type { Settings } from '@/lib/settings/choices'
import { crashPoint, isSabotaged } from '@/lib/test-switches'

/** The call must begin within this time of T2b, or not at all: others may judge the attempt by its `callingAt`. */
const CALL_WITHIN_MS = 10 * SECOND
const T3_RETRY_MS = SECOND
const LONGEST_T3_PAUSE = 10
/** What waits for a place is looked at this often, so that its 14 days are noticed. */
const WAITING_LOOK_MS = 5 * MINUTE

/** Where work is handed to, and where it can call back; null where it cannot. */
export type Destination = { endpoint: EndpointState; webhookBase: string | null }

/** Claims what the chosen endpoint, or its stand-in, has places for, at most `most`. Nothing is called yet. */
export async function claimHandOvers(holder: number, most: number): Promise<(Destination & { handOvers: HandOver[] }) | null> {
  const taker = await currentTaker()
  if (taker === null) return null
  const { endpoint, fallback, selfUrl, settings } = taker
  // What waits at a worker of one's own does not go back to RunPod, so nothing waits there.
  const window = fallback === null ? windowSize(endpoint.health, settings.runpod.maxInFlight) : standingWorkers(endpoint.health)
  const maxTokens = endpoint.id === GPU_ENDPOINT.id ? settings.local.maxTokens : null
  const handOvers = await claimForSubmit(holder, endpoint.id, { target: endpoint.target, window, most, maxTokens, fallback })
  if (handOvers.length > 0) crashPoint('afterT2')
  return { endpoint, webhookBase: webhookBase(endpoint, { publicUrl: env().publicUrl, selfUrl }), handOvers }
}

let hasSaid = false
function sayOnce(): null {
  if (!hasSaid) log.warn({}, 'another process started later with other settings: this one goes on with what is in flight, and submits nothing new')
  hasSaid = true
  return null
}

/** Who takes jobs now; null while nobody does, or nothing waits. */
async function currentTaker(): Promise<{ endpoint: EndpointState; fallback: Unavailable | null; selfUrl: string | null; settings: Settings } | null> {
  const current = await newestEndpoint()
  if (current.kind === 'superseded') return sayOnce()
  const chosen = current.kind === 'endpoint' ? current.endpoint : null
  // A pause is probed though nothing waits: the pages say that predictions cannot run until it is lifted.
  // Own workers come and go: the pages say whether one is there.
  const isIdle = chosen?.pausedCode === null && !(await anyQueued(chosen.target))
  if (isIdle && chosen.id !== GPU_ENDPOINT.id) return null
  const endpoint = chosen === null ? null : await refreshHealth(chosen.id)
  const { selfUrl, settings } = current
  if (isIdle) return null
  if (endpoint !== null && endpoint.pausedCode === null) return { endpoint, fallback: null, selfUrl, settings }
  const standIn = await readyStandIn(chosen?.id ?? null, settings)
  return standIn && { ...standIn, selfUrl, settings }
}

/** The own workers' endpoint, when they may take over and one of them is ready. */
async function readyStandIn(chosenId: string | null, settings: Settings): Promise<{ endpoint: EndpointState; fallback: Unavailable } | null> {
  if (!mayStandIn(settings)) return null
  // Also while nothing waits: the pages say whether one is ready.
  const [chosen, endpoint] = await Promise.all([chosenId === null ? null : readEndpoint(chosenId), refreshHealth(GPU_ENDPOINT.id)])
  if (!(await anyQueued(GPU_ENDPOINT.target))) return null
  const route = chooseRoute(routeFacts(chosen, endpoint, settings, await databaseNow()), 0)
  if (route.to !== 'standIn' || endpoint === null) return null
  if (route.because === 'UNREACHABLE' && chosen !== null && (await liftIfHealthy(chosen))) return null
  return { endpoint, fallback: route.because }
}

/** T2b, the call, T3, and the claim given back; what was not taken is looked at soon, since its 14 days go on. Never throws: what goes wrong in between is judged by the rows. */
export async function handOver(handOver: HandOver, destination: Destination): Promise<void> {
  const accepted = await callAndRecord(handOver, destination).catch((error: unknown) => {
    log.error({ prediction: handOver.predictionId, reason: reasonOf(error) }, 'a hand-over did not come to its end')
    return false
  })
  await giveBack(handOver, accepted ? SECOND / 2 : WAITING_LOOK_MS)
}

const reasonOf = (error: unknown): string => (error instanceof Error ? error.message : String(error))

async function callAndRecord(handOver: HandOver, { endpoint, webhookBase: base }: Destination): Promise<boolean> {
  const address = await endpointAddress(endpoint.id)
  const body = await requestOf(handOver, endpoint, base)
  if (address === null || !(await markedCalling(handOver, body))) return false
  crashPoint('afterT2b')
  const markedWall = Date.now()
  const markedMonotonic = performance.now()
  const mayLeave = (): boolean => Math.max(Date.now() - markedWall, performance.now() - markedMonotonic) <= CALL_WITHIN_MS
  return record(handOver, endpoint, await submitRun(address, body, { mayLeave, secrets: secretsIn(body) }))
}

const secretsIn = ({ input }: RunRequest): string[] => Object.values(input.uploads ?? {})

/** @throws when the mark was not confirmed; then it does not stand either, and the attempt can be called by the next claim */
async function markedCalling(handOver: HandOver, body: RunRequest): Promise<boolean> {
  try {
    return await markCalling(handOver, sentOf(body))
  } catch (error) {
    await untilStored(() => takeBackCalling(handOver), handOver)
    throw error
  }
}

async function requestOf({ predictionId, attemptId, webhookToken, name, yaml, options, executionTimeoutMs, ttlMs }: HandOver, { target }: EndpointState, base: string | null): Promise<RunRequest> {
  const calledBackAt = base === null ? null : webhookUrl(base, attemptId, webhookToken)
  // What is simulated is small, and its endpoint on this machine forgets nothing.
  const uploadAddress = target === 'real' ? await signedUpload(attemptId, ttlMs) : null
  return runRequest({ predictionId, attemptId, name, yaml, options, executionTimeoutMs, ttlMs, webhookUrl: calledBackAt, uploadAddress })
}

/** What is about to be sent, as it is sent: it can be compared with what is stored, and with the endpoint's own ledger. */
const sentOf = ({ input }: RunRequest): Sent => ({
  sentInputSha256: sha256(JSON.stringify(input)),
  sentYamlSha256: sha256(Buffer.from(input.input_yaml, 'base64')),
  upload: input.uploads === undefined ? null : 'offered',
})

async function record(handOver: HandOver, endpoint: EndpointState, answer: SubmitAnswer): Promise<boolean> {
  crashPoint('answerReadBeforeT3')
  const verdict = decideSubmit(answer, handOver.tries, Math.random())
  switch (verdict.kind) {
    case 'accepted':
      // The job is paid for: its id is in the log as well, and T3 is repeated while this process lives.
      log.info({ prediction: handOver.predictionId, attempt: handOver.attemptId, job: verdict.jobId }, 'the endpoint took the job')
      if (handOver.fallback !== null) log.warn({ prediction: handOver.predictionId }, `a worker of one's own runs it, because ${UNAVAILABLE_WORDS[handOver.fallback]}`)
      if ((await untilStored(() => markAccepted(handOver, endpoint.id, verdict.jobId), handOver)) === 'foreign') {
        await untilStored(() => markUnknown(handOver, endpoint.id, 'it answered with the id of another job.'), handOver)
      }
      crashPoint('afterT3')
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
      await untilStored(() => markVoid(handOver), handOver)
      return false
    case 'unknown':
      if (isSabotaged('atMostOnce')) {
        await untilStored(() => markRefused(handOver, endpoint.id, { notBeforeMs: 0, pausedCode: null, words: null, pauseStep: null }), handOver)
        return false
      }
      await untilStored(() => markUnknown(handOver, endpoint.id, verdict.words), handOver)
      return true
  }
}

/**
 * Repeats a write that must not be lost for as long as this process lives. Others may take the lease over meanwhile and judge the call
 * unknown; every write of T3 counts all the same.
 */
async function untilStored<Value>(write: () => Promise<Value>, { attemptId }: HandOver): Promise<Value> {
  for (let tries = 1; ; tries += 1) {
    try {
      return await write()
    } catch (error) {
      log.error({ attempt: attemptId, tries, reason: reasonOf(error) }, 'what the endpoint answered could not be stored yet')
      await new Promise((resolve) => setTimeout(resolve, Math.min(tries, LONGEST_T3_PAUSE) * T3_RETRY_MS))
    }
  }
}
