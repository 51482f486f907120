import 'server-only'
// Where predictions run now: what the header of every page says, and what a submission freezes as its target.
import { chosenEndpoint } from '@/lib/compute/deployment'
import { readEndpoint } from '@/lib/compute/endpoint-store'
import { settingsNotice, pauseNotice } from '@/lib/predictions/notices'
import type { WhereTheyRun } from '@/lib/predictions/schema'

/** Never fails for a paused endpoint: the pause is part of the answer, as `problem`. */
export async function wherePredictionsRun(): Promise<WhereTheyRun> {
  const chosen = chosenEndpoint()
  if (chosen.kind === 'unconfigured') {
    const problem = settingsNotice(chosen.trouble)
    return { kind: 'unconfigured', target: 'real', label: problem.message, endpointId: null, problem }
  }
  const endpoint = await readEndpoint(chosen.id)
  const problem = endpoint === null || endpoint.pausedCode === null ? null : pauseNotice(endpoint.kind, endpoint.pausedCode, endpoint.pausedWords)
  return chosen.kind === 'local'
    ? { kind: 'local', target: 'simulated', label: 'Local endpoint (simulated)', endpointId: chosen.endpointId, problem }
    : { kind: 'runpod', target: 'real', label: `RunPod ${chosen.endpointId}`, endpointId: chosen.endpointId, problem }
}
