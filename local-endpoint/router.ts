import 'server-only'
// From a request to its answer: which door, which key, which endpoint, which route, and any fault on the way out; it refuses wrong keys before it looks at anything else.
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { ControlRoom } from './control/control-room'
import { answerControl } from './control/control-routes'
import { playOf, type Play } from './faults/fault'
import { delay, reset, sendFaulty } from './faults/faulty-answer'
import { JOB_ROUTES } from './job-routes'
import type { CallFacts } from './faults/fault-table'
import { unlessAborted } from './clock'
import { parseRunBody } from './run-body'
import { isSameKey, presentedKey } from './keys'
import { json, plain, type Reply } from './reply'
import { readBody, sendReply } from './transport'
import { voidAttempt } from './void-route'

export type Doors = { apiKey: string; controlToken: string; room: ControlRoom }

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

async function answerOther(doors: Doors, { request, url, parts, method }: Arrival): Promise<Reply> {
  const [door, second = '', third] = parts
  if (door === 'ping-local' && parts.length === 1) return json(200, { ok: true })
  if (door === 'control' && parts.length === 2) {
    const token = request.headers['x-control-token']
    if (!isSameKey(typeof token === 'string' ? token : undefined, doors.controlToken)) return json(401, { error: 'control token missing or wrong' })
    const body = await readBody(request, CONTROL_BODY)
    return body.kind === 'text' ? answerControl(doors.room, method, second, body.text, url.searchParams) : plain(400, 'bad request: body')
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
  const { request, response, signal } = arrival
  const [, , routeName = ''] = arrival.parts
  const body = await readBody(request, JOB_ROUTES.get(routeName)?.bodyLimit ?? SMALL_BODY)
  record(doors.room, arrival, body.kind === 'text' ? body.text : body.kind)
  if (body.kind === 'broken') return
  response.on('close', () => doors.room.tally.answered(routeName, response.writableEnded ? response.statusCode : null))
  const play = playOf(doors.room.faults.take(callFacts(doors.room, arrival, body.kind === 'text' ? body.text : '')))
  const answer = () => (body.kind === 'tooLarge' ? Promise.resolve(tooLarge(routeName)) : answerRoute(doors, arrival, body.text, play))
  if (play === null) return sendReply(response, await answer())
  await delay(play.delayBeforeMs, signal)
  if (!play.handled && play.cut === 'drop') return reset(response)
  const reply = play.handled ? await answer() : json(200, {})
  if (play.afterWebhook) await afterWebhook(doors, arrival, reply)
  await sendFaulty(response, reply, play, signal)
}

function record(room: ControlRoom, { request, url, parts, method }: Arrival, body: string): void {
  const [, endpointId = '', route = '', jobId = null] = parts
  const at = room.clock.now()
  room.requests.record({ at, method, path: `${url.pathname}${url.search}`, route, headers: flatHeaders(request), body })
  room.tally.arrived(at, route, endpointId, jobId)
}

/** A call as faults see it: which prediction it is about stands in its job, or in the body of a `/run`. */
function callFacts(room: ControlRoom, { parts }: Arrival, body: string): CallFacts {
  const [, endpointId = '', route = '', jobId = null] = parts
  const now = room.clock.now()
  const job = jobId === null ? null : (room.endpoints.get(endpointId)?.jobs.get(jobId) ?? null)
  return {
    route,
    now,
    jobAgeMs: () => (job === null ? null : now - job.submittedAt),
    predictionId: () => {
      if (job !== null) return job.pair?.jobId ?? null
      const parsed = parseRunBody(body)
      return parsed.ok ? (parsed.body.pair?.jobId ?? null) : null
    },
  }
}

/** The client learns of its job only after the job's webhook has been told. */
async function afterWebhook(doors: Doors, { parts, signal }: Arrival, reply: Reply): Promise<void> {
  const accepted = reply.status === 200 ? (JSON.parse(reply.body) as { id?: string }) : {}
  const first = doors.room.endpoints.get(parts[1] ?? '')?.outbox.afterFirstTry(accepted.id ?? '')
  if (first !== undefined) await unlessAborted(first, signal)
}

async function answerRoute(doors: Doors, { request, url, parts, method, signal }: Arrival, body: string, play: Play | null): Promise<Reply> {
  const [, endpointId = '', routeName = '', jobId = null] = parts
  if (!isSameKey(presentedKey(request.headers.authorization), doors.apiKey)) return plain(401, '')
  const endpoint = doors.room.endpoints.get(endpointId)
  const route = JOB_ROUTES.get(routeName)
  if (endpoint === undefined || route === undefined || parts.length !== (route.takesJob ? 4 : 3)) return notFound()
  if (!route.methods.includes(method)) return plain(405, 'method not allowed')
  return route.answer({ endpoint, jobId, query: url.searchParams, body, clock: doors.room.clock, show: play?.show, signal })
}

/** RunPod answers 400, not 413. */
const tooLarge = (route: string) => plain(400, `bad request: body: exceeded max body size of ${route === 'runsync' ? '20' : '10'}MiB`)

function flatHeaders(request: IncomingMessage): Record<string, string> {
  return Object.fromEntries(Object.entries(request.headers).map(([name, value]) => [name, Array.isArray(value) ? value.join(', ') : (value ?? '')]))
}
