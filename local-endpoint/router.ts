import 'server-only'
// From a request to its answer: which door, which key, which endpoint, which route, and any fault on the way out; it refuses wrong keys before it looks at anything else.
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Clock } from './clock'
import { answerControl, type ControlRoom } from './control-routes'
import { takesEffect } from './faults'
import { JOB_ROUTES } from './job-routes'
import { isSameKey, presentedKey } from './keys'
import { json, plain, type Reply } from './reply'
import { readBody, sendFaulty, sendReply } from './transport'
import { voidAttempt } from './void-route'

export type Doors = { apiKey: string; controlToken: string; room: ControlRoom; clock: Clock }

type Arrival = { request: IncomingMessage; response: ServerResponse; url: URL; parts: string[]; method: string; signal: AbortSignal }

const CONTROL_BODY = 64 * 1024 * 1024
const SMALL_BODY = 64 * 1024

const notFound = () => json(404, { message: 'Not Found' })

export async function answerRequest(doors: Doors, request: IncomingMessage, response: ServerResponse, signal: AbortSignal): Promise<void> {
  const url = new URL(request.url ?? '/', 'http://local')
  const parts = url.pathname.split('/').filter((part) => part !== '')
  const arrival: Arrival = { request, response, url, parts, method: request.method ?? 'GET', signal }
  if (parts[0] === 'v2' && parts.length >= 3) return answerJobApi(doors, arrival)
  sendReply(response, await answerOther(doors, arrival))
}

async function answerOther(doors: Doors, { request, parts, method }: Arrival): Promise<Reply> {
  const [door, second = '', third] = parts
  if (door === 'ping-local' && parts.length === 1) return json(200, { ok: true })
  if (door === 'control' && parts.length === 2) {
    const token = request.headers['x-control-token']
    if (!isSameKey(typeof token === 'string' ? token : undefined, doors.controlToken)) return json(401, { error: 'control token missing or wrong' })
    const body = await readBody(request, CONTROL_BODY)
    return body.kind === 'text' ? answerControl(doors.room, method, second, body.text) : plain(400, 'bad request: body')
  }
  if (door === 'local' && third === 'void' && parts.length === 3 && method === 'POST') {
    if (!isSameKey(presentedKey(request.headers.authorization), doors.apiKey)) return plain(401, 'unauthorized')
    const endpoint = doors.room.endpoints.get(second)
    const body = await readBody(request, SMALL_BODY)
    if (endpoint === undefined || body.kind !== 'text') return notFound()
    return voidAttempt(endpoint, body.text)
  }
  return notFound()
}

async function answerJobApi(doors: Doors, arrival: Arrival): Promise<void> {
  const { request, response, url, parts, method, signal } = arrival
  const routeName = parts[2] ?? ''
  const body = await readBody(request, JOB_ROUTES.get(routeName)?.bodyLimit ?? SMALL_BODY)
  doors.room.requests.record({
    at: doors.clock.now(),
    method,
    path: `${url.pathname}${url.search}`,
    route: routeName,
    headers: flatHeaders(request),
    body: body.kind === 'text' ? body.text : body.kind,
  })
  if (body.kind === 'broken') return
  const fault = doors.room.faults.take(routeName)
  const answer = () => (body.kind === 'tooLarge' ? Promise.resolve(tooLarge(routeName)) : answerRoute(doors, arrival, body.text))
  if (fault === null) return sendReply(response, await answer())
  const reply = takesEffect(fault) ? await answer() : json(200, {})
  await sendFaulty(response, reply, fault, doors.clock, signal)
}

async function answerRoute(doors: Doors, { request, url, parts, method, signal }: Arrival, body: string): Promise<Reply> {
  const [, endpointId = '', routeName = '', jobId = null] = parts
  if (!isSameKey(presentedKey(request.headers.authorization), doors.apiKey)) return plain(401, '')
  const endpoint = doors.room.endpoints.get(endpointId)
  const route = JOB_ROUTES.get(routeName)
  if (endpoint === undefined || route === undefined || parts.length !== (route.takesJob ? 4 : 3)) return notFound()
  if (!route.methods.includes(method)) return plain(405, 'method not allowed')
  return route.answer({ endpoint, jobId, query: url.searchParams, body, clock: doors.clock, signal })
}

/** RunPod answers 400, not 413. */
const tooLarge = (route: string) => plain(400, `bad request: body: exceeded max body size of ${route === 'runsync' ? '20' : '10'}MiB`)

function flatHeaders(request: IncomingMessage): Record<string, string> {
  return Object.fromEntries(Object.entries(request.headers).map(([name, value]) => [name, Array.isArray(value) ? value.join(', ') : (value ?? '')]))
}
