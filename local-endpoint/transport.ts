import 'server-only'
// Bytes in and out of the sockets: bodies read under a cap, answers sent whole; it refuses bodies above the cap without keeping them.
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Reply } from './reply'

export type ReadBody = { kind: 'text'; text: string } | { kind: 'tooLarge' } | { kind: 'broken' }

/** An over-long body is read on to its end, so that the client can read the answer, but never beyond this. */
const DRAIN_LIMIT = 64 * 1024 * 1024

export async function readBody(request: IncomingMessage, limitBytes: number): Promise<ReadBody> {
  const chunks: Buffer[] = []
  let length = 0
  try {
    for await (const chunk of request as AsyncIterable<Buffer>) {
      length += chunk.length
      if (length <= limitBytes) chunks.push(chunk)
      if (length > DRAIN_LIMIT) break
    }
  } catch {
    // The client went away; there is nobody left to answer.
    return { kind: 'broken' }
  }
  return length > limitBytes ? { kind: 'tooLarge' } : { kind: 'text', text: Buffer.concat(chunks).toString('utf8') }
}

export function sendReply(response: ServerResponse, reply: Reply): void {
  response.writeHead(reply.status, { ...reply.headers, 'content-length': Buffer.byteLength(reply.body) })
  response.end(reply.body)
}
