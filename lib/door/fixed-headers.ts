import 'server-only'
// What every answer of the API says to browsers, whatever it holds: pages get theirs from proxy.ts, which does not see the API.
import { strictTransport } from '@/lib/door/strict-transport'
import { env } from '@/lib/env'

/** The answer itself, with the headers. */
export function withFixedHeaders(response: Response): Response {
  response.headers.set('x-content-type-options', 'nosniff')
  const transport = strictTransport(env().publicUrl)
  if (transport !== null) response.headers.set('strict-transport-security', transport)
  return response
}
