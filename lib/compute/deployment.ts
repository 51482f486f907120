import 'server-only'
// The choice of endpoint: written to the database when a process starts and after each change of the settings, and compared with it afterwards.
import { chooseEndpoint, GPU_ENDPOINT, hasFallback, type ChosenEndpoint, type LocalChoice } from '@/lib/compute/chosen-endpoint'
import { localAddress } from '@/lib/compute/local-address'
import { readDeployment, readEndpoint, renewDeployment, saveDeployment, saveEndpoint, type EndpointState } from '@/lib/compute/endpoint-store'
import { sha256 } from '@/lib/crypto'
import { database, type Transaction } from '@/lib/db'
import { env } from '@/lib/env'
import type { Settings } from '@/lib/settings/choices'
import { currentSettings, heldSettings } from '@/lib/settings/service'

export const chosenBy = ({ runpod, local }: Settings): ChosenEndpoint => chooseEndpoint(runpod, local)

/** Whether the local endpoint's real workers may take over what the chosen endpoint cannot take. */
export const mayStandIn = (settings: Settings): boolean => hasFallback(chosenBy(settings), settings.local)

/**
 * Tells two environments apart without keeping a key, by what they pin of the choice and what no page can change of it. The settings of the
 * database are not part of it: they are the same for all.
 */
function environmentDigest(): string {
  const { runpod, local, pinned } = env()
  const isWithoutRunPod = pinned.includes('useRunPod') && !runpod.use
  const { apiKey, endpointId, baseUrl } = runpod
  return sha256(JSON.stringify({
    runpod: isWithoutRunPod ? null : { apiKey: apiKey === null ? null : sha256(apiKey), endpointId, baseUrl, isSure: pinned.includes('useRunPod') },
    local: local.worker === 'real' ? { maxTokens: local.maxTokens, fallback: pinned.includes('fallback') ? local.fallback : null } : null,
  }))
}

/** Most tokens of a complex that is accepted: the installation's limit, and that of its own workers where no other endpoint is chosen. */
export function mostTokens(settings: Settings): number | null {
  const { maxTokens, local } = settings
  const chosen = chosenBy(settings)
  return chosen.kind === 'local' && chosen.target === 'real' ? Math.min(local.maxTokens, maxTokens ?? local.maxTokens) : maxTokens
}

/** Writes the rows of the current endpoint and of its stand-in. To be called once when a process that serves or reconciles starts. */
export async function announceDeployment(): Promise<void> {
  await database().$transaction(async (transaction) => {
    const settings = await heldSettings(transaction)
    await saveDeployment(deploymentOf(settings), transaction)
    await saveEndpoints(settings, transaction)
  })
}

/** As `announceDeployment`, when the settings are newer than the choice; not for the choice of a process with another environment. */
async function followSettings(): Promise<void> {
  await database().$transaction(async (transaction) => {
    const settings = await heldSettings(transaction)
    if (await renewDeployment(deploymentOf(settings), transaction)) await saveEndpoints(settings, transaction)
  })
}

function deploymentOf(settings: Settings) {
  const chosen = chosenBy(settings)
  return {
    endpointId: chosen.kind === 'unconfigured' ? null : chosen.id,
    trouble: chosen.kind === 'unconfigured' ? chosen.trouble : null,
    environmentDigest: environmentDigest(),
    settingsVersion: settings.version,
    selfUrl: env().selfUrl,
  }
}

async function saveEndpoints(settings: Settings, on: Transaction): Promise<void> {
  const chosen = chosenBy(settings)
  if (chosen.kind === 'runpod') {
    const { id, kind, target, baseUrl, endpointId } = chosen
    await saveEndpoint({ id, kind, target, baseUrl, endpointId }, chosen.apiKey, on)
  }
  if (chosen.kind === 'local') await saveLocal(chosen, on)
  if (mayStandIn(settings)) await saveLocal(GPU_ENDPOINT, on)
}

async function saveLocal({ id, kind, target, endpointId }: LocalChoice, on: Transaction): Promise<void> {
  const baseUrl = localAddress(env().dataDir, endpointId)?.baseUrl ?? ''
  await saveEndpoint({ id, kind, target, baseUrl, endpointId }, null, on)
}

/** `superseded`: another process that started later runs with another environment; then this one claims no QUEUED work. */
export type Current =
  | { kind: 'endpoint'; endpoint: EndpointState; selfUrl: string | null; settings: Settings }
  | { kind: 'unconfigured'; selfUrl: string | null; settings: Settings }
  | { kind: 'superseded'; settings: Settings }

/** The endpoint that new submits go to, or why there is none. */
export async function currentEndpoint(): Promise<Current> {
  const [settings, deployment] = await Promise.all([currentSettings(), readDeployment()])
  if (deployment !== null && deployment.environmentDigest !== environmentDigest()) return { kind: 'superseded', settings }
  const chosen = chosenBy(settings)
  const selfUrl = env().selfUrl ?? deployment?.selfUrl ?? null
  const endpoint = chosen.kind === 'unconfigured' ? null : await readEndpoint(chosen.id)
  return endpoint === null ? { kind: 'unconfigured', selfUrl, settings } : { kind: 'endpoint', endpoint, selfUrl, settings }
}

/** As `currentEndpoint`, once its row and its key are those of the newest settings. */
export async function newestEndpoint(): Promise<Current> {
  const [settings, deployment] = await Promise.all([currentSettings(), readDeployment()])
  const isOurs = deployment !== null && deployment.environmentDigest === environmentDigest()
  if (isOurs && deployment.settingsVersion !== settings.version) await followSettings()
  return currentEndpoint()
}
