// Which endpoint the settings choose. Pure. Nothing is ever simulated because something else is missing.
import { RUNPOD_BASE_URL } from '@/lib/compute/address'

export type RunPodSettings = { apiKey: string | null; endpointId: string | null; use: boolean; baseUrl: string }

export type ChosenEndpoint =
  | { kind: 'runpod'; target: 'real'; id: string; endpointId: string; baseUrl: string; apiKey: string }
  | { kind: 'local'; target: 'simulated'; id: string; endpointId: string }
  | { kind: 'unconfigured'; target: 'real'; trouble: 'RUNPOD_API_KEY_MISSING' | 'RUNPOD_ENDPOINT_ID_MISSING' }

export const LOCAL_ENDPOINT_ID = 'local'

/** Jobs live where they were submitted: another address makes another endpoint, though its id is the same. */
const runPodRef = (endpointId: string, baseUrl: string): string => `runpod:${endpointId}${baseUrl === RUNPOD_BASE_URL ? '' : `@${baseUrl}`}`

/** Neither key nor id, or USE_RUNPOD=false: the local endpoint. Both: RunPod. Exactly one: nothing runs until the other is set. */
export function chooseEndpoint({ apiKey, endpointId, use, baseUrl }: RunPodSettings): ChosenEndpoint {
  if (!use || (apiKey === null && endpointId === null)) {
    return { kind: 'local', target: 'simulated', id: `local:${LOCAL_ENDPOINT_ID}`, endpointId: LOCAL_ENDPOINT_ID }
  }
  if (apiKey === null) return { kind: 'unconfigured', target: 'real', trouble: 'RUNPOD_API_KEY_MISSING' }
  if (endpointId === null) return { kind: 'unconfigured', target: 'real', trouble: 'RUNPOD_ENDPOINT_ID_MISSING' }
  return { kind: 'runpod', target: 'real', id: runPodRef(endpointId, baseUrl), endpointId, baseUrl, apiKey }
}
