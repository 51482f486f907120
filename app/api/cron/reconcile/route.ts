// Reconciles once on behalf of a scheduler that knows the cron secret.
import { problemResponse } from '@/lib/door/problem-response'
import { sameSecret } from '@/lib/crypto'
import { env } from '@/lib/env'
import { Problem } from '@/lib/errors'
import { reconcileForCron } from '@/lib/predictions/cron'

export async function GET(request: Request): Promise<Response> {
  try {
    const secret = env().cronSecret
    const given = /^Bearer (.+)$/.exec(request.headers.get('authorization') ?? '')?.[1]
    if (secret === null || given === undefined || !sameSecret(given, secret)) throw new Problem('UNAUTHORISED', 'Send Authorization: Bearer <CRON_SECRET>; CRON_SECRET must be set on the server.')
    return Response.json({ turns: await reconcileForCron() }, { headers: { 'cache-control': 'no-store' } })
  } catch (error) {
    return problemResponse(error)
  }
}
