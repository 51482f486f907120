// A webhook's receiving end: keeps what came, answers as it is told. It refuses to lose a call.
import { createServer, type IncomingHttpHeaders } from 'node:http'
import type { AddressInfo } from 'node:net'

export type WebhookCall = { method: string; path: string; headers: IncomingHttpHeaders; body: Record<string, unknown>; at: number; socket: number }

export type Sink = {
  url: string
  calls: WebhookCall[]
  /** The statuses of the next answers; then 200. 0 resets the connection. */
  answers: number[]
  /** Resolves when so many calls have come. */
  after(count: number): Promise<WebhookCall[]>
  close(): Promise<void>
}

export async function openSink(now: () => number = () => Date.now()): Promise<Sink> {
  const calls: WebhookCall[] = []
  const answers: number[] = []
  const waiting: (() => void)[] = []
  const sockets: unknown[] = []
  const server = createServer((request, response) => {
    const pieces: Buffer[] = []
    if (!sockets.includes(request.socket)) sockets.push(request.socket)
    request.on('data', (piece: Buffer) => pieces.push(piece))
    request.on('end', () => {
      const body = JSON.parse(Buffer.concat(pieces).toString()) as Record<string, unknown>
      calls.push({ method: request.method ?? '', path: request.url ?? '', headers: request.headers, body, at: now(), socket: sockets.indexOf(request.socket) })
      const status = answers.shift() ?? 200
      if (status === 0) request.socket.resetAndDestroy()
      else response.writeHead(status).end()
      waiting.splice(0).forEach((wake) => wake())
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    calls,
    answers,
    async after(count) {
      while (calls.length < count) await new Promise<void>((resolve) => waiting.push(resolve))
      return calls
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}
