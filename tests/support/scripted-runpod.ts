// As much of RunPod as a waiting job needs: it takes every job, lets it wait for ever, and answers /health as a test says. It simulates nothing.
import { createServer, type IncomingMessage } from 'node:http'

type Asked = { route: string; key: string }

export type ScriptedRunPod = { baseUrl: string; showWorkers(workers: object): void; /** All calls so far, with the key that each showed. */ asked(): readonly Asked[]; close(): Promise<void> }

export const SCRIPTED_KEY = 'rpa_not_a_real_key_123456'

export async function startScriptedRunPod(): Promise<ScriptedRunPod> {
  let workers: object = {}
  let taken = 0
  const calls: Asked[] = []
  const answer = (request: IncomingMessage): object => {
    const [, route, id] = /^\/v2\/[^/]+\/([a-z-]+)(?:\/([^?]+))?/.exec(request.url ?? '') ?? []
    calls.push({ route: route ?? '', key: (request.headers.authorization ?? '').replace(/^Bearer /, '') })
    if (route === 'run') return { id: `waiting-${(taken += 1)}-u1`, status: 'IN_QUEUE' }
    return route === 'health' ? { jobs: { inQueue: taken, inProgress: 0 }, workers } : { id, status: 'IN_QUEUE' }
  }
  const server = createServer((request, response) => {
    request.resume().on('end', () => response.setHeader('content-type', 'application/json').end(JSON.stringify(answer(request))))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const bound = server.address()
  const port = bound !== null && typeof bound !== 'string' ? bound.port : 0
  return {
    baseUrl: `http://127.0.0.1:${port}/v2`,
    asked: () => calls,
    showWorkers: (shown) => {
      workers = shown
    },
    close: () => {
      server.closeAllConnections()
      return new Promise((resolve) => server.close(() => resolve()))
    },
  }
}
