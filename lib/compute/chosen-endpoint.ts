// Which endpoint the settings choose, and which one stands in for it. Pure. Nothing is ever simulated because something else is missing.
import { RUNPOD_BASE_URL } from '@/lib/compute/address'

export type RunPodSettings = { apiKey: string | null; endpointId: string | null; use: boolean; baseUrl: string }
/** `real`: workers with Boltz-2 come to the local endpoint of this installation. */
export type LocalSettings = { worker: 'real' | 'simulated'; fallback: 'local' | 'hold'; maxTokens: number }

export type ChosenEndpoint =
  | { kind: 'runpod'; target: 'real'; id: string; endpointId: string; baseUrl: string; apiKey: string }
  | { kind: 'local'; target: 'real' | 'simulated'; id: string; endpointId: string }
  | { kind: 'unconfigured'; target: 'real'; trouble: 'RUNPOD_API_KEY_MISSING' | 'RUNPOD_ENDPOINT_ID_MISSING' }
export type LocalChoice = Extract<ChosenEndpoint, { kind: 'local' }>

/** Simulated workers serve it, and no real one ever. */
export const LOCAL_ENDPOINT_ID = 'local'
/** Real workers serve it, and no simulated one ever. */
export const GPU_ENDPOINT_ID = 'gpu'

const localChoice = (endpointId: string, target: LocalChoice['target']): LocalChoice => ({ kind: 'local', target, id: `local:${endpointId}`, endpointId })
export const SIMULATED_ENDPOINT = localChoice(LOCAL_ENDPOINT_ID, 'simulated')
export const GPU_ENDPOINT = localChoice(GPU_ENDPOINT_ID, 'real')

/** Jobs live where they were submitted: another address makes another endpoint, though its id is the same. */
export const runPodRef = (endpointId: string, baseUrl: string): string => `runpod:${endpointId}${baseUrl === RUNPOD_BASE_URL ? '' : `@${baseUrl}`}`

/** Neither key nor id, or USE_RUNPOD=false: the local endpoint. Both: RunPod. Exactly one: nothing runs until the other is set. */
export function chooseEndpoint({ apiKey, endpointId, use, baseUrl }: RunPodSettings, { worker }: Pick<LocalSettings, 'worker'>): ChosenEndpoint {
  if (!use || (apiKey === null && endpointId === null)) return worker === 'real' ? GPU_ENDPOINT : SIMULATED_ENDPOINT
  if (apiKey === null) return { kind: 'unconfigured', target: 'real', trouble: 'RUNPOD_API_KEY_MISSING' }
  if (endpointId === null) return { kind: 'unconfigured', target: 'real', trouble: 'RUNPOD_ENDPOINT_ID_MISSING' }
  return { kind: 'runpod', target: 'real', id: runPodRef(endpointId, baseUrl), endpointId, baseUrl, apiKey }
}

/** Whether the local endpoint's real workers may take over what the chosen endpoint cannot take. */
export const hasFallback = (chosen: ChosenEndpoint, { worker, fallback }: LocalSettings): boolean => chosen.kind !== 'local' && worker === 'real' && fallback === 'local'
