// What an endpoint's answers mean, call by call: the table of answer classes as pure functions. Refuses to guess: what proves nothing is ambiguous.
import { z } from 'zod'
import { isRunPodId } from '@/lib/compute/address'
import { reportedWords } from '@/lib/compute/error-text'
import { bodyText, isSuccess, readJsonBody, type Exchange } from '@/lib/compute/exchange'
import type { JobMembers } from '@/lib/compute/job-members'
import type { RawAnswer } from '@/lib/compute/raw-answer'
import { RunPodAccepted, RunPodHealth, type RunPodJob } from '@/lib/compute/wire'

export type RefusedBecause = 'network' | 'auth' | 'notFound' | 'rate' | 'tooLarge' | 'conflict' | 'request'

/** `accepted`: a job exists. `refused`: proof that nothing runs. `ambiguous`: it may run, and must not be sent again by a machine. */
export type SubmitAnswer =
  | { kind: 'accepted'; jobId: string; status: string | null }
  | { kind: 'refused'; because: RefusedBecause; httpStatus: number | null; retryAfterMs: number | null; message: string }
  | { kind: 'ambiguous'; httpStatus: number | null; message: string }

export type AuthAnswer = { kind: 'auth'; httpStatus: number; message: string }
export type NotFoundAnswer = { kind: 'notFound'; message: string }
/** `unsent`: our own limiter had no place for the call, which says nothing about the endpoint. `because`: where it is known what is in the way. */
export type UnavailableAnswer = { kind: 'unavailable'; httpStatus: number | null; retryAfterMs: number | null; message: string; unsent?: true; because?: 'tls' | 'notJson' }

export type StatusAnswer = { kind: 'job'; job: RunPodJob; raw: RawAnswer } | NotFoundAnswer | AuthAnswer | UnavailableAnswer
/** `answered` is any 2xx without a body or with JSON, or 4xx but 401, 403, 408 and 429: the endpoint has heard the cancel. A page of a proxy with 200 is none of it. */
export type CancelAnswer = { kind: 'answered'; httpStatus: number } | AuthAnswer | UnavailableAnswer
export type HealthAnswer = { kind: 'ok'; health: RunPodHealth } | NotFoundAnswer | AuthAnswer | UnavailableAnswer
export type VoidAnswer = { kind: 'found'; jobId: string } | { kind: 'voided' } | { kind: 'unavailable'; message: string }

/** "The endpoint answered 404: job not found", with the key hidden and the text capped. */
function answeredWords(httpStatus: number, body: Uint8Array, secrets: readonly string[]): string {
  const words = reportedWords(bodyText(body), secrets)
  return words ? `The endpoint answered ${httpStatus}: ${words}` : `The endpoint answered ${httpStatus} without words.`
}

function refusedBecause(httpStatus: number, words: string, kind: 'runpod' | 'local'): RefusedBecause {
  if (httpStatus === 401 || httpStatus === 403) return 'auth'
  if (httpStatus === 404) return 'notFound'
  if (httpStatus === 429) return 'rate'
  if (httpStatus === 413 || (httpStatus === 400 && words.includes('exceeded max body size'))) return 'tooLarge'
  // Only the local endpoint promises a meaning for 409: this pair of job and attempt was voided.
  return httpStatus === 409 && kind === 'local' ? 'conflict' : 'request'
}

/** The answer class of a `/run`. 408, 5xx, redirects and 2xx without a usable id prove nothing. */
export function submitAnswer(exchange: Exchange, kind: 'runpod' | 'local', secrets: readonly string[]): SubmitAnswer {
  if (exchange.kind === 'failed') {
    const { httpStatus, message } = exchange
    if (exchange.bytesLeft) return { kind: 'ambiguous', httpStatus, message }
    return { kind: 'refused', because: 'network', httpStatus: null, retryAfterMs: null, message }
  }
  const { httpStatus, body } = exchange
  if (isSuccess(httpStatus)) {
    const json = readJsonBody(body)
    const accepted = json.ok ? RunPodAccepted.safeParse(json.value) : null
    if (accepted?.success && isRunPodId(accepted.data.id)) return { kind: 'accepted', jobId: accepted.data.id, status: accepted.data.status }
    return { kind: 'ambiguous', httpStatus, message: `The endpoint answered ${httpStatus} without a job id that can be used.` }
  }
  const message = answeredWords(httpStatus, body, secrets)
  if (httpStatus < 400 || httpStatus === 408 || httpStatus >= 500) return { kind: 'ambiguous', httpStatus, message }
  return { kind: 'refused', because: refusedBecause(httpStatus, message, kind), httpStatus, retryAfterMs: exchange.retryAfterMs, message }
}

type Answered = Extract<Exchange, { kind: 'answer' }>

const notUnderstood = (answer: Answered, message: string): UnavailableAnswer => ({
  kind: 'unavailable',
  httpStatus: answer.httpStatus,
  retryAfterMs: answer.retryAfterMs,
  message,
})

/** What reading calls have in common: no answer, wrong key, "later". Whatever else was answered comes back as it is. */
function heard(exchange: Exchange, secrets: readonly string[]): Answered | AuthAnswer | UnavailableAnswer {
  if (exchange.kind === 'failed') return { kind: 'unavailable', httpStatus: exchange.httpStatus, retryAfterMs: null, message: exchange.message, ...(exchange.isTls === true && { because: 'tls' }) }
  const { httpStatus, body } = exchange
  if (httpStatus === 401 || httpStatus === 403) return { kind: 'auth', httpStatus, message: answeredWords(httpStatus, body, secrets) }
  const later = httpStatus < 200 || (httpStatus >= 300 && httpStatus < 400) || httpStatus === 408 || httpStatus === 429 || httpStatus >= 500
  return later ? notUnderstood(exchange, answeredWords(httpStatus, body, secrets)) : exchange
}

/** As `heard`, for calls whose body matters: only a 2xx comes back as it is. */
function heardSuccess(exchange: Exchange, secrets: readonly string[]): Answered | AuthAnswer | NotFoundAnswer | UnavailableAnswer {
  const answer = heard(exchange, secrets)
  if (answer.kind !== 'answer' || isSuccess(answer.httpStatus)) return answer
  const message = answeredWords(answer.httpStatus, answer.body, secrets)
  return answer.httpStatus === 404 ? { kind: 'notFound', message } : notUnderstood(answer, message)
}

const NOT_A_JOB = { notJson: 'The endpoint answered something that is not JSON.', noStatus: 'The endpoint answered without a status.' } as const

const ENDLESS_WORDS = 'The answer of the endpoint is larger than 64 MB, and what came of it does not say how its job is.'

/** What `/status` said about job `jobId`, whose members have seen the body pass by. An answer about another job is no answer. */
export function statusAnswer(exchange: Exchange, members: JobMembers, jobId: string, secrets: readonly string[]): StatusAnswer {
  const answer = heardSuccess(exchange, secrets)
  if (answer.kind !== 'answer') return answer
  const { raw } = answer
  const read = members.read({ unended: !raw.isWhole })
  if (!read.ok) return notUnderstood(answer, raw.isWhole || read.because === 'notJson' ? NOT_A_JOB[read.because] : ENDLESS_WORDS)
  if (read.job.id !== null && read.job.id !== jobId) return notUnderstood(answer, 'The endpoint answered about another job.')
  return { kind: 'job', job: read.job, raw }
}

export function cancelAnswer(exchange: Exchange, secrets: readonly string[]): CancelAnswer {
  const answer = heard(exchange, secrets)
  if (answer.kind !== 'answer') return answer
  const isPage = isSuccess(answer.httpStatus) && answer.body.length > 0 && !readJsonBody(answer.body).ok
  if (isPage) return notUnderstood(answer, 'The endpoint answered /cancel with something that is not JSON.')
  return { kind: 'answered', httpStatus: answer.httpStatus }
}

const Counters = z.record(z.string(), z.unknown())
/** RunPod sends both, and each counter may be missing. Another server's JSON has neither. */
const HasCounters = z.union([z.object({ jobs: Counters }), z.object({ workers: Counters })])

export function healthAnswer(exchange: Exchange, secrets: readonly string[]): HealthAnswer {
  const answer = heardSuccess(exchange, secrets)
  if (answer.kind !== 'answer') return answer
  const json = readJsonBody(answer.body)
  if (!json.ok) return { ...notUnderstood(answer, 'The endpoint answered /health with something that is not JSON.'), because: 'notJson' }
  const health = HasCounters.safeParse(json.value).success ? RunPodHealth.safeParse(json.value) : null
  if (health?.success) return { kind: 'ok', health: health.data }
  const words = reportedWords(bodyText(answer.body), secrets)
  return notUnderstood(answer, `The endpoint answered /health without counters of jobs or workers${words ? `: ${words}` : '.'}`)
}

const VoidReply = z.union([z.object({ found: z.literal(true), id: z.string() }), z.object({ found: z.literal(false) })])

/** What the local endpoint's look-up said. Anything but its two sentences leaves the question open. */
export function voidAnswer(exchange: Exchange, secrets: readonly string[]): VoidAnswer {
  const answer = heardSuccess(exchange, secrets)
  if (answer.kind !== 'answer') return { kind: 'unavailable', message: answer.message }
  const json = readJsonBody(answer.body)
  const reply = json.ok ? VoidReply.safeParse(json.value) : null
  if (!reply?.success) return { kind: 'unavailable', message: 'The local endpoint answered its look-up with something unknown.' }
  if (!reply.data.found) return { kind: 'voided' }
  return isRunPodId(reply.data.id) ? { kind: 'found', jobId: reply.data.id } : { kind: 'unavailable', message: 'The local endpoint named a job id that can not be used.' }
}
