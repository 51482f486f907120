import 'server-only'
// Starts the local endpoint: address file, queues, workers, sockets; it refuses to listen beyond this machine unless a host is named.
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { drawKey, portOf, readAddress, writeAddress, type LocalAddress } from './address-file'
import type { Clock } from './clock'
import { ControlFile } from './control/control-file'
import { ControlRoom } from './control/control-room'
import { openEndpoint, type WorkerKind } from './endpoint'
import { json } from './reply'
import type { Doors } from './job-door'
import { answerRequest } from './router'
import { ORDINARY_SETTINGS, type SettingsChange } from './settings'
import { sendReply } from './transport'
import { WebhookSender } from './webhooks/sender'
import { QuickAnswers } from './worker/quick-answers'
import { startSimulator } from './worker/simulator'

export type LocalEndpointOptions = SettingsChange & {
  dataDir: string
  /** Absent: the port of the last start, or a free one. */
  port?: number
  host?: string
  /** Of `local`, where absent simulated. With `real` no simulated worker takes a job: they wait until a worker comes for them. */
  workerKind?: WorkerKind
  /** Further endpoints beside `local`, under the same keys: their ids, each with its kind of workers. */
  otherEndpoints?: Record<string, WorkerKind>
  /** Absent: the wall's, until somebody steers it through the control door. */
  clock?: Clock
}

export type LocalEndpoint = LocalAddress & { close(): Promise<void> }

const SWEEP_MS = 600_000

export async function startLocalEndpoint(options: LocalEndpointOptions): Promise<LocalEndpoint> {
  const { dataDir, host = '127.0.0.1', port, workerKind = 'simulated', otherEndpoints = {}, clock, ...settings } = options
  const earlier = await readAddress(dataDir)
  const endpointId = earlier?.endpointId ?? 'local'
  const room = await ControlRoom.open({ ...ORDINARY_SETTINGS, ...settings }, ControlFile.in(dataDir), clock)
  const simulator = startSimulator()
  const sender = new WebhookSender()
  const shared = { dataDir, room, simulator, quickAnswers: new QuickAnswers(simulator), sender }
  for (const [id, kind] of Object.entries({ [endpointId]: workerKind, ...otherEndpoints })) room.endpoints.set(id, await openEndpoint(id, kind, shared))
  const keys = { apiKey: earlier?.apiKey ?? drawKey(), workerKey: earlier?.workerKey ?? drawKey(), controlToken: earlier?.controlToken ?? drawKey() }
  const doors: Doors = { ...keys, room }
  const stopping = new AbortController()
  const server = createJobServer(doors, stopping.signal)
  const forgetSweep = sweepExpired(room)
  const close = async () => {
    forgetSweep()
    stopping.abort(new Error('the endpoint is stopping'))
    await closeServer(server)
    sender.close()
    for (const endpoint of room.all()) await endpoint.close()
    await simulator.close()
  }
  try {
    const bound = await listen(server, host, port ?? (earlier === null ? 0 : portOf(earlier)))
    const address = { baseUrl: `http://${reachableHost(host)}:${bound}/v2`, endpointId, ...keys }
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
function sweepExpired(room: ControlRoom): () => void {
  let forget = room.clock.after(SWEEP_MS, sweep)
  function sweep(): void {
    for (const { jobs } of room.all()) jobs.dropExpired().catch((error: unknown) => console.error('local endpoint: sweep', error))
    forget = room.clock.after(SWEEP_MS, sweep)
  }
  return () => forget()
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
