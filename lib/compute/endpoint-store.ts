import 'server-only'
// Rows of endpoints: where attempts run, whether an endpoint is paused, and which one new submits go to.
import type { EndpointAddress } from '@/lib/compute/address'
import { keepHealthy, keepPaused } from '@/lib/compute/health-sample-store'
import { localAddress } from '@/lib/compute/local-address'
import { RunPodHealth } from '@/lib/compute/wire'
import { seal, unseal } from '@/lib/crypto'
import { database, type Transaction } from '@/lib/db'
import { env } from '@/lib/env'
import { Prisma } from '@/lib/generated/prisma/client'
import { log } from '@/lib/log'

export type EndpointKind = 'runpod' | 'local'
export type Gate = 'open' | 'health' | 'single'

export type EndpointState = {
  id: string
  kind: EndpointKind
  target: 'real' | 'simulated'
  baseUrl: string
  endpointId: string
  notBefore: Date | null
  readNotBefore: Date | null
  pausedCode: string | null
  pausedWords: string | null
  /** Since when nothing could be handed over; means something while it is paused. */
  unavailableSince: Date | null
  pauseStep: number
  gate: Gate
  health: RunPodHealth | null
  healthAt: Date | null
}

type Row = Prisma.EndpointGetPayload<object>

const GATES: Record<string, Gate> = { open: 'open', health: 'health', single: 'single' }

function state(row: Row): EndpointState {
  const health = row.health === null ? null : RunPodHealth.safeParse(row.health)
  return {
    id: row.id,
    kind: row.kind === 'local' ? 'local' : 'runpod',
    target: row.target === 'real' ? 'real' : 'simulated',
    baseUrl: row.baseUrl,
    endpointId: row.endpointId,
    notBefore: row.notBefore,
    readNotBefore: row.readNotBefore,
    pausedCode: row.pausedCode,
    pausedWords: row.pausedWords,
    unavailableSince: row.unavailableSince,
    pauseStep: row.pauseStep,
    gate: GATES[row.gate] ?? 'health',
    health: health?.success === true ? health.data : null,
    healthAt: row.healthAt,
  }
}

const keyPlace = (id: string): string => `endpoint.${id}.sealed_key`

/** Writes the endpoint with its newest key; a pause for a refused key is lifted when the key is another one. */
export async function saveEndpoint(endpoint: Pick<EndpointState, 'id' | 'kind' | 'target' | 'baseUrl' | 'endpointId'>, apiKey: string | null, on: Transaction): Promise<void> {
  const known = await on.endpoint.findUnique({ where: { id: endpoint.id } })
  const sameKey = known !== null && (apiKey === null ? known.sealedKey === null : openedKey(known) === apiKey)
  const key = sameKey ? {} : { sealedKey: apiKey === null ? null : seal(apiKey, keyPlace(endpoint.id)), keySetAt: new Date() }
  const lifted = sameKey && known.baseUrl === endpoint.baseUrl ? {} : { pausedCode: null, pausedWords: null, notBefore: null, pauseStep: 0, unavailableSince: null }
  await on.endpoint.upsert({ where: { id: endpoint.id }, create: { ...endpoint, ...key }, update: { ...endpoint, ...key, ...lifted } })
}

export async function readEndpoint(id: string): Promise<EndpointState | null> {
  const row = await database().endpoint.findUnique({ where: { id } })
  return row && state(row)
}

/** All that were ever chosen; a handful. */
export const readEndpoints = async (): Promise<EndpointState[]> => (await database().endpoint.findMany()).map(state)

/** When a job was last seen to begin to run there. */
export async function readLastRunAt(id: string): Promise<Date | null> {
  const { _max } = await database().attempt.aggregate({ where: { endpointRef: id }, _max: { firstRunningAt: true } })
  return _max.firstRunningAt
}

/** The row locked until the transaction ends, so that two processes do not fill the same window. */
export async function lockEndpoint(transaction: Transaction, id: string): Promise<EndpointState | null> {
  await transaction.$executeRaw`SELECT id FROM endpoint WHERE id = ${id} FOR UPDATE`
  const row = await transaction.endpoint.findUnique({ where: { id } })
  return row && state(row)
}

/** Endpoints whose key could not be opened: said once. */
const unopened = new Set<string>()

type Called = Pick<Row, 'id' | 'kind' | 'baseUrl' | 'endpointId' | 'sealedKey'>

function addressOf(row: Called): EndpointAddress | null {
  if (row.kind === 'local') return localAddress(env().dataDir, row.endpointId)
  const apiKey = openedKey(row)
  return apiKey === null ? null : { kind: 'runpod', baseUrl: row.baseUrl, endpointId: row.endpointId, apiKey }
}

/** A key that was sealed under another key-encryption key is as good as none: what runs there waits, and its deadlines still hold. */
function openedKey({ id, sealedKey }: Pick<Row, 'id' | 'sealedKey'>): string | null {
  if (sealedKey === null) return null
  try {
    return unseal(sealedKey, keyPlace(id))
  } catch {
    if (!unopened.has(id)) log.error({ endpoint: id }, "the stored key cannot be opened with ATOMERA_KEY_ENCRYPTION_KEY; set the endpoint's key again")
    unopened.add(id)
    return null
  }
}

/** Where to call, with the newest key; null while there is none that opens, or the local endpoint has not said where it listens. */
export async function endpointAddress(id: string): Promise<EndpointAddress | null> {
  const row = await database().endpoint.findUnique({ where: { id } })
  return row && addressOf(row)
}

/** Where to ask about jobs, how long to wait before that, and whether the endpoint is paused because it refuses the key. */
export async function readAskable(id: string): Promise<{ address: EndpointAddress | null; waitMs: number; keyRefused: boolean } | null> {
  const rows = await database().$queryRaw<(Called & { waitMs: number | null; keyRefused: boolean | null })[]>`
    SELECT id, kind, base_url AS "baseUrl", endpoint_id AS "endpointId", sealed_key AS "sealedKey", paused_code = 'AUTH' AS "keyRefused",
           (EXTRACT(EPOCH FROM read_not_before - app_now()) * 1000)::float8 AS "waitMs"
      FROM endpoint WHERE id = ${id}`
  const row = rows[0]
  return row === undefined ? null : { address: addressOf(row), waitMs: Math.max(0, row.waitMs ?? 0), keyRefused: row.keyRefused === true }
}

export type EndpointPatch = Partial<{
  notBefore: Date | null
  readNotBefore: Date
  gate: Gate
}>

export async function updateEndpoint(id: string, patch: EndpointPatch, on: Transaction = database()): Promise<void> {
  await on.endpoint.update({ where: { id }, data: patch })
}

export type Pause = { code: string; words: string | null; step: number; notBefore: Date }

/** Nothing is handed over until `notBefore`, and then /health is asked first. A pause soon after a moment of health goes on with the one before it. */
export async function pauseEndpoint(id: string, { code, words, step, notBefore }: Pause, on: Transaction = database()): Promise<void> {
  await on.$executeRaw`
    WITH noted AS (
      UPDATE endpoint
         SET unavailable_since = CASE WHEN paused_code IS NOT NULL OR health_at > app_now() - interval '1 minute' THEN COALESCE(unavailable_since, app_now()) ELSE app_now() END,
             paused_code = ${code}, paused_words = ${words}, pause_step = ${step}, not_before = ${notBefore}
       WHERE id = ${id} RETURNING id
    )
    ${keepPaused(code)}`
}

/**
 * A 200 of /health that was asked for while the endpoint was as `seen`: it lifts that pause and opens that gate,
 * but not a pause or a gate that came while the question was on its way. The second in a row ends what `unavailableSince` counts.
 */
export async function noteHealthy(seen: EndpointState, health: RunPodHealth): Promise<void> {
  await database().$executeRaw`
    WITH noted AS (
      UPDATE endpoint
         SET health = ${JSON.stringify(health)}::jsonb, health_at = app_now(),
             gate = CASE WHEN gate = 'health' AND ${seen.gate} = 'health' THEN 'single' ELSE gate END,
             unavailable_since = CASE WHEN paused_code IS NULL THEN NULL ELSE unavailable_since END,
             not_before = CASE WHEN paused_code IS NOT NULL AND paused_code = ${seen.pausedCode} AND pause_step = ${seen.pauseStep} THEN NULL ELSE not_before END,
             paused_words = CASE WHEN paused_code = ${seen.pausedCode} AND pause_step = ${seen.pauseStep} THEN NULL ELSE paused_words END,
             paused_code = CASE WHEN paused_code = ${seen.pausedCode} AND pause_step = ${seen.pauseStep} THEN NULL ELSE paused_code END
       WHERE id = ${seen.id} RETURNING id
    )
    ${keepHealthy(health)}`
}

/** A 200 of /health that lifts nothing: a pause has its own moment for that. */
export async function noteAnswered(id: string, health: RunPodHealth): Promise<void> {
  await database().$executeRaw`
    WITH noted AS (UPDATE endpoint SET health = ${JSON.stringify(health)}::jsonb, health_at = app_now() WHERE id = ${id} RETURNING id)
    ${keepHealthy(health)}`
}

/** After the database's clock was set back: pauses last 5 min at most, and no Retry-After is heeded for more than an hour. */
export async function pullBackPauses(): Promise<void> {
  await database().$executeRaw`
    UPDATE endpoint
       SET not_before = CASE WHEN not_before > app_now() + CASE WHEN paused_code IS NULL THEN interval '61 minutes' ELSE interval '6 minutes' END THEN NULL ELSE not_before END,
           read_not_before = CASE WHEN read_not_before > app_now() + interval '6 minutes' THEN NULL ELSE read_not_before END
     WHERE GREATEST(not_before, read_not_before) > app_now() + interval '6 minutes'`
}

/** An accepted /run ends the doubling of pauses, and the turns one at a time. It may have left before an unknown one, whose gate waits for /health all the same. */
export async function noteAccepted(id: string, on: Transaction): Promise<void> {
  await on.$executeRaw`UPDATE endpoint SET pause_step = 0, unavailable_since = NULL, gate = CASE gate WHEN 'single' THEN 'open' ELSE gate END WHERE id = ${id}`
}

export type Deployment = {
  endpointId: string | null
  trouble: string | null
  environmentDigest: string
  /** Of the settings from which it was chosen. */
  settingsVersion: number
  /** Where the server that serves the pages listens on this machine, if it was told. */
  selfUrl: string | null
}

/**
 * Says which endpoint new submits go to from now on; the process that starts writes it. A reconciler of its own serves nothing,
 * so it leaves the server's address as it was.
 */
export async function saveDeployment(deployment: Deployment, on: Transaction): Promise<void> {
  await on.$executeRaw`
    INSERT INTO deployment (id, endpoint_id, trouble, environment_digest, settings_version, self_url, written_at)
    VALUES ('current', ${deployment.endpointId}, ${deployment.trouble}, ${deployment.environmentDigest}, ${deployment.settingsVersion}, ${deployment.selfUrl}, app_now())
    ON CONFLICT (id) DO UPDATE SET endpoint_id = EXCLUDED.endpoint_id, trouble = EXCLUDED.trouble,
      environment_digest = EXCLUDED.environment_digest, settings_version = EXCLUDED.settings_version,
      self_url = COALESCE(EXCLUDED.self_url, deployment.self_url), written_at = EXCLUDED.written_at`
}

/** As `saveDeployment` after a change of the settings, unless a process with another environment has started meanwhile. @returns whether it was written */
export async function renewDeployment({ endpointId, trouble, settingsVersion, environmentDigest }: Deployment, on: Transaction): Promise<boolean> {
  const written = await on.$executeRaw`
    UPDATE deployment SET endpoint_id = ${endpointId}, trouble = ${trouble}, settings_version = ${settingsVersion}, written_at = app_now()
     WHERE id = 'current' AND environment_digest = ${environmentDigest}`
  return written === 1
}

export async function readDeployment(): Promise<Deployment | null> {
  return database().deployment.findUnique({ where: { id: 'current' }, select: { endpointId: true, trouble: true, environmentDigest: true, settingsVersion: true, selfUrl: true } })
}
