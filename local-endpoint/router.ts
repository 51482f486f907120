import 'server-only'
// From a request to its door: the two halves of the job API, the look-up of an attempt, the test's hand, the ping; it refuses wrong keys before it looks at anything else.
import type { IncomingMessage, ServerResponse } from 'node:http'
import { answerControl } from './control/control-routes'
import { answerJobApi, answerRoute, type Arrival, type Doors } from './job-door'
import { isSameKey, presentedKey } from './keys'
import { json, notFound, plain, type Reply } from './reply'
import { WORKER_ROUTES } from './routes/worker-routes'
import { readBody, sendReply } from './transport'
import { voidAttempt } from './void-route'
import { answerWorkerRoute } from './worker-door'

const CONTROL_BODY = 64 * 1024 * 1024

export async function answerRequest(doors: Doors, request: IncomingMessage, response: ServerResponse, signal: AbortSignal): Promise<void> {
  const url = new URL(request.url ?? '/', 'http://local')
  const parts = url.pathname.split('/').filter((part) => part !== '')
  const arrival: Arrival = { request, response, url, parts, method: request.method ?? 'GET', signal }
  if (parts[0] === 'v2' && parts.length >= 3) return answerJobApi(doors, arrival, WORKER_ROUTES.has(parts[2] ?? '') ? answerWorkerRoute : answerRoute)
  if (parts[0] === 'local' && parts[2] === 'void' && parts.length === 3 && arrival.method === 'POST') return answerJobApi(doors, arrival, answerLookUp)
  sendReply(response, await answerOther(doors, arrival))
}

async function answerOther(doors: Doors, { request, url, parts, method }: Arrival): Promise<Reply> {
  const [door, second = ''] = parts
  if (door === 'ping-local' && parts.length === 1) return json(200, { ok: true })
  if (door === 'control' && parts.length === 2) {
    const token = request.headers['x-control-token']
    if (!isSameKey(typeof token === 'string' ? token : undefined, doors.controlToken)) return json(401, { error: 'control token missing or wrong' })
    const body = await readBody(request, CONTROL_BODY)
    return body.kind === 'text' ? answerControl(doors.room, method, second, body.text, url.searchParams) : plain(400, 'bad request: body')
  }
  return notFound()
}

async function answerLookUp(doors: Doors, { request, parts }: Arrival, body: string | null): Promise<Reply> {
  if (body === null) return plain(400, 'bad request: body')
  if (!isSameKey(presentedKey(request.headers.authorization), doors.apiKey)) return plain(401, 'unauthorized')
  const endpoint = doors.room.endpoints.get(parts[1] ?? '')
  return endpoint === undefined ? notFound() : voidAttempt(endpoint, body)
}
