import 'server-only'
// Sums over a team's predictions and their attempts, by week, person and error. Weeks begin on Monday in UTC.
import { database } from '@/lib/db'
import { Prisma } from '@/lib/generated/prisma/client'
import type { Counts } from '@/lib/usage/schema'

const { sql } = Prisma

export type CountRow = { week: string; personId: string; simulated: boolean } & Counts
export type GpuRow = { week: string; personId: string; isDeleted: boolean; isCheck: boolean; predictions: number; runPodSeconds: number; ownSeconds: number; notReported: number }
export type FailureRow = { code: string; simulated: boolean; predictions: number }
export type UsageRows = { counts: CountRow[]; gpu: GpuRow[]; failures: FailureRow[]; people: { id: string; name: string }[] }

/** The day of the Monday. */
const WEEK = sql`to_char(date_trunc('week', p.created_at AT TIME ZONE 'UTC'), 'YYYY-MM-DD')`

/** It was seen running, or the endpoint says that it ended, or nobody knows what became of it. What was refused or only waited is not meant. */
const MAY_HAVE_RUN = sql`(a.first_running_at IS NOT NULL OR a.completed_seen_at IS NOT NULL OR a.last_status IN ('COMPLETED', 'FAILED', 'TIMED_OUT') OR a.failure_code IN ('SUBMIT_LOST', 'JOB_LOST'))`

/** Submitted by a conformance check: the key then begins with the check's id, and is that person's. */
const IS_CHECK = sql`EXISTS (SELECT 1 FROM conformance_check c WHERE c.team_id = p.team_id AND c.run_by_id = p.owner_id AND c.id = split_part(p.idempotency_key, '.', 1))`

const readCounts = (within: Prisma.Sql): Promise<CountRow[]> => database().$queryRaw<CountRow[]>`
  SELECT ${WEEK} AS week, p.owner_id AS "personId", p.simulated,
         count(*) FILTER (WHERE p.status = 'COMPLETED')::int AS completed, count(*) FILTER (WHERE p.status = 'FAILED')::int AS failed,
         count(*) FILTER (WHERE p.status = 'TIMED_OUT')::int AS "timedOut", count(*) FILTER (WHERE p.status = 'CANCELLED')::int AS cancelled,
         count(*) FILTER (WHERE p.status IN ('QUEUED', 'IN_QUEUE', 'IN_PROGRESS'))::int AS "notEnded"
    FROM prediction p WHERE ${within} AND p.deleted_at IS NULL GROUP BY 1, 2, 3`

/** Of all attempts on real endpoints; those of deleted predictions, and of conformance checks, apart. */
const readGpu = (within: Prisma.Sql): Promise<GpuRow[]> => database().$queryRaw<GpuRow[]>`
  SELECT ${WEEK} AS week, p.owner_id AS "personId", p.deleted_at IS NOT NULL AS "isDeleted", ${IS_CHECK} AS "isCheck", count(DISTINCT p.id)::int AS predictions,
         COALESCE(sum(a.execution_time_ms) FILTER (WHERE e.kind = 'runpod'), 0) / 1000 AS "runPodSeconds",
         COALESCE(sum(a.execution_time_ms) FILTER (WHERE e.kind <> 'runpod'), 0) / 1000 AS "ownSeconds",
         count(*) FILTER (WHERE a.execution_time_ms IS NULL AND a.ended_at IS NOT NULL AND ${MAY_HAVE_RUN})::int AS "notReported"
    FROM prediction p JOIN attempt a ON a.prediction_id = p.id JOIN endpoint e ON e.id = a.endpoint_ref
   WHERE ${within} AND NOT p.simulated AND e.target = 'real' GROUP BY 1, 2, 3, 4`

const readFailures = (within: Prisma.Sql): Promise<FailureRow[]> => database().$queryRaw<FailureRow[]>`
  SELECT p.failure_code AS code, p.simulated, count(*)::int AS predictions
    FROM prediction p WHERE ${within} AND p.deleted_at IS NULL AND p.failure_code IS NOT NULL GROUP BY 1, 2 ORDER BY 3 DESC, 1`

const readPeople = (within: Prisma.Sql): Promise<UsageRows['people']> =>
  database().$queryRaw<UsageRows['people']>`SELECT o.id, o.name FROM person o WHERE o.id IN (SELECT p.owner_id FROM prediction p WHERE ${within})`

/** Days of submission in UTC, both included. */
export async function readUsageRows(teamId: string, { from, to }: { from: string; to: string }): Promise<UsageRows> {
  const within = sql`p.team_id = ${teamId} AND p.created_at >= ${from}::timestamp AT TIME ZONE 'UTC' AND p.created_at < (${to}::date + 1)::timestamp AT TIME ZONE 'UTC'`
  const [counts, gpu, failures, people] = await Promise.all([readCounts(within), readGpu(within), readFailures(within), readPeople(within)])
  return { counts, gpu, failures, people }
}
