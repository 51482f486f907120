// A TCP server that does exactly what a test scripts: answers byte by byte, resets, or says nothing. It counts what it was sent.
import { createServer, type Socket } from 'node:net'
import { onTestFinished } from 'vitest'
import type { EndpointAddress } from '@/lib/compute/address'

export type SeenRequest = { head: string; body: string }
export type Script = (socket: Socket, request: SeenRequest) => void

export type ScriptedServer = { address: EndpointAddress; seen: SeenRequest[]; connections: () => number; close: () => Promise<void> }

export const TEST_KEY = 'rpa_TESTKEY0123456789'

/** Calls `whole` once the head and as many bytes of body as it announces have arrived. */
function collectRequest(socket: Socket, whole: (request: SeenRequest) => void): void {
  let received = Buffer.alloc(0)
  socket.on('data', (piece) => {
    received = Buffer.concat([received, piece])
    const end = received.indexOf('\r\n\r\n')
    if (end < 0) return
    const head = received.subarray(0, end).toString()
    const length = Number(/content-length: (\d+)/i.exec(head)?.[1] ?? 0)
    if (received.length < end + 4 + length) return
    const body = received.subarray(end + 4, end + 4 + length).toString()
    received = received.subarray(end + 4 + length)
    whole({ head, body })
  })
}

export async function startScripted(script: Script): Promise<ScriptedServer> {
  const seen: SeenRequest[] = []
  const sockets = new Set<Socket>()
  let connections = 0
  const server = createServer((socket) => {
    connections += 1
    sockets.add(socket)
    socket.on('close', () => sockets.delete(socket))
    // Resets are what some scripts are about.
    socket.on('error', () => socket.destroy())
    collectRequest(socket, (request) => {
      seen.push(request)
      script(socket, request)
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const bound = server.address()
  if (bound === null || typeof bound === 'string') throw new Error('The scripted server has no port.')
  return {
    address: { kind: 'runpod', baseUrl: `http://127.0.0.1:${bound.port}/v2`, endpointId: 'ep1', apiKey: TEST_KEY },
    seen,
    connections: () => connections,
    close: () => {
      for (const socket of sockets) socket.destroy()
      return new Promise((resolve) => server.close(() => resolve()))
    },
  }
}

/** For the test that asks for it. */
export async function serve(script: Script): Promise<ScriptedServer> {
  const server = await startScripted(script)
  onTestFinished(() => server.close())
  return server
}

/** A whole HTTP answer as text. */
export function reply(status: number, body: string, headers: Record<string, string> = {}): string {
  const lines = Object.entries({ 'content-type': 'application/json', 'content-length': String(Buffer.byteLength(body)), connection: 'close', ...headers })
  return `HTTP/1.1 ${status} Scripted\r\n${lines.map(([name, value]) => `${name}: ${value}\r\n`).join('')}\r\n${body}`
}

export const answering =
  (status: number, body: string, headers?: Record<string, string>): Script =>
  (socket) => {
    socket.end(reply(status, body, headers))
  }
