import 'server-only'
// Rows behind the rule of retention: which predictions are due, what their files take, and removing them, one prediction in one transaction.
// Nothing that has not ended is touched, nothing that is still to be looked at, and no bytes that another prediction uses.
import { database, databaseNow, type Transaction } from '@/lib/db'
import { Prisma } from '@/lib/generated/prisma/client'
import { writeEvent } from '@/lib/predictions/event-store'
import type { Amount } from '@/lib/predictions/retention-schema'
import { daysWords } from '@/lib/predictions/retention-words'
import { heldSettings } from '@/lib/settings/service'

const { sql, empty } = Prisma

export type RetentionRule = { days: number; keepsTagged: boolean }

/** Only one process removes at a time ("ATOR" in ASCII). */
const LOCK_CLASS = 0x41544f52
const HELD_FOR_RETENTION = 1

const HAS_FILES = sql`(a.raw_answer IS NOT NULL OR EXISTS (SELECT 1 FROM result_file f WHERE f.attempt_id = a.id))`
const IS_TAGGED = sql`EXISTS (SELECT 1 FROM prediction_tag t WHERE t.prediction_id = p.id)`

/**
 * Old enough, for `prediction p`: it and every attempt of it ended before that, and nothing is left to do with it. As long as an upload may
 * still be found or removed it has a next look; a result that came late has an end of its own.
 */
const isOld = (days: number): Prisma.Sql => sql`
  p.status IN ('COMPLETED', 'FAILED', 'CANCELLED', 'TIMED_OUT') AND p.deleted_at IS NULL AND p.next_check_at IS NULL AND p.lease_holder IS NULL
  AND p.ended_at < (SELECT app_now()) - ${days} * interval '1 day'
  AND NOT EXISTS (SELECT 1 FROM attempt a WHERE a.prediction_id = p.id AND (a.ended_at IS NULL OR a.ended_at >= (SELECT app_now()) - ${days} * interval '1 day'))
  AND EXISTS (SELECT 1 FROM attempt a WHERE a.prediction_id = p.id AND ${HAS_FILES})`

const isDue = ({ days, keepsTagged }: RetentionRule): Prisma.Sql => sql`${isOld(days)} ${keepsTagged ? sql`AND NOT ${IS_TAGGED}` : empty}`

/** An hour in which nobody else begins; a process that dies in the middle leaves the rest to the next. @returns whether it is this one's turn */
export async function beginRun(everyMs: number): Promise<boolean> {
  const begun = await database().$executeRaw`
    UPDATE retention_run SET began_at = app_now(), predictions = 0, bytes = 0
     WHERE began_at IS NULL OR NOT began_at BETWEEN app_now() - ${everyMs} * interval '1 millisecond' AND app_now()`
  return begun === 1
}

/** A place in the order in which predictions are looked at. */
export type DuePlace = { id: string; endedAt: Date }

/** The oldest that are due behind a place. */
export async function duePredictions(rule: RetentionRule, behind: DuePlace | null, limit: number): Promise<DuePlace[]> {
  const place = behind === null ? empty : sql`AND (p.ended_at, p.id) > (${behind.endedAt}, ${behind.id})`
  return database().$queryRaw<DuePlace[]>`
    SELECT p.id, p.ended_at AS "endedAt" FROM prediction p WHERE ${isDue(rule)} ${place} ORDER BY p.ended_at, p.id LIMIT ${limit}`
}

/** What would go now, and how many stay only because they are tagged. */
export async function readDue(rule: RetentionRule): Promise<{ goes: Amount; keptTagged: number }> {
  const [rows, tagged] = await Promise.all([
    database().$queryRaw<Amount[]>`
      WITH due AS MATERIALIZED (SELECT p.id FROM prediction p WHERE ${isDue(rule)}),
      attempts AS MATERIALIZED (SELECT a.id, octet_length(a.raw_answer) AS raw FROM attempt a WHERE a.prediction_id IN (SELECT id FROM due)),
      hashes AS (SELECT DISTINCT f.sha256 FROM result_file f WHERE f.attempt_id IN (SELECT id FROM attempts))
      SELECT (SELECT count(*) FROM due)::int AS predictions,
             (COALESCE((SELECT sum(raw) FROM attempts), 0)
              + COALESCE((SELECT sum(octet_length(t.gzip)) FROM artifact t JOIN hashes h ON h.sha256 = t.sha256
                           WHERE NOT EXISTS (SELECT 1 FROM result_file f WHERE f.sha256 = t.sha256 AND f.attempt_id NOT IN (SELECT id FROM attempts))), 0))::float8 AS bytes`,
    rule.keepsTagged ? database().$queryRaw<{ count: number }[]>`SELECT count(*)::int AS count FROM prediction p WHERE ${isOld(rule.days)} AND ${IS_TAGGED}` : [],
  ])
  return { goes: rows[0] ?? { predictions: 0, bytes: 0 }, keptTagged: tagged[0]?.count ?? 0 }
}

export async function readLastRun(): Promise<(Amount & { at: Date }) | null> {
  const run = await database().retentionRun.findUnique({ where: { id: 'current' } })
  return run?.beganAt ? { at: run.beganAt, predictions: run.predictions, bytes: Number(run.bytes) } : null
}

/** `elsewhere`: another process is at it; `not due`: no more, or the rule has changed. */
export type Removal = 'elsewhere' | 'not due' | { bytes: number }

/** Removes the files and raw answers of one prediction, if it is still due under the rule that counts now. */
export async function removeFiles(predictionId: string): Promise<Removal> {
  return database().$transaction(async (transaction) => {
    const [lock] = await transaction.$queryRaw<{ held: boolean }[]>`SELECT pg_try_advisory_xact_lock(${LOCK_CLASS}::int, ${HELD_FOR_RETENTION}::int) AS held`
    if (lock?.held !== true) return 'elsewhere'
    const { days, keepsTagged } = (await heldSettings(transaction)).retention
    if (days === null) return 'not due'
    await transaction.$executeRaw`SELECT 1 FROM prediction WHERE id = ${predictionId} FOR UPDATE`
    // Asked once the row is held, in a statement of its own, which sees what was committed meanwhile.
    const [prediction] = await transaction.$queryRaw<{ teamId: string }[]>`SELECT p.team_id AS "teamId" FROM prediction p WHERE p.id = ${predictionId} AND ${isDue({ days, keepsTagged })}`
    if (prediction === undefined) return 'not due'
    const now = await databaseNow(transaction)
    const raw = await forgetRawAnswers(transaction, predictionId, days, now)
    const files = await dropFiles(transaction, predictionId)
    await transaction.prediction.update({ where: { id: predictionId }, data: { version: { increment: 1 }, updatedAt: now }, select: { id: true } })
    const message = `Files and raw answers of this prediction were removed under the retention rule of ${daysWords(days)}: ${files.count} ${files.count === 1 ? 'file' : 'files'}, and what the endpoint had answered. Scores and input stay.`
    await writeEvent(transaction, { predictionId, teamId: prediction.teamId, kind: 'filesRemoved', message, at: now })
    const bytes = raw + files.bytes
    await transaction.$executeRaw`UPDATE retention_run SET predictions = predictions + 1, bytes = bytes + ${bytes}::int8 WHERE id = 'current'`
    return { bytes }
  })
}

/** Marks each attempt that loses something. @returns the bytes of the raw answers */
async function forgetRawAnswers(transaction: Transaction, predictionId: string, days: number, now: Date): Promise<number> {
  const [before] = await transaction.$queryRaw<{ bytes: number }[]>`
    SELECT COALESCE(sum(octet_length(raw_answer)), 0)::float8 AS bytes FROM attempt WHERE prediction_id = ${predictionId}`
  await transaction.$executeRaw`
    UPDATE attempt a SET raw_answer = NULL, raw_stored_at = NULL, files_removed_at = ${now}, files_removed_after_days = ${days}
     WHERE a.prediction_id = ${predictionId} AND ${HAS_FILES}`
  return before?.bytes ?? 0
}

/** In the order in which artifacts are stored, so that two who write the same ones do not wait for each other in a circle. @returns what went for good */
async function dropFiles(transaction: Transaction, predictionId: string): Promise<{ count: number; bytes: number }> {
  const files = await transaction.$queryRaw<{ sha256: string }[]>`
    DELETE FROM result_file f USING attempt a WHERE a.id = f.attempt_id AND a.prediction_id = ${predictionId} RETURNING f.sha256`
  const hashes = [...new Set(files.map(({ sha256 }) => sha256))].sort()
  const dropped = await transaction.$queryRaw<{ bytes: number }[]>`
    WITH unused AS (
      SELECT t.sha256 FROM artifact t WHERE t.sha256 = ANY (${hashes}::text[]) AND NOT EXISTS (SELECT 1 FROM result_file f WHERE f.sha256 = t.sha256)
       ORDER BY t.sha256 FOR UPDATE
    )
    DELETE FROM artifact t USING unused WHERE t.sha256 = unused.sha256 RETURNING octet_length(t.gzip)::float8 AS bytes`
  return { count: files.length, bytes: dropped.reduce((sum, { bytes }) => sum + bytes, 0) }
}
