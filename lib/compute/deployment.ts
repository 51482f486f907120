import 'server-only'
// This process's choice of endpoint, written to the database when the process starts, and compared with it afterwards.
import { chooseEndpoint, LOCAL_ENDPOINT_ID, type ChosenEndpoint } from '@/lib/compute/chosen-endpoint'
import { localAddress } from '@/lib/compute/local-address'
import { readDeployment, readEndpoint, saveDeployment, saveEndpoint, type EndpointState } from '@/lib/compute/endpoint-store'
import { sha256 } from '@/lib/crypto'
import { env } from '@/lib/env'

export const chosenEndpoint = (): ChosenEndpoint => chooseEndpoint(env().runpod)

/** Tells two environments apart without keeping a key. */
function environmentDigest(chosen: ChosenEndpoint): string {
  return sha256(JSON.stringify(chosen.kind === 'runpod' ? { ...chosen, apiKey: sha256(chosen.apiKey) } : chosen))
}

/** Writes the current endpoint's row. To be called once when a process that serves or reconciles starts. */
export async function announceDeployment(): Promise<void> {
  const chosen = chosenEndpoint()
  if (chosen.kind === 'runpod') {
    const { id, kind, target, baseUrl, endpointId } = chosen
    await saveEndpoint({ id, kind, target, baseUrl, endpointId }, chosen.apiKey)
  }
  if (chosen.kind === 'local') {
    const baseUrl = localAddress(env().dataDir)?.baseUrl ?? ''
    await saveEndpoint({ id: chosen.id, kind: 'local', target: 'simulated', baseUrl, endpointId: LOCAL_ENDPOINT_ID }, null)
  }
  await saveDeployment({
    endpointId: chosen.kind === 'unconfigured' ? null : chosen.id,
    trouble: chosen.kind === 'unconfigured' ? chosen.trouble : null,
    environmentDigest: environmentDigest(chosen),
    selfUrl: env().selfUrl,
  })
}

/**
 * The endpoint that new submits go to, or why there is none: the settings name none, or another process
 * that started later runs with other settings (then this one claims no QUEUED work).
 */
export async function currentEndpoint(): Promise<{ kind: 'endpoint'; endpoint: EndpointState; selfUrl: string | null } | { kind: 'unconfigured' } | { kind: 'superseded' }> {
  const chosen = chosenEndpoint()
  const deployment = await readDeployment()
  if (deployment !== null && deployment.environmentDigest !== environmentDigest(chosen)) return { kind: 'superseded' }
  if (chosen.kind === 'unconfigured') return { kind: 'unconfigured' }
  const endpoint = await readEndpoint(chosen.id)
  return endpoint === null ? { kind: 'unconfigured' } : { kind: 'endpoint', endpoint, selfUrl: env().selfUrl ?? deployment?.selfUrl ?? null }
}
