import 'server-only'
// What a summary is made of, read in one statement with owner, tags and attempts, however many predictions it is. A list asks for it with
// every page and every event, and rows of rows by Prisma cost more there than all the rest.
import { database } from '@/lib/db'
import { Prisma } from '@/lib/generated/prisma/client'
import type { SortValue } from '@/lib/predictions/list-order'
import type { SummaryRow } from '@/lib/predictions/views'

const { sql } = Prisma

type Moments<Row, Name extends keyof Row> = Omit<Row, Name> & Record<Name, string | null>
type AttemptRow = SummaryRow['attempts'][number]
/** As Postgres writes it: moments are text. */
type AttemptJson = Moments<AttemptRow, 'progressAt' | 'filesRemovedAt' | 'notFoundSince' | 'cancelAnsweredAt' | 'submittedAt' | 'firstRunningAt' | 'lastAnswerAt' | 'uploadSoughtSince'>
type SummaryJson = Moments<Omit<SummaryRow, 'attempts' | 'createdAt'>, 'cancelWishedAt' | 'submittedAt' | 'startedAt' | 'endedAt'> & { createdAt: string; attempts: AttemptJson[] }

const moment = (text: string | null): Date | null => (text === null ? null : new Date(text))

const attemptRow = (json: AttemptJson): AttemptRow => ({
  ...json,
  progressAt: moment(json.progressAt),
  filesRemovedAt: moment(json.filesRemovedAt),
  notFoundSince: moment(json.notFoundSince),
  cancelAnsweredAt: moment(json.cancelAnsweredAt),
  submittedAt: moment(json.submittedAt),
  firstRunningAt: moment(json.firstRunningAt),
  lastAnswerAt: moment(json.lastAnswerAt),
  uploadSoughtSince: moment(json.uploadSoughtSince),
})

const summaryRow = (json: SummaryJson): SummaryRow => ({
  ...json,
  cancelWishedAt: moment(json.cancelWishedAt),
  createdAt: new Date(json.createdAt),
  submittedAt: moment(json.submittedAt),
  startedAt: moment(json.startedAt),
  endedAt: moment(json.endedAt),
  attempts: json.attempts.map(attemptRow),
})

/** Of `prediction p`, named as the views name it. */
const SUMMARY = sql`
  SELECT p.id, p.name, p.status, p.version, p.target, p.simulated, p.tokens, p.composition, p.ligands, p.note, p.complete, p.options, p.remark,
    p.confidence_score AS "confidenceScore", p.affinity_value AS "affinityValue", p.affinity_probability AS "affinityProbability",
    p.affinity_requested AS "affinityRequested", p.failure_code AS "failureCode", p.failure_reported AS "failureReported",
    p.current_attempt_id AS "currentAttemptId", p.cancel_wished_at AS "cancelWishedAt",
    p.created_at AS "createdAt", p.submitted_at AS "submittedAt", p.started_at AS "startedAt", p.ended_at AS "endedAt",
    (SELECT json_build_object('id', o.id, 'name', o.name) FROM person o WHERE o.id = p.owner_id) AS owner,
    (SELECT COALESCE(json_agg(json_build_object('name', t.name) ORDER BY t.key), '[]') FROM prediction_tag t WHERE t.prediction_id = p.id) AS tags,
    (SELECT COALESCE(json_agg(row_to_json(attempt) ORDER BY attempt.number), '[]') FROM (
      SELECT a.id, a.number, a.state, a.outcome, a.progress, a.endpoint_ref AS "endpointRef", a.fallback_reason AS "fallbackReason",
        a.progress_at AS "progressAt", a.files_removed_at AS "filesRemovedAt", a.files_removed_after_days AS "filesRemovedAfterDays",
        a.not_found_since AS "notFoundSince", a.not_found_count AS "notFoundCount", a.cancel_answered_at AS "cancelAnsweredAt",
        a.submitted_at AS "submittedAt", a.first_running_at AS "firstRunningAt", a.last_answer_at AS "lastAnswerAt", a.last_status AS "lastStatus",
        a.unanswered_count AS "unansweredCount", a.upload_sought_since AS "uploadSoughtSince"
      FROM attempt a WHERE a.prediction_id = p.id
    ) attempt) AS attempts`

/** All rows of a selection in one value: told row by row, they cost as much again. */
async function readRows<Row>(selection: Prisma.Sql): Promise<Row[]> {
  const [all] = await database().$queryRaw<{ rows: Row[] }[]>`SELECT COALESCE(json_agg(selected), '[]') AS rows FROM (${selection}) selected`
  return all?.rows ?? []
}

/** Of the team's predictions with these ids, in no order; those that are deleted are left out. */
export async function readSummaryRows(teamId: string, ids: readonly string[]): Promise<SummaryRow[]> {
  return (await readRows<SummaryJson>(sql`${SUMMARY} FROM prediction p WHERE p.team_id = ${teamId} AND p.id = ANY(${[...ids]}) AND p.deleted_at IS NULL`)).map(summaryRow)
}

/** `value` as JSON has it: a moment is text. */
export type PlacedSummary = { value: SortValue; summary: SummaryRow }

/** Of a page: `page` gives ids with the values that they are ordered by, `order` is its order once more. */
export async function readPlacedSummaries(page: Prisma.Sql, order: Prisma.Sql): Promise<PlacedSummary[]> {
  const rows = await readRows<{ value: SortValue; summary: SummaryJson }>(sql`
    SELECT page.value, row_to_json(summary) AS summary FROM (${page}) page, LATERAL (${SUMMARY} FROM prediction p WHERE p.id = page.id) summary ORDER BY ${order}`)
  return rows.map(({ value, summary }) => ({ value, summary: summaryRow(summary) }))
}
