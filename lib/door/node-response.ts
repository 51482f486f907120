import 'server-only'
// Node's own response to a request, for the one route that writes the same bytes to a thousand clients at once: Next gives none, Node
// announces each on a diagnostics channel. Whoever asks for a response that was not announced gets null and does without.
import { randomUUID } from 'node:crypto'
import { subscribe } from 'node:diagnostics_channel'
import type { IncomingMessage, ServerResponse } from 'node:http'

/** Carries the response's number from Node's request to Next's; what a client sends under this name is overwritten. */
const HEADER = 'x-atomera-response'

const created = globalThis as typeof globalThis & { atomeraResponses?: Map<string, ServerResponse> }

/** Remembers the responses to requests for this path, each until it is closed. Called once, before the first request. */
export function announceResponses(path: string): void {
  if (created.atomeraResponses !== undefined) return
  const open = (created.atomeraResponses = new Map())
  subscribe('http.server.request.start', (message) => {
    const { request, response } = message as { request: IncomingMessage; response: ServerResponse }
    if (request.url === undefined || !request.url.startsWith(path)) return
    const id = randomUUID()
    request.headers[HEADER] = id
    open.set(id, response)
    response.once('close', () => open.delete(id))
  })
}

export const nodeResponse = (request: Request): ServerResponse | null => created.atomeraResponses?.get(request.headers.get(HEADER) ?? '') ?? null
