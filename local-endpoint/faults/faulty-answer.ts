import 'server-only'
// Sends an answer as a fault bends it: late, cut, dripping; it refuses to repair anything. Time here is real, since a client waits at the other end.
import { STATUS_CODES, type ServerResponse } from 'node:http'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Reply } from '../reply'
import { sendReply } from '../transport'
import type { Play } from './fault'

/** Resets the connection: the client sees it end without a farewell. */
export function reset(response: ServerResponse): void {
  response.socket?.resetAndDestroy()
}

export function bend(reply: Reply, play: Play): Reply {
  return { status: play.status ?? reply.status, headers: { ...reply.headers, ...play.headers }, body: play.body ?? reply.body }
}

export async function delay(ms: number, signal: AbortSignal): Promise<void> {
  if (ms > 0) await sleep(ms, undefined, { signal })
}

export async function sendFaulty(response: ServerResponse, reply: Reply, play: Play, signal: AbortSignal): Promise<void> {
  await delay(play.delayAfterMs, signal)
  if (play.cut === 'drop') return reset(response)
  const bent = bend(reply, play)
  const bytes = Buffer.from(bent.body)
  const sent = play.cut === 'none' ? bytes : bytes.subarray(0, Math.floor(bytes.length / 2))
  const announced = play.cut === 'half' ? bytes.length : sent.length
  if (play.drip !== undefined) return drip(response, bent, { sent, announced, isCut: play.cut === 'half', ...play.drip }, signal)
  if (play.cut === 'none') return sendReply(response, bent)
  response.writeHead(bent.status, { ...bent.headers, 'content-length': announced })
  if (play.cut === 'truncate') response.end(sent)
  // A reset throws away what the client has not read yet, so this cut only closes.
  else response.write(sent, () => response.socket?.destroy())
}

type Dripping = { sent: Buffer; announced: number; isCut: boolean; part: 'head' | 'body' | 'both'; bytes: number; everyMs: number }

/** Written to the socket by hand, since a head can not be sent in pieces otherwise; the connection ends with it. */
async function drip(response: ServerResponse, { status, headers }: Reply, dripping: Dripping, signal: AbortSignal): Promise<void> {
  const { socket } = response
  if (socket === null) return
  const lines = Object.entries({ ...headers, 'content-length': String(dripping.announced), connection: 'close' }).map(([name, value]) => `${name}: ${value}\r\n`)
  const head = Buffer.from(`HTTP/1.1 ${status} ${STATUS_CODES[status] ?? ''}\r\n${lines.join('')}\r\n`)
  for (const [part, bytes] of [['head', head], ['body', dripping.sent]] as const) {
    const step = dripping.part === part || dripping.part === 'both' ? dripping.bytes : bytes.length
    for (let at = 0; at < bytes.length; at += step) {
      socket.write(bytes.subarray(at, at + step))
      if (step < bytes.length) await delay(dripping.everyMs, signal)
    }
  }
  if (dripping.isCut) socket.destroy()
  else socket.end()
}
