// Whether the server works: 200, or 503 with what is wrong, under whatever name it is asked. To whoever is neither signed in nor known to sit at this machine, no more than that.
import { isFromThisMachine } from '@/lib/auth/demo'
import { withFixedHeaders } from '@/lib/door/fixed-headers'
import { isOurHost } from '@/lib/door/origin'
import { problemResponse } from '@/lib/door/problem-response'
import { callerOf, identityOf } from '@/lib/door/request-actor'
import { env } from '@/lib/env'
import { healthInShort, serverHealth, type ServerHealth } from '@/lib/predictions/server-health'

export async function GET(request: Request): Promise<Response> {
  return withFixedHeaders(await answer(request).catch(problemResponse))
}

async function answer(request: Request): Promise<Response> {
  const health = await serverHealth()
  const shown = (await mayKnowMore(request.headers, health)) ? health : healthInShort(health)
  return Response.json(shown, { status: health.status === 'ok' ? 200 : 503, headers: { 'cache-control': 'no-store' } })
}

/** Whoever is signed in, and without PUBLIC_URL whoever sits at this machine. Probes call it by names of their own, or by none: they are strangers, and their cookies are not looked at. */
async function mayKnowMore(headers: Headers, { database }: ServerHealth): Promise<boolean> {
  if (isFromThisMachine(callerOf(headers))) return true
  if (!isOurHost(headers.get('host'), env().publicUrl) || !database.ok) return false
  // Who asks decides how much is told, never whether: a key that opens nothing, of a monitor for instance, is nobody's.
  return (await identityOf(headers).catch(() => null)) !== null
}
