import 'server-only'
// Whether this server can do its work: database, reconciler, endpoint. Says what is wrong, never a secret.
import { database } from '@/lib/db'
import { chosenBy, currentEndpoint, type Current } from '@/lib/compute/deployment'
import { env } from '@/lib/env'
import { eventHub } from '@/lib/predictions/event-hub'
import { reconcilerHealth } from '@/lib/predictions/server-loop'
import { webhookBase } from '@/lib/predictions/webhook-address'
import { settingsOfEnvironment } from '@/lib/settings/service'

export type ServerHealth = {
  status: 'ok' | 'degraded'
  database: { ok: boolean; message: string | null }
  reconciler: { ok: boolean; here: boolean; lastRoundMsAgo: number | null; message: string | null }
  /** Whether endpoints can call back when a job has ended; without, asking finds the end. */
  webhooks: { used: boolean; message: string | null }
  endpoint: { kind: 'runpod' | 'local' | 'unconfigured'; target: 'real' | 'simulated'; keySet: boolean; endpointId: string | null; paused: string | null; message: string | null }
  /** Open event streams of this process. */
  streams: { open: number }
}

/** What anybody may know: whether it works, and in fixed words what does not. The launcher knows no more either where PUBLIC_URL is set. */
export const healthInShort = ({ status, database, reconciler: { ok, message } }: ServerHealth) => ({ status, database, reconciler: { ok, message: ok ? null : message } })

/** A reconciler that has not finished a round for so long hangs. */
const SILENT_AFTER_MS = 30_000

export async function serverHealth(): Promise<ServerHealth> {
  const databaseHealth = await databaseOk()
  const reconciler = reconcilerState()
  const current = databaseHealth.ok ? await currentEndpoint() : null
  return {
    status: databaseHealth.ok && reconciler.ok ? 'ok' : 'degraded',
    database: databaseHealth,
    reconciler,
    endpoint: endpointState(current),
    webhooks: webhookState(current),
    streams: { open: eventHub().openStreams() },
  }
}

async function databaseOk(): Promise<ServerHealth['database']> {
  try {
    await database().$queryRaw`SELECT app_now()::text`
    return { ok: true, message: null }
  } catch {
    return { ok: false, message: 'The database does not answer. Is PostgreSQL running, and is DATABASE_URL right?' }
  }
}

function reconcilerState(): ServerHealth['reconciler'] {
  const { here, lastRoundMsAgo } = reconcilerHealth()
  if (!here) return { ok: true, here, lastRoundMsAgo, message: 'Another process reconciles (ATOMERA_RECONCILER=none).' }
  const silent = lastRoundMsAgo === null || lastRoundMsAgo > SILENT_AFTER_MS
  return { ok: !silent, here, lastRoundMsAgo, message: silent ? 'The reconciler has not finished a round lately; see the log.' : null }
}

function endpointState(current: Current | null): ServerHealth['endpoint'] {
  const settings = current?.settings ?? settingsOfEnvironment()
  const chosen = chosenBy(settings)
  const keySet = chosen.kind === 'local' || settings.runpod.apiKey !== null
  const base = { kind: chosen.kind, target: chosen.target, keySet, endpointId: chosen.kind === 'unconfigured' ? settings.runpod.endpointId : chosen.endpointId, paused: null }
  if (current === null) return { ...base, message: 'As the environment has it; what was set in the browser is not known while the database does not answer.' }
  if (current.kind === 'superseded') return { ...base, message: 'Another process started later with other settings in its environment; this one submits nothing new.' }
  if (current.kind === 'unconfigured') return { ...base, message: chosen.kind === 'unconfigured' ? 'API key and endpoint id of RunPod must both be set.' : 'The endpoint is not written yet.' }
  return { ...base, paused: current.endpoint.pausedCode, message: current.endpoint.pausedWords }
}

function webhookState(current: Current | null): ServerHealth['webhooks'] {
  if (current?.kind !== 'endpoint') return { used: false, message: null }
  const used = webhookBase(current.endpoint, { publicUrl: env().publicUrl, selfUrl: current.selfUrl }) !== null
  if (used) return { used, message: null }
  const missing = current.endpoint.kind === 'local' ? 'ATOMERA_SELF_URL is not set' : 'PUBLIC_URL does not name an address that RunPod could reach'
  return { used, message: `${missing}, so ended runs are noticed by asking alone.` }
}
