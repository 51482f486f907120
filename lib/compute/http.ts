import 'server-only'
// One HTTP call to an endpoint, with time limits, a cap on the answer and proof of whether anything left.
// Follows no redirect, repeats nothing, and writes no key, sequence or query to the log.
import type { EndpointAddress } from '@/lib/compute/address'
import { AnswerPacked, unpacked } from '@/lib/compute/answer-body'
import { answerForLog } from '@/lib/compute/answer-log'
import { CallEnded, piecesOf, send } from '@/lib/compute/connection'
import { isSuccess, type Exchange } from '@/lib/compute/exchange'
import { plainWords } from '@/lib/compute/error-text'
import { receive, type Taking } from '@/lib/compute/raw-answer'
import { retryAfterMs } from '@/lib/compute/retry-after'
import { log } from '@/lib/log'
import { crashPoint, isCrashArmed } from '@/lib/test-switches'

/** The longest any answer may take to arrive, however steadily it drips. */
const WHOLE_ANSWER_MS = 300_000
/** Of what is no answer to the question only the words are of use. */
const MOST_REFUSAL_BYTES = 64 * 1024

export type Call = {
  method: 'GET' | 'POST'
  url: URL
  /** For the log: the route without ids and query. */
  route: string
  jobId?: string
  body?: string
  /** Longest wait for the head of the answer, and between two pieces of its body. */
  silenceMs: number
  /** Longest for the whole call; without it, large answers may take minutes as long as bytes keep coming. */
  wholeMs?: number
  /** Uses a connection of its own instead of a kept one. */
  fresh?: boolean
  signal?: AbortSignal
  /** Asked when the connection stands; false: the request must not leave any more. */
  mayLeave?: () => boolean
  /** Called when the request begins to leave. */
  onBytesLeft?: () => void
  /** What is wanted of a successful answer beyond its first MB; of any other answer that is enough. */
  taking?: Taking
}

const CAUSES: Record<string, string> = {
  ENOTFOUND: 'Its host name is not known.',
  EAI_AGAIN: 'Its host name could not be looked up.',
  ECONNREFUSED: 'The connection was refused.',
  ECONNRESET: 'The connection was closed before the answer was complete.',
  EPIPE: 'The connection was closed.',
  TOO_LATE: 'The connection came too late.',
  CLOSED: 'The connection was closed without an answer.',
  CONNECT_TIMEOUT: 'No connection within 5 seconds.',
  HEAD_TIMEOUT: 'It did not answer in time.',
  BODY_TIMEOUT: 'Its answer stopped in the middle.',
  Z_DATA_ERROR: 'Its answer could not be unpacked.',
  Z_BUF_ERROR: 'Its answer was cut off.',
  ABORT_ERR: 'The call was given up.',
}

function causeWords(error: unknown, secrets: readonly string[]): string {
  if (!(error instanceof Error)) return ''
  if (error instanceof AnswerPacked) return 'Its answer is packed in a way that is not understood.'
  const code = error instanceof CallEnded ? error.code : 'code' in error && typeof error.code === 'string' ? error.code : ''
  if (code.startsWith('HPE_')) return 'Its answer is no HTTP that can be read.'
  return CAUSES[code] ?? plainWords(error.message, secrets)
}

/** The certificate, or the handshake itself; not a connection that just closed in the middle of it. */
const isTlsTrouble = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && typeof error.code === 'string' && /^(?:ERR_TLS_|ERR_SSL_|CERT_|UNABLE_TO_|SELF_SIGNED_|DEPTH_ZERO_|HOSTNAME_MISMATCH|EPROTO)/.test(error.code)

/** The body whole; in two pieces only for the test that dies between them. */
function bodyOf({ body, route }: Call): string | AsyncIterable<Buffer> | undefined {
  return body !== undefined && route === '/run' && isCrashArmed('halfOfTheRequestSent') ? halves(body) : body
}

async function* halves(body: string): AsyncGenerator<Buffer> {
  const bytes = Buffer.from(body)
  const middle = Math.floor(bytes.length / 2)
  yield bytes.subarray(0, middle)
  // The first half is in the socket once the stream asks for more and the loop has turned.
  await new Promise((resolve) => setTimeout(resolve, 100))
  crashPoint('halfOfTheRequestSent')
  yield bytes.subarray(middle)
}

async function exchangeOver(call: Call, address: EndpointAddress, signal: AbortSignal, onConnected: () => void): Promise<Extract<Exchange, { kind: 'answer' }>> {
  const { method, url, silenceMs, fresh = false, route, taking = {} } = call
  const headers = {
    authorization: `Bearer ${address.apiKey}`,
    accept: 'application/json',
    'accept-encoding': 'identity',
    ...(call.body !== undefined && { 'content-type': 'application/json', 'content-length': String(Buffer.byteLength(call.body)) }),
  }
  const message = await send({ method, url, headers, body: bodyOf(call), silenceMs, fresh, signal, mayLeave: call.mayLeave, onConnected })
  if (route === '/run') crashPoint('acceptedAnswerUnread')
  if (route === '/cancel') crashPoint('cancelSentAnswerUnread')
  const httpStatus = message.statusCode ?? 0
  const { beginning, raw, fault } = await receive(() => unpacked(piecesOf(message, silenceMs), message.headers['content-encoding'] ?? ''), isSuccess(httpStatus) ? taking : { mostSmall: MOST_REFUSAL_BYTES })
  // A refusal stands by its status line: without the rest of its words it proves as much.
  if (fault !== null && isSuccess(httpStatus)) throw fault
  return {
    kind: 'answer',
    httpStatus,
    contentType: message.headers['content-type'] ?? '',
    retryAfterMs: retryAfterMs(message.headers['retry-after'] ?? '', sentAt(message.headers.date ?? '')),
    body: beginning,
    raw,
  }
}

/** A date to wait for is meant by the clock of whoever named it. */
function sentAt(date: string): number {
  const sent = Date.parse(date)
  return Number.isNaN(sent) ? Date.now() : sent
}

/** Aborted with either. AbortSignal.any of a signal that lives as long as the process keeps something for each call. */
function either(limit: AbortSignal, other: AbortSignal | undefined): { signal: AbortSignal; letGo: () => void } {
  const first = new AbortController()
  const abort = (): void => first.abort()
  if (other?.aborted === true) abort()
  limit.addEventListener('abort', abort, { once: true })
  other?.addEventListener('abort', abort, { once: true })
  const letGo = (): void => [limit, other].forEach((signal) => signal?.removeEventListener('abort', abort))
  return { signal: first.signal, letGo }
}

/** Makes the call and says how it went. Does not throw for anything a network can do. */
export async function exchange(address: EndpointAddress, call: Call): Promise<Exchange> {
  const started = performance.now()
  let bytesLeft = !call.fresh
  const limit = AbortSignal.timeout(call.wholeMs ?? WHOLE_ANSWER_MS)
  const { signal, letGo } = either(limit, call.signal)
  const connected = (): void => {
    bytesLeft = true
    call.onBytesLeft?.()
  }
  const outcome: Exchange = await exchangeOver(call, address, signal, connected).finally(letGo).catch((error: unknown) => {
    const cause = limit.aborted ? CAUSES.HEAD_TIMEOUT : signal.aborted ? CAUSES.ABORT_ERR : causeWords(error, [address.apiKey])
    return { kind: 'failed', bytesLeft, httpStatus: null, message: `The endpoint at ${call.url.host} could not be reached or did not answer. ${cause}`.trim(), isTls: isTlsTrouble(error) } as const
  })
  log.debug(
    {
      endpointId: address.endpointId,
      method: call.method,
      route: call.route,
      jobId: call.jobId,
      httpStatus: outcome.httpStatus,
      durationMs: Math.round(performance.now() - started),
      sentBytes: call.body === undefined ? 0 : Buffer.byteLength(call.body),
      receivedBytes: outcome.kind === 'answer' ? outcome.raw.size : 0,
      answer: outcome.kind === 'answer' ? answerForLog(outcome, [address.apiKey]) : undefined,
      failure: outcome.kind === 'failed' ? outcome.message : undefined,
    },
    'endpoint call',
  )
  return outcome
}
