import 'server-only'
// The calls of RunPod's job API that Atomera makes. Never throws for what a network or an endpoint may do, never sends anything twice.
import { addressProblem, endpointUrl, isRunPodId, type EndpointAddress } from '@/lib/compute/address'
import {
  cancelAnswer,
  healthAnswer,
  statusAnswer,
  submitAnswer,
  voidAnswer,
  type CancelAnswer,
  type HealthAnswer,
  type StatusAnswer,
  type SubmitAnswer,
  type UnavailableAnswer,
  type VoidAnswer,
} from '@/lib/compute/answers'
import { answerRoom, type AnswerRoom } from '@/lib/compute/answer-room'
import { breakerOf, type Breaker, type Note } from '@/lib/compute/breaker'
import type { Exchange } from '@/lib/compute/exchange'
import { exchange, type Call } from '@/lib/compute/http'
import { gateOf, type Operation } from '@/lib/compute/limiter'
import { JobMembers } from '@/lib/compute/job-members'
import { MAX_RUN_BYTES, serializedSize } from '@/lib/compute/run-request'

const SUBMIT_MS = 30_000
const READ_MS = 15_000
/** How long a call waits for its turn before it says "later"; short, because a submit must leave within 10 s of its record. */
const PATIENCE_MS = 3_000
/** RunPod's own bounds for the wait of `/status-sync`. */
const LONG_POLL_MS = { least: 1_000, most: 300_000 }

const nothingLeft = (message: string): Exchange => ({ kind: 'failed', bytesLeft: false, httpStatus: null, message })

type Unsent = UnavailableAnswer & { unsent: true }

const unsent = (retryAfterMs: number, message: string): Unsent => ({ kind: 'unavailable', httpStatus: null, retryAfterMs, message, unsent: true })

/** Makes a call in its turn; an address or id that must not be called ends before anything leaves. */
async function inTurn(address: EndpointAddress, operation: Operation | 'statusSync', call: () => Call): Promise<Exchange | Unsent> {
  const problem = addressProblem(address)
  if (problem?.level === 'refused') return nothingLeft(`${problem.message} ${problem.cure}`)
  const endpoint = `${address.baseUrl} ${address.endpointId}`
  const release = await gateOf(endpoint, operation === 'statusSync' ? 'status' : operation).enter(PATIENCE_MS)
  if (release === null) return unsent(1_000, 'Too many calls to this endpoint at the moment; this one waits its turn.')
  try {
    const note = noteOf(breakerOf(endpoint), operation)
    if (typeof note === 'number') return unsent(note, 'The endpoint has not answered lately; it is left in peace for a moment.')
    const outcome = await exchange(address, call())
    note(outcome.kind === 'answer' && outcome.httpStatus < 500 && outcome.httpStatus !== 408)
    return outcome
  } finally {
    release()
  }
}

/** Whom the breaker stands before. A submit and a question for its health decide by themselves; a long poll may end badly on its way without the endpoint being to blame. */
function noteOf(breaker: Breaker, operation: Operation | 'statusSync'): Note | number {
  if (operation === 'run' || operation === 'health') return breaker.note
  if (operation !== 'statusSync') return breaker.enter()
  return breaker.waitMs() || ((heard) => heard && breaker.note(true))
}

const strangeId = { kind: 'unavailable', httpStatus: null, retryAfterMs: null, message: 'This job id can not be asked for: it holds characters that no RunPod id has.' } as const

export type SubmitOptions = {
  signal?: AbortSignal
  /** Asked once the connection stands, just before the first byte; false: nothing leaves, and that is the answer. */
  mayLeave?: () => boolean
  /** Called once the request begins to leave. */
  onBytesLeft?: () => void
  /** What the body holds and nobody else may know: hidden in what the endpoint says, as its key is. */
  secrets?: readonly string[]
}

const notBegun = { kind: 'refused', because: 'rate', httpStatus: null, retryAfterMs: 1_000, message: 'The call was not begun, because this server was too slow.' } as const

/** POST /run on a connection of its own: connect 5 s, 30 s in all. */
export async function submitRun(address: EndpointAddress, body: unknown, { mayLeave, secrets = [], ...options }: SubmitOptions = {}): Promise<SubmitAnswer> {
  const text = JSON.stringify(body)
  const size = serializedSize(body)
  if (size > MAX_RUN_BYTES) {
    const message = `The request is ${size} bytes; RunPod takes at most ${MAX_RUN_BYTES} with a margin for its envelope.`
    return { kind: 'refused', because: 'tooLarge', httpStatus: null, retryAfterMs: null, message }
  }
  let isTooLate = false
  const inTime = (): boolean => {
    isTooLate = mayLeave?.() === false
    return !isTooLate
  }
  const outcome = await inTurn(address, 'run', () => ({
    method: 'POST',
    url: endpointUrl(address, ['run']),
    route: '/run',
    body: text,
    silenceMs: SUBMIT_MS,
    wholeMs: SUBMIT_MS,
    fresh: true,
    mayLeave: inTime,
    ...options,
  }))
  if (isTooLate) return notBegun
  if (outcome.kind === 'unavailable') return { kind: 'refused', because: 'rate', httpStatus: null, retryAfterMs: outcome.retryAfterMs, message: outcome.message }
  return submitAnswer(outcome, address.kind, [address.apiKey, ...secrets])
}

export type StatusOptions = {
  waitMs?: number
  signal?: AbortSignal
  /** Where the caller goes on with the answer's bytes: it holds the room until it is done with them. */
  room?: AnswerRoom
}

/** GET /status, or /status-sync when `waitMs` is given: then the endpoint answers early if the job ends, or as it is when the wait is over. */
export async function readStatus(address: EndpointAddress, jobId: string, { waitMs, signal, room }: StatusOptions = {}): Promise<StatusAnswer> {
  if (!isRunPodId(jobId)) return strangeId
  const wait = waitMs === undefined ? null : Math.min(Math.max(Math.round(waitMs), LONG_POLL_MS.least), LONG_POLL_MS.most)
  const route = wait === null ? 'status' : 'status-sync'
  const members = new JobMembers()
  const ownRoom = answerRoom()
  const outcome = await inTurn(address, wait === null ? 'status' : 'statusSync', () => ({
    method: 'GET',
    url: endpointUrl(address, [route, jobId], wait === null ? {} : { wait: String(wait) }),
    route: `/${route}`,
    jobId,
    silenceMs: READ_MS + (wait ?? 0),
    signal,
    taking: { room: room ?? ownRoom, watch: (piece) => members.push(piece) },
  }))
  ownRoom.leave()
  return outcome.kind === 'unavailable' ? outcome : statusAnswer(outcome, members, jobId, [address.apiKey])
}

/** POST /cancel. That the endpoint has heard it does not say that the job was stopped: `/status` does. */
export async function cancelRun(address: EndpointAddress, jobId: string): Promise<CancelAnswer> {
  if (!isRunPodId(jobId)) return strangeId
  const call = (): Call => ({
    method: 'POST',
    url: endpointUrl(address, ['cancel', jobId]),
    route: '/cancel',
    jobId,
    body: '{}',
    silenceMs: READ_MS,
    wholeMs: READ_MS,
  })
  const outcome = await inTurn(address, 'cancel', call)
  return outcome.kind === 'unavailable' ? outcome : cancelAnswer(outcome, [address.apiKey])
}

/** GET /health: costs nothing and starts nothing. */
export async function readHealth(address: EndpointAddress): Promise<HealthAnswer> {
  const call = (): Call => ({ method: 'GET', url: endpointUrl(address, ['health']), route: '/health', silenceMs: READ_MS, wholeMs: READ_MS })
  const outcome = await inTurn(address, 'health', call)
  return outcome.kind === 'unavailable' ? outcome : healthAnswer(outcome, [address.apiKey])
}

/**
 * The local endpoint's own look-up: finds the job of this prediction and attempt, or makes sure that none is ever taken.
 * RunPod has nothing like it, so for RunPod the question stays open.
 */
export async function voidAttempt(address: EndpointAddress, pair: { jobId: string; attempt: string }): Promise<VoidAnswer> {
  if (address.kind !== 'local') return { kind: 'unavailable', message: 'RunPod has no look-up for a submit whose answer was lost.' }
  const call = (): Call => ({
    method: 'POST',
    url: new URL(`/local/${encodeURIComponent(address.endpointId)}/void`, address.baseUrl),
    route: '/local/void',
    body: JSON.stringify({ job_id: pair.jobId, attempt: pair.attempt }),
    silenceMs: READ_MS,
    wholeMs: READ_MS,
  })
  const outcome = await inTurn(address, 'health', call)
  return outcome.kind === 'unavailable' ? outcome : voidAnswer(outcome, [address.apiKey])
}
