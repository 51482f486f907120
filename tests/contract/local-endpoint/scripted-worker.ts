// A worker that makes the calls of RunPod's worker library one by one, as the test asks; it refuses to do anything by itself.
import type { LocalAddress } from '@/local-endpoint/address-file'

export type TakenJob = { id: string; input?: unknown; webhook: null }

export function scriptedWorker(address: LocalAddress, workerId: string, key = address.workerKey) {
  const root = `${address.baseUrl}/${address.endpointId}`
  const call = (route: string, init: RequestInit = {}) => fetch(`${root}/${route}`, { ...init, headers: { authorization: key, ...init.headers } })
  const tell = (route: string, jobId: string, body: unknown) =>
    call(`${route}/${workerId}/${jobId}?gpu=none&isStream=false`, {
      method: 'POST',
      headers: { 'content-type': 'application/x-www-form-urlencoded', charset: 'utf-8', 'x-request-id': jobId },
      body: typeof body === 'string' ? body : JSON.stringify(body),
    })
  return {
    call,
    /** Waits for one. */
    take: async (signal?: AbortSignal) => (await (await call(`job-take/${workerId}?gpu=none&job_in_progress=0`, { signal })).json()) as TakenJob,
    takeBatch: async (size: number) => (await (await call(`job-take-batch/${workerId}?gpu=none&batch_size=${size}&job_in_progress=0`)).json()) as TakenJob[],
    done: (jobId: string, body: unknown) => tell('job-done', jobId, body),
    chunk: (jobId: string, body: unknown) => tell('job-stream', jobId, body),
    progress: (jobId: string, output: unknown) => tell('job-done', jobId, { status: 'IN_PROGRESS', output }),
    /** Waits until it is to stop something. */
    stops: async () => (await (await call(`job-stop/${workerId}?gpu=none`)).json()) as { jobsToStop: string[] },
    leave: () => call(`leave/${workerId}`, { method: 'POST' }),
    ping: (...jobIds: string[]) => call(`ping/${workerId}?gpu=none&runpod_version=1.12.0${jobIds.length > 0 ? `&job_id=${jobIds.join('%2C')}` : ''}`),
  }
}
