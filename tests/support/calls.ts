// Calls of the API's route handlers as a browser page would make them, without a server in between.
import type { PredictionView } from '@/lib/predictions/schema'
import { DEMO_HEADERS } from './demo'

type Handler = (request: Request, context: { params: Promise<Record<string, string>> }) => Promise<Response>
type RouteModule = Partial<Record<string, Handler>>

const ORIGIN = 'http://127.0.0.1:3000'

/** Address pattern to the module that answers it, most special first. */
const ROUTES: [RegExp, () => Promise<RouteModule>][] = [
  [/^\/api\/v1\/predictions\/(?<id>[^/]+)\/files\/(?<name>[^/]+)$/, () => import('@/app/api/v1/predictions/[id]/files/[name]/route')],
  [/^\/api\/v1\/predictions\/(?<id>[^/]+)\/attempts\/(?<number>[^/]+)\/use$/, () => import('@/app/api/v1/predictions/[id]/attempts/[number]/use/route')],
  [/^\/api\/v1\/predictions\/(?<id>[^/]+)\/archive$/, () => import('@/app/api/v1/predictions/[id]/archive/route')],
  [/^\/api\/v1\/predictions\/(?<id>[^/]+)\/cancel$/, () => import('@/app/api/v1/predictions/[id]/cancel/route')],
  [/^\/api\/v1\/predictions\/(?<id>[^/]+)\/retry$/, () => import('@/app/api/v1/predictions/[id]/retry/route')],
  [/^\/api\/v1\/predictions\/(?<id>[^/]+)\/tags\/(?<tag>[^/]+)$/, () => import('@/app/api/v1/predictions/[id]/tags/[tag]/route')],
  [/^\/api\/v1\/predictions\/tags$/, () => import('@/app/api/v1/predictions/tags/route')],
  [/^\/api\/v1\/predictions\/export\.csv$/, () => import('@/app/api/v1/predictions/export.csv/route')],
  [/^\/api\/v1\/predictions\/export\.zip$/, () => import('@/app/api/v1/predictions/export.zip/route')],
  [/^\/api\/v1\/predictions\/choices$/, () => import('@/app/api/v1/predictions/choices/route')],
  [/^\/api\/v1\/predictions\/(?<id>[^/]+)$/, () => import('@/app/api/v1/predictions/[id]/route')],
  [/^\/api\/v1\/predictions$/, () => import('@/app/api/v1/predictions/route')],
  [/^\/api\/v1\/complexes\/check$/, () => import('@/app/api/v1/complexes/check/route')],
  [/^\/api\/v1\/audit\/export\.csv$/, () => import('@/app/api/v1/audit/export.csv/route')],
  [/^\/api\/v1\/audit$/, () => import('@/app/api/v1/audit/route')],
  [/^\/api\/v1\/settings\/connection$/, () => import('@/app/api/v1/settings/connection/route')],
  [/^\/api\/v1\/settings\/conformance$/, () => import('@/app/api/v1/settings/conformance/route')],
  [/^\/api\/v1\/settings\/retention$/, () => import('@/app/api/v1/settings/retention/route')],
  [/^\/api\/v1\/settings$/, () => import('@/app/api/v1/settings/route')],
  [/^\/api\/v1\/system$/, () => import('@/app/api/v1/system/route')],
  [/^\/api\/v1\/api-keys\/(?<id>[^/]+)$/, () => import('@/app/api/v1/api-keys/[id]/route')],
  [/^\/api\/v1\/api-keys$/, () => import('@/app/api/v1/api-keys/route')],
  [/^\/api\/v1\/session\/demo$/, () => import('@/app/api/v1/session/demo/route')],
  [/^\/api\/v1\/session\/password$/, () => import('@/app/api/v1/session/password/route')],
  [/^\/api\/v1\/session$/, () => import('@/app/api/v1/session/route')],
  [/^\/api\/v1\/teams\/(?<id>[^/]+)\/members\/(?<person>[^/]+)$/, () => import('@/app/api/v1/teams/[id]/members/[person]/route')],
  [/^\/api\/v1\/team\/invitations\/(?<id>[^/]+)$/, () => import('@/app/api/v1/team/invitations/[id]/route')],
  [/^\/api\/v1\/invitations\/accept$/, () => import('@/app/api/v1/invitations/accept/route')],
  [/^\/api\/v1\/team\/members\/(?<id>[^/]+)$/, () => import('@/app/api/v1/team/members/[id]/route')],
  [/^\/api\/v1\/people\/(?<id>[^/]+)\/reset$/, () => import('@/app/api/v1/people/[id]/reset/route')],
  [/^\/api\/v1\/session\/forgotten$/, () => import('@/app/api/v1/session/forgotten/route')],
  [/^\/api\/v1\/team\/invitations$/, () => import('@/app/api/v1/team/invitations/route')],
  [/^\/api\/v1\/invitations\/look$/, () => import('@/app/api/v1/invitations/look/route')],
  [/^\/api\/v1\/session\/reset$/, () => import('@/app/api/v1/session/reset/route')],
  [/^\/api\/v1\/team\/members$/, () => import('@/app/api/v1/team/members/route')],
  [/^\/api\/v1\/people\/(?<id>[^/]+)$/, () => import('@/app/api/v1/people/[id]/route')],
  [/^\/api\/v1\/teams\/(?<id>[^/]+)$/, () => import('@/app/api/v1/teams/[id]/route')],
  [/^\/api\/v1\/people$/, () => import('@/app/api/v1/people/route')],
  [/^\/api\/v1\/teams$/, () => import('@/app/api/v1/teams/route')],
  [/^\/api\/v1\/setup$/, () => import('@/app/api/v1/setup/route')],
  [/^\/api\/v1\/limits$/, () => import('@/app/api/v1/limits/route')],
  [/^\/api\/v1\/usage$/, () => import('@/app/api/v1/usage/route')],
  [/^\/api\/v1\/where$/, () => import('@/app/api/v1/where/route')],
  [/^\/api\/v1\/events$/, () => import('@/app/api/v1/events/route')],
  [/^\/api\/webhooks\/runpod\/(?<attempt>[^/]+)\/(?<token>[^/]+)$/, () => import('@/app/api/webhooks/runpod/[attempt]/[token]/route')],
  [/^\/api\/health$/, () => import('@/app/api/health/route')],
  [/^\/api\/cron\/reconcile$/, () => import('@/app/api/cron/reconcile/route')],
]

export type SentHeaders = Record<string, string | undefined>
export type Rest = { body?: unknown; headers?: SentHeaders; raw?: string; signal?: AbortSignal }

/** As the demo's admin, by key, unless headers say otherwise: `authorization: undefined` sends no key. */
export async function call(method: string, address: string, rest: Rest = {}): Promise<Response> {
  const url = new URL(address, ORIGIN)
  for (const [pattern, load] of ROUTES) {
    const match = pattern.exec(url.pathname)
    if (match === null) continue
    const handler = (await load())[method]
    if (handler === undefined) return new Response(null, { status: 405 })
    const params = Object.fromEntries(Object.entries(match.groups ?? {}).map(([name, value]) => [name, decodeURIComponent(value)]))
    return handler(requestTo(method, url, rest), { params: Promise.resolve(params) })
  }
  throw new Error(`No route answers ${address}.`)
}

/** The request that `call` makes. */
export function requestTo(method: string, address: string | URL, { body, headers, raw, signal }: Rest = {}): Request {
  const url = new URL(address, ORIGIN)
  const sent = raw ?? (body === undefined ? undefined : JSON.stringify(body))
  const given: Record<string, string | undefined> = { host: url.host, origin: ORIGIN, ...DEMO_HEADERS, ...(sent !== undefined && { 'content-type': 'application/json' }), ...headers }
  const known = Object.entries(given).flatMap(([name, value]) => (value === undefined ? [] : [[name, value] as [string, string]]))
  return new Request(url, { method, signal, body: sent, headers: known })
}

/** Calls and returns the JSON; throws with the body unless the status is the expected one. */
export async function json<Answer>(method: string, address: string, rest: Rest & { expect?: number } = {}): Promise<Answer> {
  const response = await call(method, address, rest)
  const text = await response.text()
  if (response.status !== (rest.expect ?? 200)) throw new Error(`${method} ${address} answered ${response.status}: ${text}`)
  return text === '' ? (null as Answer) : JSON.parse(text)
}

export const submit = (body: object, headers: Record<string, string> = {}): Promise<PredictionView> =>
  json('POST', '/api/v1/predictions', { body, headers, expect: 202 })

export const view = (id: string): Promise<PredictionView> => json('GET', `/api/v1/predictions/${id}`)

/** Repeats `read` until `holds`, at most for `withinMs`. */
export async function until<Value>(read: () => Promise<Value>, holds: (value: Value) => boolean, withinMs = 150_000): Promise<Value> {
  const limit = performance.now() + withinMs
  for (;;) {
    const value = await read()
    if (holds(value)) return value
    if (performance.now() > limit) throw new Error(`It did not come to hold within ${withinMs} ms; last seen: ${JSON.stringify(value).slice(0, 2_000)}`)
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
}

const ENDED = new Set(['COMPLETED', 'FAILED', 'CANCELLED', 'TIMED_OUT'])
export const untilEnded = (id: string, withinMs?: number): Promise<PredictionView> => until(() => view(id), ({ status }) => ENDED.has(status), withinMs)
