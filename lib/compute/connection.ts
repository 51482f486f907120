import 'server-only'
// One request over Node's own HTTP client: five seconds to connect, so long for the head, so long between two pieces of the body.
// Follows no redirect and connects once. Undici is not used: its version 7 ends the process when an answer's connection closes while nobody reads.
import http, { type IncomingMessage } from 'node:http'
import https from 'node:https'
import { pipeline, Readable } from 'node:stream'

const CONNECT_MS = 5_000
const KEEPING = { keepAlive: true, maxSockets: 256, /** A kept connection that the other side may have left. */ timeout: 4_000 } as const
const agents = { plain: new http.Agent(KEEPING), tls: new https.Agent(KEEPING) }

export type Sending = {
  method: 'GET' | 'POST'
  url: URL
  headers: Record<string, string>
  /** Its length is among the headers. */
  body?: string | AsyncIterable<Uint8Array>
  /** Longest wait for the head, once the connection stands. */
  silenceMs: number
  /** A connection of its own instead of a kept one. */
  fresh: boolean
  signal: AbortSignal
  /** The connection stands; false: the request must not leave any more. */
  mayLeave?: () => boolean
  /** The request begins to leave. */
  onConnected: () => void
}

/** How a call ended that this side gave up, or that just closed. */
export class CallEnded extends Error {
  constructor(readonly code: 'TOO_LATE' | 'CONNECT_TIMEOUT' | 'HEAD_TIMEOUT' | 'BODY_TIMEOUT' | 'CLOSED') {
    super(`The call ended: ${code}.`)
  }
}

/** Sends the request; answers with the head, or throws what ended it. */
export function send({ url, method, headers, body, silenceMs, fresh, signal, mayLeave, onConnected }: Sending): Promise<IncomingMessage> {
  const isTls = url.protocol === 'https:'
  const agent = fresh ? false : isTls ? agents.tls : agents.plain
  return new Promise((resolve, reject) => {
    const request = (isTls ? https : http).request(url, { method, headers, agent, signal })
    let timer: NodeJS.Timeout | undefined
    const endAfter = (ms: number, code: CallEnded['code']): void => {
      clearTimeout(timer)
      timer = setTimeout(() => request.destroy(new CallEnded(code)), ms)
    }
    // Nothing is given to the socket before: a machine that slept while it connected must not send what others have judged meanwhile.
    const connected = (): void => {
      if (mayLeave?.() === false) return void request.destroy(new CallEnded('TOO_LATE'))
      onConnected()
      if (body === undefined || typeof body === 'string') request.end(body)
      else pipeline(Readable.from(body, { objectMode: false }), request, () => undefined)
      endAfter(silenceMs, 'HEAD_TIMEOUT')
    }
    const settled = (settle: () => void): void => {
      clearTimeout(timer)
      settle()
    }
    request.once('socket', (socket) => {
      if (request.reusedSocket) return connected()
      endAfter(CONNECT_MS, 'CONNECT_TIMEOUT')
      socket.once(isTls ? 'secureConnect' : 'connect', connected)
    })
    request.once('response', (message) => settled(() => resolve(message)))
    // An error after the head is the body's; whoever reads it hears of it there.
    request.on('error', (error) => settled(() => reject(error)))
    request.once('close', () => settled(() => reject(new CallEnded('CLOSED'))))
  })
}

/** The body piece by piece. The limit of silence does not run while the reader is busy with a piece; leaving early closes the connection. */
export async function* piecesOf(message: IncomingMessage, silenceMs: number): AsyncGenerator<Buffer> {
  const pieces = message[Symbol.asyncIterator]()
  try {
    for (;;) {
      const timer = setTimeout(() => message.destroy(new CallEnded('BODY_TIMEOUT')), silenceMs)
      const next = await pieces.next().finally(() => clearTimeout(timer))
      if (next.done) return
      yield next.value
    }
  } finally {
    if (!message.complete) message.destroy()
  }
}
