// The client over TLS: before the handshake has ended nothing of a request has left, after it everything may have.
import { createServer as createPlainServer, type Server, type Socket } from 'node:net'
import { createServer, type TLSSocket } from 'node:tls'
import { afterEach, describe, expect, it, vi } from 'vitest'
import type { EndpointAddress } from '@/lib/compute/address'
import { readStatus, submitRun } from '@/lib/compute/job-api'
import { selfSigned } from '../../support/certificate'
import { reply, TEST_KEY } from './scripted-server'

vi.mock('@/lib/log', () => ({ log: { debug: vi.fn(), info: vi.fn(), warn: vi.fn(), error: vi.fn() } }))

const BODY = { input: { job_id: 'p1' }, policy: { executionTimeout: 60_000, ttl: 120_000 } }
const certificate = selfSigned()

let close: () => Promise<void> = async () => undefined
afterEach(async () => {
  vi.unstubAllEnvs()
  await close()
})

async function listen(server: Server): Promise<EndpointAddress> {
  const sockets = new Set<Socket>()
  server.on('connection', (socket: Socket) => {
    sockets.add(socket)
    socket.on('error', () => socket.destroy())
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  close = () => {
    sockets.forEach((socket) => socket.destroy())
    return new Promise((resolve) => server.close(() => resolve()))
  }
  const bound = server.address()
  const port = bound !== null && typeof bound !== 'string' ? bound.port : 0
  return { kind: 'runpod', baseUrl: `https://127.0.0.1:${port}/v2`, endpointId: 'ep1', apiKey: TEST_KEY }
}

/** A TLS server that gives each first piece of a request to `received`. */
function tlsServer(received: (socket: TLSSocket, text: string) => void): Server {
  return createServer(certificate, (socket) => {
    socket.on('error', () => socket.destroy())
    socket.once('data', (piece) => received(socket, piece.toString()))
  })
}

describe('conformance 7: before the handshake has ended a submit is refused', () => {
  it('by a certificate that nobody vouches for: the endpoint gets neither request nor key', async () => {
    const received = vi.fn()
    const address = await listen(tlsServer(received))
    expect(await submitRun(address, BODY)).toMatchObject({ kind: 'refused', because: 'network', message: expect.stringMatching(/self-signed certificate/i) })
    expect(await readStatus(address, 'j1')).toMatchObject({ kind: 'unavailable', httpStatus: null })
    expect(received).not.toHaveBeenCalled()
  })

  it('by a reset in the middle of it', async () => {
    const address = await listen(createPlainServer((socket) => socket.once('data', () => socket.resetAndDestroy())))
    expect(await submitRun(address, BODY)).toMatchObject({ kind: 'refused', because: 'network' })
  })

  it('conformance 8: by silence, after the 5 s that a connection may take', async () => {
    const address = await listen(createPlainServer(() => undefined))
    expect(await submitRun(address, BODY)).toMatchObject({ kind: 'refused', because: 'network', message: expect.stringContaining('No connection within 5 seconds.') })
  })
})

describe('conformance 7: after the handshake a submit is accepted or ambiguous', () => {
  // As if somebody had vouched for the certificate.
  const trusted = () => vi.stubEnv('NODE_TLS_REJECT_UNAUTHORIZED', '0')

  it('accepted', async () => {
    const address = await listen(tlsServer((socket) => socket.end(reply(200, '{"id":"abc-1"}'))))
    trusted()
    expect(await submitRun(address, BODY)).toMatchObject({ kind: 'accepted', jobId: 'abc-1' })
  })

  it('ambiguous, when it is reset', async () => {
    const address = await listen(tlsServer((socket) => socket.destroy()))
    trusted()
    expect(await submitRun(address, BODY)).toMatchObject({ kind: 'ambiguous' })
  })
})
