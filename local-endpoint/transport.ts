import 'server-only'
// Bytes in and out of the sockets: bodies read under a cap, answers sent whole, late, cut or not at all; it refuses bodies above the cap without keeping them.
import type { IncomingMessage, ServerResponse } from 'node:http'
import { pause, type Clock } from './clock'
import type { Fault } from './faults'
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

/** The reply as a fault bends it. */
export function bendReply(reply: Reply, fault: Fault): Reply {
  const replaced = fault.body === undefined ? reply.body : typeof fault.body === 'string' ? fault.body : JSON.stringify(fault.body)
  return { status: fault.status ?? reply.status, headers: { ...reply.headers, ...fault.headers }, body: replaced }
}

/** Sends a reply late or cut, as the fault says. */
export async function sendFaulty(response: ServerResponse, reply: Reply, fault: Fault, clock: Clock, signal: AbortSignal): Promise<void> {
  if (fault.delayMs > 0) await pause(clock, fault.delayMs, signal)
  if (fault.cut === 'drop') return void response.socket?.destroy()
  const bent = bendReply(reply, fault)
  if (fault.cut === 'none') return sendReply(response, bent)
  const bytes = Buffer.from(bent.body)
  response.writeHead(bent.status, { ...bent.headers, 'content-length': bytes.length })
  response.write(bytes.subarray(0, Math.floor(bytes.length / 2)), () => response.socket?.destroy())
}
