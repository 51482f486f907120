import 'server-only'
// The rows behind waiting at /status-sync: which jobs are worth a waiting call, and which endpoints have none to offer. No state is written here.
import { database } from '@/lib/db'

/** Calls that wait at one endpoint, all processes together: all that are in flight by default, and well below what one process may have open. */
export const MOST_AWAITED = 128
const ASK_AGAIN_AFTER_DAYS = 1

export type AwaitedJob = { attemptId: string; predictionId: string; endpointRef: string; jobId: string }

/**
 * Takes the jobs whose end is to be waited for, for `forMs`: of each endpoint that is well, watched ones first, then the oldest,
 * which by the order of queues end next. A job taken by another process is left alone until its time is over, so that no job is
 * asked for twice at a time. `returned` were taken by this process before and wait no more; `resting` endpoints are left alone.
 */
export async function takeAwaited(forMs: number, returned: string[], resting: string[]): Promise<AwaitedJob[]> {
  return database().$queryRaw<AwaitedJob[]>`
    WITH clock AS MATERIALIZED (
      SELECT app_now() AS now
    ), room AS (
      SELECT e.id, ${MOST_AWAITED} - (
               SELECT count(*) FROM attempt a
                WHERE a.endpoint_ref = e.id AND a.state IN ('IN_QUEUE', 'IN_PROGRESS') AND a.awaited_until > clock.now AND a.id <> ALL(${returned}::text[])
             ) AS places
        FROM endpoint e, clock
       WHERE e.paused_code IS NULL AND COALESCE(e.read_not_before <= clock.now, true) AND e.id <> ALL(${resting}::text[])
         AND COALESCE(e.status_sync_missing_at <= clock.now - ${ASK_AGAIN_AFTER_DAYS} * interval '1 day', true)
    ), chosen AS (
      SELECT best.id FROM room CROSS JOIN LATERAL (
        SELECT a.id
          FROM attempt a JOIN prediction p ON p.id = a.prediction_id JOIN team t ON t.id = p.team_id, clock
         WHERE a.endpoint_ref = room.id AND a.state IN ('IN_QUEUE', 'IN_PROGRESS') AND a.job_id IS NOT NULL
           AND (a.awaited_until IS NULL OR a.awaited_until <= clock.now OR a.id = ANY(${returned}::text[]))
         ORDER BY COALESCE(t.watched_until > clock.now, false) DESC, a.submitted_at
         LIMIT GREATEST(room.places, 0) FOR UPDATE OF a SKIP LOCKED
      ) best
    )
    UPDATE attempt a SET awaited_until = clock.now + ${forMs}::int8 * interval '1 millisecond'
      FROM chosen, clock WHERE a.id = chosen.id
    RETURNING a.id AS "attemptId", a.prediction_id AS "predictionId", a.endpoint_ref AS "endpointRef", a.job_id AS "jobId"`
}

/** Its job seems to have ended: look at it now. */
export async function makeDue(predictionId: string): Promise<void> {
  await database().$executeRaw`UPDATE prediction SET next_check_at = LEAST(next_check_at, app_now()) WHERE id = ${predictionId}`
}

/** The endpoint knows a job at /status and nothing at /status-sync. */
export async function noteNoStatusSync(endpointRef: string): Promise<void> {
  await database().$executeRaw`UPDATE endpoint SET status_sync_missing_at = app_now() WHERE id = ${endpointRef}`
}

export type Crowd = { all: number; watched: number }

/** How many jobs are at the endpoint, and how many of them somebody watches. */
export async function countInFlight(endpointRef: string): Promise<Crowd> {
  const rows = await database().$queryRaw<Crowd[]>`
    SELECT count(*)::int AS "all", count(*) FILTER (WHERE t.watched_until > clock.now)::int AS watched
      FROM (SELECT app_now() AS now) clock, attempt a JOIN prediction p ON p.id = a.prediction_id JOIN team t ON t.id = p.team_id
     WHERE a.endpoint_ref = ${endpointRef} AND a.state IN ('IN_QUEUE', 'IN_PROGRESS')`
  return rows[0] ?? { all: 0, watched: 0 }
}
