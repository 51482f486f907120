import 'server-only'
// How endpoints were over time: one row for five minutes of each, written by the very statements that note a health or a pause, and kept
// for a week and within a number. Nobody is asked for it.
import { workerTrouble } from '@/lib/compute/diagnosis'
import { toldWorkers, type RunPodHealth } from '@/lib/compute/wire'
import { database } from '@/lib/db'
import { Prisma } from '@/lib/generated/prisma/client'

const { sql } = Prisma

const KEPT_DAYS = 7
/** Ten endpoints' week. */
const MOST_ROWS = 20_000

const FROM_AT = sql`date_bin('5 minutes', app_now(), 'epoch')`

/** To follow `WITH noted AS (UPDATE endpoint ... RETURNING id)`: its health was 200. */
export const keepHealthy = (health: RunPodHealth): Prisma.Sql => sql`
  INSERT INTO health_sample (endpoint_ref, from_at, healthy, crashing, throttled, in_queue, in_progress, workers)
  SELECT id, ${FROM_AT}, 1, ${workerTrouble(health) === 'crashing' ? 1 : 0}::int, ${workerTrouble(health) === 'throttled' ? 1 : 0}::int, ${health.jobs.inQueue ?? null}::int, ${health.jobs.inProgress ?? null}::int, ${toldWorkers(health)}::int FROM noted
  ON CONFLICT (endpoint_ref, from_at) DO UPDATE
     SET healthy = health_sample.healthy + 1, crashing = health_sample.crashing + EXCLUDED.crashing, throttled = health_sample.throttled + EXCLUDED.throttled, in_queue = GREATEST(health_sample.in_queue, EXCLUDED.in_queue),
         in_progress = GREATEST(health_sample.in_progress, EXCLUDED.in_progress), workers = COALESCE(EXCLUDED.workers, health_sample.workers)`

/** As `keepHealthy`, for a pause. */
export const keepPaused = (code: string): Prisma.Sql => sql`
  INSERT INTO health_sample (endpoint_ref, from_at, paused, paused_code)
  SELECT id, ${FROM_AT}, 1, ${code} FROM noted
  ON CONFLICT (endpoint_ref, from_at) DO UPDATE SET paused = health_sample.paused + 1, paused_code = EXCLUDED.paused_code`

export type HealthBin = { endpointRef: string; fromAt: Date; healthy: number; crashing: number; throttled: number; paused: number; pausedCode: string | null; inQueue: number | null; inProgress: number | null; workers: number | null }

/** The samples of the last `spanMs`, summed up to bins of `binMs`, a multiple of five minutes; bins in which nobody asked are missing. */
export async function readHealthBins(spanMs: number, binMs: number): Promise<HealthBin[]> {
  return database().$queryRaw<HealthBin[]>`
    SELECT endpoint_ref AS "endpointRef", date_bin(${binMs} * interval '1 millisecond', from_at, 'epoch') AS "fromAt",
           sum(healthy)::int AS healthy, sum(crashing)::int AS crashing, sum(throttled)::int AS throttled, sum(paused)::int AS paused,
           (array_agg(paused_code ORDER BY from_at DESC) FILTER (WHERE paused_code IS NOT NULL))[1] AS "pausedCode",
           max(in_queue) AS "inQueue", max(in_progress) AS "inProgress",
           (array_agg(workers ORDER BY from_at DESC) FILTER (WHERE workers IS NOT NULL))[1] AS workers
      FROM health_sample WHERE from_at > (SELECT app_now()) - ${spanMs} * interval '1 millisecond' AND from_at <= (SELECT app_now())
     GROUP BY 1, 2 ORDER BY 1, 2`
}

/** Drops what is older than a week, or lies in the future of a clock that was set back, and the oldest beyond the number. */
export async function trimHealthSamples(): Promise<void> {
  await database().$executeRaw`
    DELETE FROM health_sample
     WHERE from_at < app_now() - ${KEPT_DAYS} * interval '1 day' OR from_at > app_now()
        OR from_at < (SELECT from_at FROM health_sample ORDER BY from_at DESC OFFSET ${MOST_ROWS} LIMIT 1)`
}
