import 'server-only'
// The job API's door: records each call, plays the faults that it meets, and refuses wrong keys, unknown paths and what is beyond the limits.
import type { IncomingMessage, ServerResponse } from 'node:http'
import { unlessAborted } from './clock'
import type { ControlRoom } from './control/control-room'
import { playOf, type Play } from './faults/fault'
import type { CallFacts } from './faults/fault-table'
import { delay, reset, sendFaulty } from './faults/faulty-answer'
import { isSameKey, presentedKey } from './keys'
import { json, notFound, plain, type Reply } from './reply'
import { JOB_ROUTES, SMALL_BODY } from './routes/job-routes'
import { WORKER_ROUTES } from './routes/worker-routes'
import { parseRunBody } from './run-body'
import { readBody, sendReply } from './transport'

export type Doors = { apiKey: string; workerKey: string; controlToken: string; room: ControlRoom }

export type Arrival = { request: IncomingMessage; response: ServerResponse; url: URL; parts: string[]; method: string; signal: AbortSignal }

/** What answers a call that came in; a body that was too large is null, and `play` is how a fault bends the answer. */
type Answering = (doors: Doors, arrival: Arrival, body: string | null, play: Play | null) => Promise<Reply>

/** A call of the job API, or the look-up that stands beside it: both may go wrong. */
export async function answerJobApi(doors: Doors, arrival: Arrival, answering: Answering): Promise<void> {
  const { request, response, signal } = arrival
  const [, , routeName = ''] = arrival.parts
  const body = await readBody(request, (JOB_ROUTES.get(routeName) ?? WORKER_ROUTES.get(routeName))?.bodyLimit ?? SMALL_BODY)
  record(doors.room, arrival, body.kind === 'text' ? body.text : body.kind)
  if (body.kind === 'broken') return
  response.on('close', () => doors.room.tally.answered(routeName, response.writableEnded ? response.statusCode : null))
  const play = playOf(doors.room.faults.take(callFacts(doors.room, arrival, body.kind === 'text' ? body.text : '')))
  const answer = () => answering(doors, arrival, body.kind === 'text' ? body.text : null, play)
  if (play === null) return sendReply(response, await answer())
  await delay(play.delayBeforeMs, signal)
  if (!play.handled && play.cut === 'drop') return reset(response)
  const reply = play.handled ? await answer() : json(200, {})
  if (play.afterWebhook) await afterWebhook(doors, arrival, reply)
  await sendFaulty(response, reply, play, signal)
}

function record(room: ControlRoom, { request, url, parts, method }: Arrival, body: string): void {
  const [, endpointId = '', route = ''] = parts
  const at = room.clock.now()
  room.requests.record({ at, method, path: `${url.pathname}${url.search}`, route, headers: flatHeaders(request), body })
  room.tally.arrived(at, route, endpointId, jobIdOf(parts))
}

/** Workers name themselves before the job. */
function jobIdOf([, , route = '', ...rest]: string[]): string | null {
  return rest[WORKER_ROUTES.has(route) ? 1 : 0] ?? null
}

/** A call as faults see it: which prediction it is about stands in its job, or in the body of a `/run`. */
function callFacts(room: ControlRoom, { parts }: Arrival, body: string): CallFacts {
  const [, endpointId = '', route = ''] = parts
  const jobId = jobIdOf(parts)
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

export async function answerRoute(doors: Doors, { request, response, url, parts, method, signal }: Arrival, body: string | null, play: Play | null): Promise<Reply> {
  const [, endpointId = '', routeName = '', jobId = null] = parts
  if (body === null) return tooLarge(doors.room, routeName)
  if (!isSameKey(presentedKey(request.headers.authorization), doors.apiKey)) return plain(401, '')
  const endpoint = doors.room.endpoints.get(endpointId)
  const route = JOB_ROUTES.get(routeName)
  if (endpoint === undefined || route === undefined || parts.length !== (route.takesJob ? 4 : 3)) return notFound()
  if (!route.methods.includes(method)) return plain(405, 'method not allowed')
  const admission = doors.room.limits.enter(doors.apiKey, endpointId, routeName)
  if (!admission.admitted) return tooMany(doors.room, admission.waitMs)
  response.on('close', admission.leave)
  return route.answer({ endpoint, jobId, query: url.searchParams, body, clock: doors.room.clock, show: play?.show, signal })
}

/** Its body is unknown. */
function tooMany({ settings, clock }: ControlRoom, waitMs: number): Reply {
  const words = { none: null, seconds: String(Math.max(Math.ceil(waitMs / 1_000), 1)), date: new Date(clock.now() + waitMs).toUTCString() }[settings.retryAfter]
  const reply = json(429, { error: 'too many requests' })
  return words === null ? reply : { ...reply, headers: { ...reply.headers, 'retry-after': words } }
}

/** RunPod answers 400, not 413; sometimes its edge answers before it. */
function tooLarge({ settings }: ControlRoom, route: string): Reply {
  if (settings.oversizeStatus === 502) return { status: 502, headers: { 'content-type': 'text/html' }, body: '<html><body><h1>502 Bad Gateway</h1></body></html>' }
  return plain(400, `bad request: body: exceeded max body size of ${route === 'runsync' ? '20' : '10'}MiB`)
}

function flatHeaders(request: IncomingMessage): Record<string, string> {
  return Object.fromEntries(Object.entries(request.headers).map(([name, value]) => [name, Array.isArray(value) ? value.join(', ') : (value ?? '')]))
}
