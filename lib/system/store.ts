import 'server-only'
// What the tables say of how the installation does, over all teams. Reads only, and nothing that a large history makes slow.
import { database } from '@/lib/db'

export type NamedRow = { id: string; name: string; teamId: string; team: string }

export type OverdueRow = { overdue: number; inHand: number; ms: number | null; id: string | null }

/** A look that is due is begun within a second; this is what nobody has begun yet. */
export async function readOverdue(): Promise<OverdueRow> {
  const rows = await database().$queryRaw<OverdueRow[]>`
    SELECT (SELECT count(*)::int FROM prediction WHERE lease_holder IS NULL AND next_check_at < (SELECT app_now()) - interval '1 second') AS overdue,
           (SELECT count(*)::int FROM prediction WHERE lease_holder IS NOT NULL) AS "inHand",
           (EXTRACT(EPOCH FROM app_now() - first.next_check_at) * 1000)::float8 AS ms, first.id
      FROM (SELECT 1) one LEFT JOIN LATERAL (
        SELECT id, next_check_at FROM prediction WHERE lease_holder IS NULL AND next_check_at < (SELECT app_now()) ORDER BY next_check_at LIMIT 1
      ) first ON true`
  return rows[0] ?? { overdue: 0, inHand: 0, ms: null, id: null }
}

export async function countByState(): Promise<{ status: string; count: number }[]> {
  return database().$queryRaw`SELECT status, count(*)::int AS count FROM prediction WHERE deleted_at IS NULL GROUP BY status`
}

/** Since it was accepted, or run again. */
export async function readOldestWaiting(): Promise<(NamedRow & { status: string; since: Date }) | null> {
  const rows = await database().$queryRaw<(NamedRow & { status: string; since: Date })[]>`
    SELECT w.id, w.name, w.team_id AS "teamId", t.name AS team, w.status, w.since
      FROM (SELECT p.*, COALESCE((SELECT max(e.created_at) FROM event e WHERE e.prediction_id = p.id AND e.kind = 'runAgain'), p.created_at) AS since
              FROM prediction p WHERE p.status IN ('QUEUED', 'IN_QUEUE') AND p.deleted_at IS NULL) w
      JOIN team t ON t.id = w.team_id ORDER BY w.since LIMIT 1`
  return rows[0] ?? null
}

export async function readNamed(id: string): Promise<NamedRow | null> {
  const row = await database().prediction.findUnique({ where: { id }, select: { id: true, name: true, teamId: true, team: { select: { name: true } } } })
  return row && { ...row, team: row.team.name }
}

export type FailureRow = { code: string; count: number; newestId: string; newestAt: Date }

export async function readFailures(days: number): Promise<FailureRow[]> {
  return database().$queryRaw<FailureRow[]>`
    SELECT failure_code AS code, count(*)::int AS count, (array_agg(id ORDER BY ended_at DESC))[1] AS "newestId", max(ended_at) AS "newestAt"
      FROM prediction WHERE failure_code IS NOT NULL AND deleted_at IS NULL AND ended_at > (SELECT app_now()) - ${days} * interval '1 day'
     GROUP BY failure_code ORDER BY count(*) DESC, failure_code`
}

export type EndpointRow = { id: string; kind: string; endpointId: string; target: string; health: unknown; healthAt: Date | null; pausedCode: string | null; pausedWords: string | null }

export const readEndpoints = (): Promise<EndpointRow[]> =>
  database().endpoint.findMany({ select: { id: true, kind: true, endpointId: true, target: true, health: true, healthAt: true, pausedCode: true, pausedWords: true }, orderBy: { id: 'asc' } })

/** As many of the newest results are asked what made them. */
const NEWEST_RESULTS = 300

export type EngineRow = { kind: string; endpointId: string; package: string | null; version: string | null; gpu: string | null; simulated: boolean; seenAt: Date }

export async function readEngines(): Promise<EngineRow[]> {
  return database().$queryRaw<EngineRow[]>`
    SELECT n.kind, n.endpoint_id AS "endpointId", r.summary #>> '{provenance,engine,package}' AS package, r.summary #>> '{provenance,engine,version}' AS version,
           r.summary #>> '{provenance,gpu}' AS gpu, COALESCE((r.summary ->> 'simulated')::boolean, false) AS simulated, max(r.created_at) AS "seenAt"
      FROM (SELECT * FROM result ORDER BY created_at DESC LIMIT ${NEWEST_RESULTS}) r JOIN attempt a ON a.id = r.attempt_id JOIN endpoint n ON n.id = a.endpoint_ref
     GROUP BY 1, 2, 3, 4, 5, 6 ORDER BY max(r.created_at) DESC LIMIT 12`
}

export async function readPostgres(): Promise<{ version: string; bytes: number }> {
  const rows = await database().$queryRaw<{ version: string; bytes: number }[]>`SELECT current_setting('server_version') AS version, pg_database_size(current_database())::float8 AS bytes`
  const row = rows[0]
  if (row === undefined) throw new Error('The database did not say how large it is.')
  return row
}

/** With their indexes and what is stored beside them. */
export async function readLargestTables(limit: number): Promise<{ name: string; bytes: number }[]> {
  return database().$queryRaw`
    SELECT relname AS name, pg_total_relation_size(oid)::float8 AS bytes FROM pg_class
     WHERE relkind = 'r' AND relnamespace = current_schema()::regnamespace ORDER BY 2 DESC, 1 LIMIT ${limit}`
}

/** Where the server keeps its files: told to its owner alone, which the user of the embedded database is. */
export async function readDataDirectory(): Promise<string | null> {
  const rows = await database().$queryRaw<{ folder: string | null }[]>`SELECT current_setting('data_directory', true) AS folder`
  return rows[0]?.folder ?? null
}
