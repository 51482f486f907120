import 'server-only'
// What every route is made with: host and origin, who, may they, parse, call, map errors, log. A handler sees only what passed.
import type { z } from 'zod'
import { demand, type Actor, type Identity } from '@/lib/access/actor'
import type { Permission } from '@/lib/access/permissions'
import { holdsKey } from '@/lib/api-keys/form'
import type { Caller } from '@/lib/auth/demo'
import { readJson } from '@/lib/door/body'
import { demandHost, demandOrigin } from '@/lib/door/origin'
import { withFixedHeaders } from '@/lib/door/fixed-headers'
import { peerOf } from '@/lib/door/peer'
import { problemResponse } from '@/lib/door/problem-response'
import { requestFrom } from '@/lib/door/request-from'
import { callerOf, demandIdentity } from '@/lib/door/request-actor'
import { demandShownTeam } from '@/lib/door/shown-team'
import { env } from '@/lib/env'
import { Problem } from '@/lib/errors'
import { log } from '@/lib/log'

type Shapes<Params extends z.ZodType, Query extends z.ZodType, Body extends z.ZodType> = {
  params?: Params
  query?: Query
  body?: Body
  /** An empty body counts as `{}`. */
  bodyOptional?: boolean
  /** Status of the JSON answer; a handler may return a Response of its own instead. */
  status?: number
}

type Parsed<Params extends z.ZodType, Query extends z.ZodType, Body extends z.ZodType> = {
  request: Request
  caller: Caller
  params: z.output<Params>
  query: z.output<Query>
  body: z.output<Body>
}

type Known = { actor: Actor; identity: Identity }

type RouteContext = { params: Promise<unknown> }

/** A handler that says what it demands: null is open to everybody who reaches the server. */
export type RouteHandler = ((request: Request, context: RouteContext) => Promise<Response>) & { permission: Permission | null }

/** So that a complaint can tell what is missing from what is of another type. */
const WITH_INPUT = { reportInput: true }

const CHANGES_STATE = new Set(['POST', 'PUT', 'PATCH', 'DELETE'])

/** Makes a route handler from a declaration and the call that does the work, for whoever has the permission. */
export function route<Params extends z.ZodType, Query extends z.ZodType, Body extends z.ZodType>(
  declaration: Shapes<Params, Query, Body> & { permission: Permission },
  handle: (call: Parsed<Params, Query, Body> & Known) => Promise<unknown>,
): RouteHandler {
  const { permission } = declaration
  return handler(permission, declaration, async (request, parsed) => {
    const arrived = await demandPermitted(request, permission)
    const call = await parsed()
    // A body may take minutes to come, and they may have been removed meanwhile.
    const identity = declaration.body === undefined ? arrived : await demandPermitted(request, permission)
    const actor = { ...identity.actor, from: requestFrom(request.headers, identity.actor.credential) }
    return handle({ ...call, identity, actor })
  })
}

async function demandPermitted(request: Request, permission: Permission): Promise<Identity> {
  const identity = await demandIdentity(request.headers)
  if (CHANGES_STATE.has(request.method)) demandShownTeam(request, identity.actor, permission)
  demand(identity.actor, permission)
  return identity
}

/** As `route`, for whoever comes: signing in, setting up, what a link that was passed on opens. */
export function openRoute<Params extends z.ZodType, Query extends z.ZodType, Body extends z.ZodType>(
  declaration: Shapes<Params, Query, Body>,
  handle: (call: Parsed<Params, Query, Body>) => Promise<unknown>,
): RouteHandler {
  return handler(null, declaration, async (_request, parsed) => handle(await parsed()))
}

function handler<Params extends z.ZodType, Query extends z.ZodType, Body extends z.ZodType>(
  permission: Permission | null,
  shapes: Shapes<Params, Query, Body>,
  work: (request: Request, parsed: () => Promise<Parsed<Params, Query, Body>>) => Promise<unknown>,
): RouteHandler {
  const answer = async (request: Request, context: RouteContext): Promise<Response> => {
    demandDoor(request)
    const outcome = await work(request, () => parse(shapes, request, context))
    if (outcome instanceof Response) return outcome
    return Response.json(outcome, { status: shapes.status ?? 200, headers: { 'cache-control': 'no-store' } })
  }
  const logged = async (request: Request, context: RouteContext): Promise<Response> => {
    const begun = performance.now()
    const response = withFixedHeaders(await answer(request, context).catch(problemResponse))
    log.debug({ from: peerOf(request.headers).address, method: request.method, path: new URL(request.url).pathname, status: response.status, ms: Math.round(performance.now() - begun) }, 'request')
    return response
  }
  return Object.assign(logged, { permission })
}

/** What holds for everybody, before anybody is asked who they are. */
function demandDoor(request: Request): void {
  demandHost(request.headers.get('host'), env().publicUrl)
  if ([...new URL(request.url).searchParams].flat().some(holdsKey)) {
    throw new Problem('INVALID_REQUEST', 'An API key stands in the address, where logs and histories keep it. Revoke it on the page API keys, and send the new one as "Authorization: Bearer atm_...".')
  }
  if (CHANGES_STATE.has(request.method)) demandOrigin(request.headers, env().publicUrl)
}

async function parse<Params extends z.ZodType, Query extends z.ZodType, Body extends z.ZodType>(
  shapes: Shapes<Params, Query, Body>,
  request: Request,
  context: RouteContext,
): Promise<Parsed<Params, Query, Body>> {
  const query = Object.fromEntries(new URL(request.url).searchParams)
  return {
    request,
    caller: callerOf(request.headers),
    params: shapes.params?.parse(await context.params, WITH_INPUT),
    query: shapes.query?.parse(query, WITH_INPUT),
    body: shapes.body?.parse(await readJson(request, shapes.bodyOptional ?? false), WITH_INPUT),
  } as Parsed<Params, Query, Body>
}
