import 'server-only'
// One HTTP call to an endpoint, with time limits, a cap on the answer and proof of whether anything left.
// Follows no redirect, repeats nothing, and writes no key, sequence or query to the log.
import type { Socket } from 'node:net'
import { Readable } from 'node:stream'
import { Agent, buildConnector, Client, type Dispatcher } from 'undici'
import type { EndpointAddress } from '@/lib/compute/address'
import { AnswerPacked, AnswerTooLarge, MAX_ANSWER_BYTES, MAX_REFUSAL_BYTES, readBody } from '@/lib/compute/answer-body'
import { answerForLog } from '@/lib/compute/answer-log'
import { isSuccess, type Exchange } from '@/lib/compute/exchange'
import { plainWords } from '@/lib/compute/error-text'
import { retryAfterMs } from '@/lib/compute/retry-after'
import { log } from '@/lib/log'
import { crashPoint, isCrashArmed } from '@/lib/test-switches'

const CONNECT_MS = 5_000
/** The longest any answer may take to arrive, however steadily it drips. */
const WHOLE_ANSWER_MS = 300_000

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
  /** Called when the connection stands and the request begins to leave. */
  onBytesLeft?: () => void
}

const oneHeader = (found: string | string[] | undefined): string => (Array.isArray(found) ? (found[0] ?? '') : (found ?? ''))

const keepingAgent = new Agent({ connect: { timeout: CONNECT_MS }, connections: 256, pipelining: 1 })

/** A dispatcher that connects exactly once and tells when it has; a second connection would be a repeat and is refused. */
function freshClient(origin: string, onConnected: () => void): Client {
  const connect = buildConnector({ timeout: CONNECT_MS })
  let tried = false
  return new Client(origin, {
    pipelining: 1,
    connect(options, callback) {
      if (tried) return callback(new Error('The connection was lost before the request was sent.'), null)
      tried = true
      connect(options, (...[error, socket]: [Error, null] | [null, Socket]) => {
        if (error) return callback(error, null)
        onConnected()
        callback(null, socket)
      })
    },
  })
}

const CAUSES: Record<string, string> = {
  ENOTFOUND: 'Its host name is not known.',
  EAI_AGAIN: 'Its host name could not be looked up.',
  ECONNREFUSED: 'The connection was refused.',
  ECONNRESET: 'The connection was reset.',
  EPIPE: 'The connection was closed.',
  UND_ERR_SOCKET: 'The connection was closed before the answer was complete.',
  UND_ERR_CONNECT_TIMEOUT: 'No connection within 5 seconds.',
  UND_ERR_HEADERS_TIMEOUT: 'It did not answer in time.',
  UND_ERR_BODY_TIMEOUT: 'Its answer stopped in the middle.',
  UND_ERR_RES_CONTENT_LENGTH_MISMATCH: 'Its answer was shorter than announced.',
  Z_DATA_ERROR: 'Its answer could not be unpacked.',
  Z_BUF_ERROR: 'Its answer was cut off.',
  ABORT_ERR: 'The call was given up.',
}

function failureWords(error: unknown, host: string, secrets: readonly string[]): string {
  const begin = `The endpoint at ${host} could not be reached or did not answer.`
  if (error instanceof AnswerTooLarge) return `The answer of ${host} is larger than ${MAX_ANSWER_BYTES / 1024 / 1024} MB.`
  if (error instanceof AnswerPacked) return `The answer of ${host} is packed in a way that is not understood.`
  if (!(error instanceof Error)) return begin
  const code = 'code' in error && typeof error.code === 'string' ? error.code : ''
  if (error.name === 'TimeoutError') return `${begin} It did not answer in time.`
  const cause = CAUSES[code] ?? plainWords(error.message, secrets)
  return `${begin} ${cause}`
}

/** The body whole; in two pieces only for the test that dies between them. */
function bodyOf({ body, route }: Call): Dispatcher.DispatchOptions['body'] {
  if (body === undefined) return null
  return route === '/run' && isCrashArmed('halfOfTheRequestSent') ? Readable.from(halves(body)) : body
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

async function exchangeOver(dispatcher: Dispatcher, call: Call, address: EndpointAddress): Promise<Extract<Exchange, { kind: 'answer' }>> {
  const limit = AbortSignal.timeout(call.wholeMs ?? WHOLE_ANSWER_MS)
  const { statusCode, headers, body } = await dispatcher.request({
    origin: call.url.origin,
    path: `${call.url.pathname}${call.url.search}`,
    method: call.method,
    headers: {
      authorization: `Bearer ${address.apiKey}`,
      accept: 'application/json',
      'accept-encoding': 'identity',
      ...(call.body === undefined ? {} : { 'content-type': 'application/json', 'content-length': String(Buffer.byteLength(call.body)) }),
    },
    body: bodyOf(call),
    headersTimeout: call.silenceMs,
    bodyTimeout: call.silenceMs,
    signal: call.signal ? AbortSignal.any([limit, call.signal]) : limit,
  })
  if (call.route === '/run') crashPoint('acceptedAnswerUnread')
  if (call.route === '/cancel') crashPoint('cancelSentAnswerUnread')
  const packing = oneHeader(headers['content-encoding'])
  const announced = Number(oneHeader(headers['content-length']) || 0)
  const { bytes, fault } = await readBody(body, isSuccess(statusCode) ? { packing, bytes: announced, most: MAX_ANSWER_BYTES } : { packing, bytes: 0, most: MAX_REFUSAL_BYTES })
  // A refusal stands by its status line: without the rest of its words it proves as much.
  if (fault !== null && isSuccess(statusCode)) throw fault
  return {
    kind: 'answer',
    httpStatus: statusCode,
    contentType: oneHeader(headers['content-type']),
    retryAfterMs: retryAfterMs(oneHeader(headers['retry-after']), sentAt(oneHeader(headers.date))),
    body: bytes,
  }
}

/** A date to wait for is meant by the clock of whoever named it. */
function sentAt(date: string): number {
  const sent = Date.parse(date)
  return Number.isNaN(sent) ? Date.now() : sent
}

/** Makes the call and says how it went. Does not throw for anything a network can do. */
export async function exchange(address: EndpointAddress, call: Call): Promise<Exchange> {
  const started = performance.now()
  let bytesLeft = !call.fresh
  const dispatcher = call.fresh
    ? freshClient(call.url.origin, () => {
        bytesLeft = true
        call.onBytesLeft?.()
      })
    : keepingAgent
  const outcome: Exchange = await exchangeOver(dispatcher, call, address).catch((error: unknown) => ({
    kind: 'failed' as const,
    bytesLeft,
    httpStatus: null,
    message: failureWords(error, call.url.host, [address.apiKey]),
  }))
  if (call.fresh) await dispatcher.destroy()
  log.debug(
    {
      endpointId: address.endpointId,
      method: call.method,
      route: call.route,
      jobId: call.jobId,
      httpStatus: outcome.httpStatus,
      durationMs: Math.round(performance.now() - started),
      sentBytes: call.body === undefined ? 0 : Buffer.byteLength(call.body),
      receivedBytes: outcome.kind === 'answer' ? outcome.body.length : 0,
      answer: outcome.kind === 'answer' ? answerForLog(outcome, [address.apiKey]) : undefined,
      failure: outcome.kind === 'failed' ? outcome.message : undefined,
    },
    'endpoint call',
  )
  return outcome
}
