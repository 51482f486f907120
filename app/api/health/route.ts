// Whether the server works: 200, or 503 with what is wrong. To whoever is neither signed in nor at this machine, no more than that.
import { isFromThisMachine } from '@/lib/auth/demo'
import { withFixedHeaders } from '@/lib/door/fixed-headers'
import { demandHost } from '@/lib/door/origin'
import { problemResponse } from '@/lib/door/problem-response'
import { callerOf, identityOf } from '@/lib/door/request-actor'
import { env } from '@/lib/env'
import { healthInShort, serverHealth, type ServerHealth } from '@/lib/predictions/server-health'

export async function GET(request: Request): Promise<Response> {
  return withFixedHeaders(await answer(request).catch(problemResponse))
}

async function answer(request: Request): Promise<Response> {
  demandHost(request.headers.get('host'), env().publicUrl)
  const health = await serverHealth()
  const shown = (await mayKnowMore(request.headers, health)) ? health : healthInShort(health)
  return Response.json(shown, { status: health.status === 'ok' ? 200 : 503, headers: { 'cache-control': 'no-store' } })
}

/** Whoever is signed in, and whoever sits at this machine: the launcher asks before anybody can sign in. */
async function mayKnowMore(headers: Headers, { database }: ServerHealth): Promise<boolean> {
  return isFromThisMachine(callerOf(headers)) || (database.ok && (await identityOf(headers)) !== null)
}
