import 'server-only'
// Starts the local endpoint: address file, queues, workers, sockets; it refuses to listen beyond this machine unless a host is named.
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { drawKey, portOf, readAddress, writeAddress, type LocalAddress } from './address-file'
import { systemClock, type Clock } from './clock'
import { openEndpoint, type Endpoint } from './endpoint'
import { FaultTable } from './faults'
import { json } from './reply'
import { answerRequest, type Doors } from './router'
import { SeenRequests } from './seen-requests'
import { sendReply } from './transport'
import { Behaviours } from './worker/behaviours'
import { startSimulator } from './worker/simulator'

export type LocalEndpointOptions = {
  dataDir: string
  /** Absent: the port of the last start, or a free one. */
  port?: number
  host?: string
  /** Seconds of each simulated stage; 0 in tests. */
  stageSeconds?: number
  /** Jobs that run at a time on each endpoint. */
  workers?: number
  /** Further endpoints beside `local`, under the same key. */
  otherEndpointIds?: string[]
  clock?: Clock
}

export type LocalEndpoint = LocalAddress & { close(): Promise<void> }

const SWEEP_MS = 3_600_000

export async function startLocalEndpoint(options: LocalEndpointOptions): Promise<LocalEndpoint> {
  const { dataDir, host = '127.0.0.1', stageSeconds = 0.6, workers = 1, clock = systemClock } = options
  const earlier = await readAddress(dataDir)
  const endpointId = earlier?.endpointId ?? 'local'
  const speed = { stageSeconds }
  const behaviours = new Behaviours()
  const simulator = startSimulator()
  const endpoints = new Map<string, Endpoint>()
  for (const id of [endpointId, ...(options.otherEndpointIds ?? [])]) {
    endpoints.set(id, await openEndpoint({ id, dataDir, clock, workers, speed, simulator, behaviours }))
  }
  const room = { endpoints, behaviours, speed, faults: new FaultTable(), requests: new SeenRequests(), initial: { stageSeconds, workers } }
  const doors: Doors = { apiKey: earlier?.apiKey ?? drawKey(), controlToken: earlier?.controlToken ?? drawKey(), room, clock }
  const stopping = new AbortController()
  const server = createJobServer(doors, stopping.signal)
  const forgetSweep = sweepExpired(endpoints, clock)
  const close = async () => {
    forgetSweep()
    stopping.abort(new Error('the endpoint is stopping'))
    await closeServer(server)
    for (const endpoint of endpoints.values()) await endpoint.close()
    await simulator.close()
  }
  try {
    const port = await listen(server, host, options.port ?? (earlier === null ? 0 : portOf(earlier)))
    const address = { baseUrl: `http://${reachableHost(host)}:${port}/v2`, endpointId, apiKey: doors.apiKey, controlToken: doors.controlToken }
    await writeAddress(dataDir, address)
    return { ...address, close }
  } catch (error) {
    await close()
    throw error
  }
}

function createJobServer(doors: Doors, stopping: AbortSignal): Server {
  const server = createServer((request, response) => {
    const gone = new AbortController()
    response.on('close', () => gone.abort(new Error('the client went away')))
    const signal = AbortSignal.any([gone.signal, stopping])
    answerRequest(doors, request, response, signal).catch((error: unknown) => {
      if (signal.aborted) return response.destroy()
      console.error('local endpoint:', error)
      if (response.headersSent) response.destroy()
      else sendReply(response, json(500, { error: 'internal error' }))
    })
  })
  // Longer than clients keep theirs, so that none sends a request into a connection that is just being closed.
  server.keepAliveTimeout = 65_000
  return server
}

/** Deletes what has outlived its time, so that a process that runs for weeks does not keep it. */
function sweepExpired(endpoints: Map<string, Endpoint>, clock: Clock): () => void {
  const timer = setInterval(() => {
    for (const endpoint of endpoints.values()) {
      endpoint.jobs.dropExpired().catch((error: unknown) => console.error('local endpoint: sweep at', clock.now(), error))
    }
  }, SWEEP_MS)
  timer.unref()
  return () => clearInterval(timer)
}

function listen(server: Server, host: string, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, host, () => {
      server.off('error', reject)
      resolve((server.address() as AddressInfo).port)
    })
  })
}

function closeServer(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve())
    server.closeAllConnections()
  })
}

/** An address to connect to, when the server listens on every interface; IPv6 in brackets. */
function reachableHost(host: string): string {
  if (host === '0.0.0.0' || host === '::') return '127.0.0.1'
  return host.includes(':') ? `[${host}]` : host
}
