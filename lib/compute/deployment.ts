import 'server-only'
// This process's choice of endpoint, written to the database when the process starts, and compared with it afterwards.
import { chooseEndpoint, GPU_ENDPOINT, hasFallback, type ChosenEndpoint, type LocalChoice } from '@/lib/compute/chosen-endpoint'
import { localAddress } from '@/lib/compute/local-address'
import { readDeployment, readEndpoint, saveDeployment, saveEndpoint, type EndpointState } from '@/lib/compute/endpoint-store'
import { sha256 } from '@/lib/crypto'
import { env } from '@/lib/env'

export const chosenEndpoint = (): ChosenEndpoint => chooseEndpoint(env().runpod, env().local)

/** Tells two environments apart without keeping a key. */
function environmentDigest(chosen: ChosenEndpoint): string {
  const { fallback, maxTokens } = env().local
  const standIn = hasFallback(chosen, env().local) ? { fallback, maxTokens } : null
  return sha256(JSON.stringify({ ...chosen, ...(chosen.kind === 'runpod' && { apiKey: sha256(chosen.apiKey) }), standIn }))
}

/** Most tokens of a complex that is accepted: the installation's limit, and that of its own workers where no other endpoint is chosen. */
export function mostTokens(): number | null {
  const { maxTokens, local } = env()
  const chosen = chosenEndpoint()
  return chosen.kind === 'local' && chosen.target === 'real' ? Math.min(local.maxTokens, maxTokens ?? local.maxTokens) : maxTokens
}

/** Writes the rows of the current endpoint and of its stand-in. To be called once when a process that serves or reconciles starts. */
export async function announceDeployment(): Promise<void> {
  const chosen = chosenEndpoint()
  if (chosen.kind === 'runpod') {
    const { id, kind, target, baseUrl, endpointId } = chosen
    await saveEndpoint({ id, kind, target, baseUrl, endpointId }, chosen.apiKey)
  }
  if (chosen.kind === 'local') await saveLocal(chosen)
  if (hasFallback(chosen, env().local)) await saveLocal(GPU_ENDPOINT)
  await saveDeployment({
    endpointId: chosen.kind === 'unconfigured' ? null : chosen.id,
    trouble: chosen.kind === 'unconfigured' ? chosen.trouble : null,
    environmentDigest: environmentDigest(chosen),
    selfUrl: env().selfUrl,
  })
}

async function saveLocal({ id, kind, target, endpointId }: LocalChoice): Promise<void> {
  const baseUrl = localAddress(env().dataDir, endpointId)?.baseUrl ?? ''
  await saveEndpoint({ id, kind, target, baseUrl, endpointId }, null)
}

/**
 * The endpoint that new submits go to, or why there is none: the settings name none, or another process
 * that started later runs with other settings (then this one claims no QUEUED work).
 */
export async function currentEndpoint(): Promise<{ kind: 'endpoint'; endpoint: EndpointState; selfUrl: string | null } | { kind: 'unconfigured'; selfUrl: string | null } | { kind: 'superseded' }> {
  const chosen = chosenEndpoint()
  const deployment = await readDeployment()
  if (deployment !== null && deployment.environmentDigest !== environmentDigest(chosen)) return { kind: 'superseded' }
  const selfUrl = env().selfUrl ?? deployment?.selfUrl ?? null
  const endpoint = chosen.kind === 'unconfigured' ? null : await readEndpoint(chosen.id)
  return endpoint === null ? { kind: 'unconfigured', selfUrl } : { kind: 'endpoint', endpoint, selfUrl }
}
