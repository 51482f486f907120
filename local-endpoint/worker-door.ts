import 'server-only'
// The worker half's door: it refuses everybody without the workers' own key, and workers where only simulated ones serve.
import type { Arrival, Doors } from './job-door'
import { isSameKey, presentedKey } from './keys'
import { json, notFound, plain, type Reply } from './reply'
import { WORKER_ROUTES } from './routes/worker-routes'

const WORKER_ID = /^[\w-]{1,64}$/

export async function answerWorkerRoute(doors: Doors, { request, url, parts, method, signal }: Arrival, body: string | null): Promise<Reply> {
  const [, endpointId = '', routeName = '', workerId = '', jobId = ''] = parts
  if (!isSameKey(presentedKey(request.headers.authorization), doors.workerKey)) return plain(401, '')
  const endpoint = doors.room.endpoints.get(endpointId)
  const route = WORKER_ROUTES.get(routeName)
  if (endpoint === undefined || route === undefined || parts.length !== (route.takesJob ? 5 : 4) || !WORKER_ID.test(workerId)) return notFound()
  if (route.method !== method) return plain(405, 'method not allowed')
  // After this status RunPod's worker waits 5 s; after any other it asks again at once.
  if (endpoint.connected === null) return json(429, { error: 'this endpoint serves its jobs by simulated workers; real ones serve the endpoint gpu' })
  return route.answer({ workers: endpoint.connected, workerId, jobId, query: url.searchParams, body, signal })
}
