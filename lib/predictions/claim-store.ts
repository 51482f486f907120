import 'server-only'
// Leases: which process looks at which prediction. A fence counts the claims, so that a late writer is recognised.
// While a prediction is leased its next_check_at is null; a hint that comes meanwhile writes one, and release keeps the earlier.
import { WORKER_LOCK_CLASS } from '@/lib/listener'
import { MINUTE } from '@/lib/clock'
import { database } from '@/lib/db'
import { isSabotaged } from '@/lib/test-switches'

/** The back-stop: a dead holder's lease is normally taken over at once. */
export const LEASE_SECONDS = 60

export type Claim = { predictionId: string; fence: number }

/**
 * Claims up to `limit` predictions that are due: their moment has come, their lease is over, or their holder is dead
 * (its advisory lock is free) and not in the middle of a submit. Two processes never get the same one.
 */
export async function claimDue(holder: number, limit: number): Promise<Claim[]> {
  // app_now() in a sub-select is worked out once and can bound an index; as a plain condition it is called for every row of the table.
  return database().$queryRaw<Claim[]>`
    WITH alive AS (
      SELECT objid::bigint AS holder FROM pg_locks
       WHERE locktype = 'advisory' AND classid = ${WORKER_LOCK_CLASS}::int::oid AND objsubid = 2 AND granted
         AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
    ), abandoned AS (
      SELECT p.id FROM prediction p
       WHERE p.lease_holder IS NOT NULL
         AND (NOT p.lease_until BETWEEN (SELECT app_now()) AND (SELECT app_now()) + ${2 * LEASE_SECONDS} * interval '1 second' OR ${isSabotaged('lease')}
              OR (p.lease_holder NOT IN (SELECT holder FROM alive)
                  AND NOT EXISTS (SELECT 1 FROM attempt a WHERE a.prediction_id = p.id AND a.state = 'SUBMITTING')))
       ORDER BY p.lease_until LIMIT ${limit} FOR UPDATE SKIP LOCKED
    ), due AS (
      SELECT p.id FROM prediction p
       WHERE p.lease_holder IS NULL AND p.next_check_at <= (SELECT app_now())
       ORDER BY p.next_check_at LIMIT (SELECT ${limit} - count(*) FROM abandoned) FOR UPDATE SKIP LOCKED
    )
    UPDATE prediction p
       SET lease_holder = ${BigInt(holder)}, lease_until = app_now() + ${LEASE_SECONDS} * interval '1 second', fence = p.fence + 1, next_check_at = NULL
      FROM (SELECT id FROM abandoned UNION ALL SELECT id FROM due) chosen WHERE p.id = chosen.id
    RETURNING p.id AS "predictionId", p.fence`
}

/** Claims one prediction now, whenever it would be due; null when it is leased, or nothing is left to do with it. */
export async function claimThis(holder: number, predictionId: string): Promise<Claim[]> {
  return database().$queryRaw<Claim[]>`
    UPDATE prediction
       SET lease_holder = ${BigInt(holder)}, lease_until = app_now() + ${LEASE_SECONDS} * interval '1 second', fence = fence + 1, next_check_at = NULL
     WHERE id = ${predictionId} AND lease_holder IS NULL AND next_check_at IS NOT NULL
    RETURNING id AS "predictionId", fence`
}

/** Keeps the leases of claims that are being worked on. One that could not be given back runs out. */
export async function renewLeases(holder: number, claims: Claim[]): Promise<void> {
  await database().$executeRaw`
    UPDATE prediction p SET lease_until = app_now() + ${LEASE_SECONDS} * interval '1 second'
      FROM unnest(${claims.map((claim) => claim.predictionId)}::text[], ${claims.map((claim) => claim.fence)}::int[]) AS open(id, fence)
     WHERE p.id = open.id AND p.fence = open.fence AND p.lease_holder = ${BigInt(holder)}`
}

/** Gives back what this process holds by its rows and is not among `open`: its claims whose commit was not answered. */
export async function releaseLost(holder: number, open: Claim[]): Promise<number> {
  return database().$executeRaw`
    UPDATE prediction p SET lease_holder = NULL, lease_until = NULL, next_check_at = app_now()
     WHERE p.lease_holder = ${BigInt(holder)}
       AND NOT EXISTS (SELECT 1 FROM unnest(${open.map((claim) => claim.predictionId)}::text[], ${open.map((claim) => claim.fence)}::int[]) AS open(id, fence)
                        WHERE open.id = p.id AND open.fence = p.fence)`
}

/** Gives a prediction back, due in `inMs` (null: nothing is left to do), or sooner when a hint came meanwhile. */
export async function release(claim: Claim, inMs: number | null): Promise<void> {
  await database().$executeRaw`
    UPDATE prediction
       SET lease_holder = NULL, lease_until = NULL,
           next_check_at = LEAST(next_check_at, app_now() + ${inMs === null ? null : Math.round(inMs)}::int8 * interval '1 millisecond')
     WHERE id = ${claim.predictionId} AND fence = ${claim.fence}`
}

/** No look at a job is ever put off for longer than 5 min (`LONGEST_MS` of the cadence); this much is for the time in between. */
const FURTHEST_MS = 6 * MINUTE

/**
 * After the database's clock was set back, what was to be soon lies far ahead, and results would be gone before somebody looks:
 * a look at a job that is further away than any can be is due now. Where no attempt lives there is no job to look at.
 */
export async function pullBackLooks(): Promise<number> {
  return database().$executeRaw`
    UPDATE prediction SET next_check_at = app_now()
     WHERE lease_holder IS NULL AND status <> 'QUEUED' AND next_check_at > (SELECT app_now()) + ${FURTHEST_MS} * interval '1 millisecond'
       AND EXISTS (SELECT 1 FROM attempt a WHERE a.prediction_id = prediction.id AND a.ended_at IS NULL)`
}

/** Milliseconds until the next prediction is due; null when none is. */
export async function nextDueInMs(): Promise<number | null> {
  const rows = await database().$queryRaw<{ ms: number | null }[]>`
    SELECT (EXTRACT(EPOCH FROM LEAST(
             (SELECT min(next_check_at) FROM prediction WHERE lease_holder IS NULL),
             (SELECT min(lease_until) FROM prediction WHERE lease_holder IS NOT NULL)
           ) - app_now()) * 1000)::float8 AS ms`
  return rows[0]?.ms ?? null
}

/** As many as a page lists. */
const MOST_HINTED = 50

/** Somebody opened a page of the team: look at its newest jobs now. */
export async function hintTeam(teamId: string): Promise<number> {
  return database().$executeRaw`
    UPDATE prediction SET next_check_at = app_now()
     WHERE id IN (SELECT id FROM prediction
                   WHERE team_id = ${teamId} AND status IN ('IN_QUEUE', 'IN_PROGRESS') AND lease_holder IS NULL AND next_check_at > (SELECT app_now()) + interval '1 second'
                   ORDER BY created_at DESC LIMIT ${MOST_HINTED})`
}
