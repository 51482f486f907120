// What RunPod's Python library needs in its environment to serve an endpoint's jobs: the addresses of the worker half, a key, a name.

/** `baseUrl` ends with /v2. */
export type WorkerDoor = { baseUrl: string; endpointId: string; workerKey: string }

/** The library fills in the names after the dollar signs, and takes everything after the question mark for something to add to. */
export function workerEnvironment({ baseUrl, endpointId, workerKey }: WorkerDoor, workerId: string, pingMs = 10_000): Record<string, string> {
  const root = `${baseUrl}/${endpointId}`
  return {
    RUNPOD_WEBHOOK_GET_JOB: `${root}/job-take/$ID?gpu=none`,
    RUNPOD_WEBHOOK_POST_OUTPUT: `${root}/job-done/$RUNPOD_POD_ID/$ID?gpu=none`,
    RUNPOD_WEBHOOK_POST_STREAM: `${root}/job-stream/$RUNPOD_POD_ID/$ID?gpu=none`,
    RUNPOD_WEBHOOK_PING: `${root}/ping/$RUNPOD_POD_ID?gpu=none`,
    RUNPOD_PING_INTERVAL: String(pingMs),
    RUNPOD_AI_API_KEY: workerKey,
    RUNPOD_POD_ID: workerId,
    RUNPOD_ENDPOINT_ID: endpointId,
    RUNPOD_SKIP_AUTO_SYSTEM_CHECKS: 'true',
    RUNPOD_SKIP_GPU_CHECK: 'true',
  }
}
