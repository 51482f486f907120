import 'server-only'
// The rows of a hand-over before its call: T2 (claim and record an attempt) and T2b (just before the call). T3 is in hand-over-answer-store.ts.
// Whatever happens between two of them, the rows say truthfully what may be running.
import { lockEndpoint } from '@/lib/compute/endpoint-store'
import { FrozenOptions } from '@/lib/compute/options'
import { newId, newToken, sha256 } from '@/lib/crypto'
import { database, databaseNow, type Transaction } from '@/lib/db'
import { LEASE_SECONDS, type Claim } from '@/lib/predictions/claim-store'
import type { Unavailable } from '@/lib/predictions/choose-route'
import { placesLeft } from '@/lib/predictions/window'
import { isSabotaged } from '@/lib/test-switches'

export type HandOver = Claim & {
  teamId: string
  attemptId: string
  attemptNumber: number
  tries: number
  /** In the clear only here and in the request; the row keeps its hash. */
  webhookToken: string
  /** Why it goes elsewhere than the settings say; null: it does not. */
  fallback: Unavailable | null
  name: string
  yaml: string
  options: FrozenOptions
  executionTimeoutMs: number
  ttlMs: number
}

/** sha256 of the request's `input` as JSON text, and of the YAML inside it; whether an address for the whole answer goes along. */
export type Sent = { sentInputSha256: string; sentYamlSha256: string; upload: 'offered' | null }

/** Whether anything waits for an endpoint of this target. */
export const anyQueued = async (target: string): Promise<boolean> =>
  (await database().prediction.findFirst({ where: { status: 'QUEUED', target, leaseHolder: null }, select: { id: true } })) !== null

/** `maxTokens`: what is larger is left for others; null: none is too large. */
export type Wanted = { target: string; window: number; most: number; maxTokens: number | null; fallback: Unavailable | null }

/**
 * T2. Fills the endpoint's free places with QUEUED predictions of the same target, in turns between people, oldest first within one,
 * and records an attempt for each. The endpoint's row stays locked meanwhile.
 */
export async function claimForSubmit(holder: number, endpointRef: string, wanted: Wanted): Promise<HandOver[]> {
  return database().$transaction(async (transaction) => {
    const endpoint = await lockEndpoint(transaction, endpointRef)
    const now = await databaseNow(transaction)
    if (endpoint === null || endpoint.pausedCode !== null || (endpoint.notBefore !== null && endpoint.notBefore > now)) return []
    const out = await countOut(transaction, endpointRef)
    const free = isSabotaged('window') ? wanted.most : placesLeft(wanted.window, out.inFlight, out.submitting, endpoint.gate)
    const places = Math.min(wanted.most, free)
    if (places === 0) return []
    const claimed = await claimQueued(transaction, holder, wanted, places)
    const handOvers: HandOver[] = []
    for (const prediction of claimed) {
      const recorded = await recordAttempt(transaction, prediction, { endpointRef, fallbackReason: wanted.fallback }, now)
      if (recorded === null) await leave(transaction, prediction)
      else handOvers.push(recorded)
    }
    return handOvers
  })
}

/** What the endpoint has of ours. Unknown submits do not count: they may hold a place for a day. */
async function countOut(transaction: Transaction, endpointRef: string): Promise<{ inFlight: number; submitting: number }> {
  const rows = await transaction.$queryRaw<{ inFlight: bigint; submitting: bigint }[]>`
    SELECT count(*) FILTER (WHERE a.state IN ('SUBMITTING', 'IN_QUEUE', 'IN_PROGRESS') OR (a.state = 'PREPARED' AND p.lease_holder IS NOT NULL)) AS "inFlight",
           count(*) FILTER (WHERE a.state = 'SUBMITTING' OR (a.state = 'PREPARED' AND p.lease_holder IS NOT NULL)) AS submitting
      FROM attempt a JOIN prediction p ON p.id = a.prediction_id 
     WHERE a.endpoint_ref = ${endpointRef} AND a.state IN ('PREPARED', 'SUBMITTING', 'IN_QUEUE', 'IN_PROGRESS')`
  const row = rows[0]
  return row === undefined ? { inFlight: 0, submitting: 0 } : { inFlight: Number(row.inFlight), submitting: Number(row.submitting) }
}

type ClaimedRow = Claim & {
  teamId: string
  generation: number
  name: string
  yaml: string
  options: unknown
  executionTimeoutMs: number
  ttlMs: number
  currentAttemptId: string | null
}

type Place = { endpointRef: string; fallbackReason: Unavailable | null }

/** So many more than there are places are looked up for their locks, in case some are taken meanwhile; all that wait could be ten thousand. */
const SPARE = 40

async function claimQueued(transaction: Transaction, holder: number, { target, maxTokens }: Wanted, limit: number): Promise<ClaimedRow[]> {
  return transaction.$queryRaw<ClaimedRow[]>`
    WITH waiting AS (
      SELECT p.id, p.created_at,
             row_number() OVER (PARTITION BY p.owner_id ORDER BY p.created_at, p.id) + COALESCE(o.places, 0) AS turn
        FROM prediction p LEFT JOIN attempt a ON a.id = p.current_attempt_id
        LEFT JOIN (SELECT owner_id, count(*) AS places FROM prediction WHERE status IN ('IN_QUEUE', 'IN_PROGRESS') GROUP BY owner_id) o ON o.owner_id = p.owner_id
       WHERE p.status = 'QUEUED' AND (p.target = ${target} OR ${isSabotaged('target')}) AND p.tokens <= COALESCE(${maxTokens}::int, p.tokens) AND p.lease_holder IS NULL AND p.cancel_wished_at IS NULL AND p.deleted_at IS NULL
         AND (a.id IS NULL OR a.state IN ('PREPARED', 'REFUSED') OR a.outcome = 'VOID')
    ), next AS (
      SELECT id, row_number() OVER (ORDER BY CASE WHEN ${isSabotaged('fairTurns')} THEN 0 ELSE turn END, created_at, id) AS place
        FROM waiting ORDER BY place LIMIT ${limit + SPARE}
    ), turn AS (
      SELECT p.id FROM prediction p JOIN next n ON n.id = p.id
       WHERE p.status = 'QUEUED' AND p.lease_holder IS NULL AND p.cancel_wished_at IS NULL AND p.deleted_at IS NULL
       ORDER BY n.place LIMIT ${limit} FOR UPDATE OF p SKIP LOCKED
    )
    UPDATE prediction p
       SET lease_holder = ${BigInt(holder)}, lease_until = app_now() + ${LEASE_SECONDS} * interval '1 second', fence = p.fence + 1, next_check_at = NULL
      FROM turn WHERE p.id = turn.id
    RETURNING p.id AS "predictionId", p.fence, p.team_id AS "teamId", p.generation, p.name, p.yaml, p.options,
      p.execution_timeout_ms AS "executionTimeoutMs", p.ttl_ms AS "ttlMs", p.current_attempt_id AS "currentAttemptId"`
}

async function leave(transaction: Transaction, { predictionId }: Claim): Promise<void> {
  await transaction.$executeRaw`UPDATE prediction SET lease_holder = NULL, lease_until = NULL, next_check_at = app_now() WHERE id = ${predictionId}`
}

/**
 * An attempt that was never called, or provably refused, is used again; one that was voided is followed by a new one. The attempt is
 * looked at under the lock: another process may have called it since the statement that chose the prediction began; then null.
 */
async function recordAttempt(transaction: Transaction, prediction: ClaimedRow, place: Place, now: Date): Promise<HandOver | null> {
  const webhookToken = newToken()
  const fresh = { ...place, state: 'PREPARED', webhookTokenHash: sha256(webhookToken), webhookAt: null, webhookJobId: null, callingAt: null }
  const current = prediction.currentAttemptId === null ? null : await transaction.attempt.findUnique({
    where: { id: prediction.currentAttemptId }, select: { id: true, state: true, outcome: true },
  })
  const reusable = current !== null && (current.state === 'PREPARED' || current.state === 'REFUSED') ? current : null
  if (current !== null && reusable === null && current.outcome !== 'VOID') return null
  const attempt = reusable !== null
    ? await transaction.attempt.update({ where: { id: reusable.id }, data: { ...fresh, tries: { increment: 1 } } })
    : await newAttempt(transaction, prediction, fresh, now)
  const { predictionId, fence, teamId, name, yaml, executionTimeoutMs, ttlMs } = prediction
  return {
    predictionId, fence, teamId, name, yaml, executionTimeoutMs, ttlMs, webhookToken,
    attemptId: attempt.id,
    attemptNumber: attempt.number,
    tries: attempt.tries,
    fallback: place.fallbackReason,
    options: FrozenOptions.parse(prediction.options),
  }
}

async function newAttempt(
  transaction: Transaction,
  prediction: ClaimedRow,
  fresh: Place & { state: string; webhookTokenHash: string },
  now: Date,
) {
  const number = 1 + (await transaction.attempt.count({ where: { predictionId: prediction.predictionId } }))
  const { predictionId, generation, executionTimeoutMs, ttlMs } = prediction
  const attempt = await transaction.attempt.create({
    data: { ...fresh, id: newId('att'), predictionId, number, generation, executionTimeoutMs, ttlMs, createdAt: now },
  })
  await transaction.prediction.update({ where: { id: predictionId }, data: { currentAttemptId: attempt.id } })
  return attempt
}

/** T2b. Marks the attempt as being called, if the claim still holds and nobody has cancelled. */
export async function markCalling(handOver: HandOver, sent: Sent): Promise<boolean> {
  return database().$transaction(async (transaction) => {
    const holds = await transaction.$queryRaw<object[]>`
      SELECT 1 FROM prediction WHERE id = ${handOver.predictionId} AND (fence = ${handOver.fence} OR ${isSabotaged('fence')}) AND status = 'QUEUED' AND cancel_wished_at IS NULL FOR UPDATE`
    if (holds.length === 0) return false
    const marked = await transaction.attempt.updateMany({
      where: { id: handOver.attemptId, state: 'PREPARED' },
      data: { state: 'SUBMITTING', callingAt: await databaseNow(transaction), ...sent },
    })
    return marked.count === 1
  })
}
