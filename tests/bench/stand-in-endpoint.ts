// A stand-in for RunPod's job API, for measures in which the endpoint must cost as little as possible: it notes when calls arrive, and
// every job is in the state that the measure wants. It runs nothing and has no results.
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { EnvValues } from '@/lib/env-schema'
import { machineMs } from './measure'
import { own } from './stage'

export type Arrival = { route: string; jobId: string; at: number }
export type StandIn = {
  /** For the server that is to use it. */
  settings: EnvValues
  /** Called with every call of the job API; the `/run` of a prediction carries the prediction's id as its job's. */
  heard(listener: (arrival: Arrival) => void): void
}

const HEALTH = { jobs: { completed: 0, failed: 0, inProgress: 0, inQueue: 0, retried: 0 }, workers: { idle: 1_000, initializing: 0, ready: 1_000, running: 0, throttled: 0, unhealthy: 0 } }

async function readBody(request: IncomingMessage): Promise<string> {
  let text = ''
  for await (const part of request.setEncoding('utf8')) text += part
  return text
}

const reply = (response: ServerResponse, status: number, body: object): void => void response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body))

/** `job` is what `/status` says of every job beside its id. Owned by the measure. */
export async function openStandIn(job: object): Promise<StandIn> {
  const listeners: ((arrival: Arrival) => void)[] = []
  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const at = machineMs()
    const [route = '', id = ''] = new URL(request.url ?? '', 'http://localhost').pathname.split('/').slice(3)
    if (route === 'health') return reply(response, 200, HEALTH)
    const text = await readBody(request)
    const jobId = route === 'run' ? (JSON.parse(text) as { input: { job_id: string } }).input.job_id : id
    listeners.forEach((listener) => listener({ route, jobId, at }))
    if (route === 'run') return reply(response, 200, { id: jobId, status: 'IN_QUEUE' })
    if (route === 'status') return reply(response, 200, { id, ...job })
    reply(response, 404, { error: 'not found' })
  }
  const server = createServer((request, response) => void answer(request, response))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  own(() => {
    server.close()
    server.closeAllConnections()
  })
  const { port } = server.address() as AddressInfo
  return {
    settings: { RUNPOD_API_KEY: 'bench', RUNPOD_ENDPOINT_ID: 'bench', RUNPOD_ENDPOINT_BASE_URL: `http://127.0.0.1:${port}/v2`, RUNPOD_MAX_IN_FLIGHT: '5000' },
    heard: (listener) => void listeners.push(listener),
  }
}
