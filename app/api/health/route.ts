// Whether the server works: 200, or 503 with what is wrong.
import { problemResponse } from '@/lib/door/problem-response'
import { serverHealth } from '@/lib/predictions/server-health'

export async function GET(): Promise<Response> {
  try {
    const health = await serverHealth()
    return Response.json(health, { status: health.status === 'ok' ? 200 : 503, headers: { 'cache-control': 'no-store' } })
  } catch (error) {
    return problemResponse(error)
  }
}
