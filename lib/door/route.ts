import 'server-only'
// What every route is made with: host and origin, who, may they, parse, call, map errors, log. A handler sees only what passed.
import type { z } from 'zod'
import { demand, type Actor } from '@/lib/access/actor'
import type { Permission } from '@/lib/access/permissions'
import { readJson } from '@/lib/door/body'
import { demandHost, demandOrigin } from '@/lib/door/origin'
import { peerOf } from '@/lib/door/peer'
import { problemResponse } from '@/lib/door/problem-response'
import { requestFrom } from '@/lib/door/request-from'
import { env } from '@/lib/env'
import { log } from '@/lib/log'
import { actorOfRequest } from '@/lib/teams/service'

type Declaration<Params extends z.ZodType, Query extends z.ZodType, Body extends z.ZodType> = {
  /** null: open to everybody (health, cron with its own secret). */
  permission: Permission | null
  params?: Params
  query?: Query
  body?: Body
  /** An empty body counts as `{}`. */
  bodyOptional?: boolean
  /** Status of the JSON answer; a handler may return a Response of its own instead. */
  status?: number
}

type Call<Params extends z.ZodType, Query extends z.ZodType, Body extends z.ZodType> = {
  request: Request
  actor: Actor
  params: z.output<Params>
  query: z.output<Query>
  body: z.output<Body>
}

type RouteContext = { params: Promise<unknown> }

/** So that a complaint can tell what is missing from what is of another type. */
const WITH_INPUT = { reportInput: true }

const CHANGES_STATE = new Set(['POST', 'PUT', 'PATCH', 'DELETE'])

/** Makes a route handler from a declaration and the call that does the work. */
export function route<Params extends z.ZodType, Query extends z.ZodType, Body extends z.ZodType>(
  declaration: Declaration<Params, Query, Body>,
  handle: (call: Call<Params, Query, Body>) => Promise<unknown>,
): (request: Request, context: RouteContext) => Promise<Response> {
  return async (request, context) => {
    const begun = performance.now()
    const response = await answer(declaration, handle, request, context).catch(problemResponse)
    log.debug({ from: peerOf(request.headers).address, method: request.method, path: new URL(request.url).pathname, status: response.status, ms: Math.round(performance.now() - begun) }, 'request')
    return response
  }
}

async function answer<Params extends z.ZodType, Query extends z.ZodType, Body extends z.ZodType>(
  declaration: Declaration<Params, Query, Body>,
  handle: (call: Call<Params, Query, Body>) => Promise<unknown>,
  request: Request,
  context: RouteContext,
): Promise<Response> {
  demandHost(request.headers.get('host'), env().publicUrl)
  if (CHANGES_STATE.has(request.method)) demandOrigin(request.headers, env().publicUrl)
  const actor = { ...(await actorOfRequest()), from: requestFrom(request.headers) }
  if (declaration.permission !== null) demand(actor, declaration.permission)
  const call = { request, actor, ...(await parse(declaration, request, context)) } as Call<Params, Query, Body>
  const outcome = await handle(call)
  if (outcome instanceof Response) return outcome
  return Response.json(outcome, { status: declaration.status ?? 200, headers: { 'cache-control': 'no-store' } })
}

async function parse<Params extends z.ZodType, Query extends z.ZodType, Body extends z.ZodType>(
  declaration: Declaration<Params, Query, Body>,
  request: Request,
  context: RouteContext,
): Promise<{ params?: unknown; query?: unknown; body?: unknown }> {
  const query = Object.fromEntries(new URL(request.url).searchParams)
  return {
    params: declaration.params?.parse(await context.params, WITH_INPUT),
    query: declaration.query?.parse(query, WITH_INPUT),
    body: declaration.body?.parse(await readJson(request, declaration.bodyOptional ?? false), WITH_INPUT),
  }
}
