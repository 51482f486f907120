// The known troubles with an endpoint, in the words people search for, each with its cures and where to read on. Pages and documents use this table.

export type TroubleLink = { label: string; url: string }
export type Trouble = { code: TroubleCode; message: string; cure: string; links: readonly TroubleLink[] }

/** Where RunPod and Boltz say more. */
export const LINKS = {
  keys: { label: 'RunPod: API keys', url: 'https://docs.runpod.io/get-started/api-keys' },
  endpoints: { label: 'RunPod: serverless endpoints', url: 'https://docs.runpod.io/serverless/endpoints/overview' },
  requests: { label: 'RunPod: sending requests', url: 'https://docs.runpod.io/serverless/endpoints/send-requests' },
  settings: { label: 'RunPod: endpoint settings', url: 'https://docs.runpod.io/serverless/endpoints/endpoint-configurations' },
  workers: { label: 'RunPod: workers', url: 'https://docs.runpod.io/serverless/workers/overview' },
  logs: { label: 'RunPod: logs', url: 'https://docs.runpod.io/serverless/development/logs' },
  boltz: { label: 'Boltz: prediction guide', url: 'https://github.com/jwohlwend/boltz/blob/main/docs/prediction.md' },
  boltzIssues: { label: 'Boltz: known issues', url: 'https://github.com/jwohlwend/boltz/issues' },
} as const satisfies Record<string, TroubleLink>

type Entry = { message: string; cure: string; links: readonly TroubleLink[] }

export const TROUBLES = {
  API_KEY_MISSING: {
    message: 'RUNPOD_API_KEY must be set',
    cure: 'Make a key in the RunPod console under Settings, API Keys, and set it on the page Admin, or put it into .env as RUNPOD_API_KEY and start Atomera again. To work without RunPod, remove the endpoint id too or switch RunPod off there.',
    links: [LINKS.keys],
  },
  ENDPOINT_ID_MISSING: {
    message: 'RUNPOD_ENDPOINT_ID must be set',
    cure: 'Copy the id of your serverless endpoint from the RunPod console, and set it on the page Admin, or put it into .env as RUNPOD_ENDPOINT_ID and start Atomera again. To work without RunPod, remove the API key too or switch RunPod off there.',
    links: [LINKS.endpoints],
  },
  SUBMIT_FAILED: {
    message: 'Failed to submit job to RunPod',
    cure: 'Check that the key is valid and may use this endpoint, that the endpoint id exists, that this machine reaches the network, and that the host name is api.runpod.ai, not .io.',
    links: [LINKS.requests, LINKS.keys],
  },
  TIMED_OUT: {
    message: 'Job timed out',
    cure: 'Raise RUNPOD_TIMEOUT or the time limit of the prediction; check that the endpoint works and that GPUs of its types are available.',
    links: [LINKS.settings, LINKS.workers],
  },
  JOB_FAILED: {
    message: 'Job failed on RunPod',
    cure: 'Read the logs of the endpoint, check that its image contains Boltz-2, and check the input.',
    links: [LINKS.logs, LINKS.boltz, LINKS.boltzIssues],
  },
  KEY_REJECTED: {
    message: 'RunPod rejects the API key',
    cure: 'Make a new key, or give this one read and write access to the endpoint; predictions keep their state and go on with the new key.',
    links: [LINKS.keys],
  },
  ENDPOINT_UNKNOWN: {
    message: 'RunPod does not know this endpoint',
    cure: 'Check the endpoint id and the host name (api.runpod.ai, not .io). An endpoint made a minute ago may not be known everywhere yet.',
    links: [LINKS.endpoints],
  },
  JOB_UNKNOWN: {
    message: 'RunPod does not know this job',
    cure: 'RunPod forgets a job 30 minutes after its end, and any job when its time to live is over. Check that the id belongs to this endpoint.',
    links: [LINKS.requests],
  },
  RATE_LIMITED: {
    message: 'The endpoint takes no more requests for the moment',
    cure: 'Nothing needs to be done: the request is repeated later.',
    links: [LINKS.requests],
  },
  SUBMIT_UNKNOWN: {
    message: 'It is not known whether the endpoint took this job',
    cure: 'Its answer was lost. Look at the requests of the endpoint; sending it again may be billed twice.',
    links: [LINKS.requests],
  },
  UNREACHABLE: {
    message: 'The endpoint can not be reached',
    cure: 'Check the network and the address of the endpoint. It is asked again by itself.',
    links: [LINKS.requests],
  },
} as const satisfies Record<string, Entry>

export type TroubleCode = keyof typeof TROUBLES

export const trouble = (code: TroubleCode): Trouble => ({ code, ...TROUBLES[code] })
