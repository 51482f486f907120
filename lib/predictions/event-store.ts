import 'server-only'
// Events: what the machine did to a prediction, one row each, read by streams after a cursor.
import { MINUTE } from '@/lib/clock'
import { database, type Transaction } from '@/lib/db'
import { eventView } from '@/lib/predictions/event-view'
import type { EventView, PredictionStatus } from '@/lib/predictions/schema'
import { isSabotaged } from '@/lib/test-switches'

export type EventKind =
  | 'accepted' | 'submitted' | 'submitUnknown' | 'waiting' | 'adopted' | 'state' | 'stage' | 'cancelWished'
  | 'cancelSent' | 'runAgain' | 'usedAttempt' | 'renamed' | 'tagged' | 'noted' | 'deleted' | 'twin' | 'filesRemoved'

export type NewEvent = {
  predictionId: string
  teamId: string
  kind: EventKind
  from?: PredictionStatus | null
  to?: PredictionStatus | null
  attempt?: number | null
  stage?: string | null
  message: string
  at: Date
}

/** Writes an event and wakes the streams when the transaction commits. */
export async function writeEvent(transaction: Transaction, event: NewEvent): Promise<void> {
  await transaction.$executeRaw`
    WITH written AS (
      INSERT INTO event (prediction_id, team_id, kind, from_status, to_status, attempt, stage, message, created_at)
      VALUES (${event.predictionId}, ${event.teamId}, ${event.kind}, ${event.from ?? null}, ${event.to ?? null}, ${event.attempt ?? null}::int,
              ${event.stage ?? null}, ${event.message}, ${event.at.toISOString()}::timestamptz)
      RETURNING team_id
    )
    SELECT pg_notify('atomera_event', team_id) FROM written`
}

/** A place in the order (transaction id, serial number). Serial numbers alone may become visible out of order. */
export type Cursor = { xid: bigint; seq: bigint }

export const isAfter = (one: Cursor, other: Cursor): boolean => one.xid > other.xid || (one.xid === other.xid && one.seq > other.seq)

export const cursorText = (cursor: Cursor): string => `${cursor.xid}-${cursor.seq}`

const LARGEST = 2n ** 63n - 1n

/** null for what is no cursor, numbers included that Postgres cannot hold. */
export function parseCursor(text: string): Cursor | null {
  const match = /^(\d{1,19})-(\d{1,19})$/.exec(text)
  if (match?.[1] === undefined || match[2] === undefined) return null
  const cursor = { xid: BigInt(match[1]), seq: BigInt(match[2]) }
  return cursor.xid > LARGEST || cursor.seq > LARGEST ? null : cursor
}

export type StreamedEvent = { cursor: Cursor; predictionId: string; view: EventView }

/**
 * The team's events after the cursor, oldest first, up to but never past a transaction that is still open
 * (its rows may become visible later with a smaller serial number).
 */
export async function eventsAfter(teamId: string, cursor: Cursor, limit: number): Promise<StreamedEvent[]> {
  const rows = await database().$queryRaw<EventRow[]>`
    SELECT seq, xid, prediction_id AS "predictionId", attempt, kind, from_status AS "fromStatus", to_status AS "toStatus",
           stage, message, created_at AS "createdAt"
      FROM event
     WHERE team_id = ${teamId} AND (xid, seq) > (${cursor.xid}, ${cursor.seq})
       AND (xid < (pg_snapshot_xmin(pg_current_snapshot())::text)::bigint OR ${isSabotaged('cursorRule')})
     ORDER BY xid, seq LIMIT ${limit}`
  return rows.map((row) => ({ cursor: { xid: row.xid, seq: row.seq }, predictionId: row.predictionId, view: eventView(row) }))
}

type EventRow = Parameters<typeof eventView>[0] & { xid: bigint; predictionId: string }

/** Where a stream begins that has no cursor: everything that is committed now is already in what the page loaded. */
export async function newestCursor(): Promise<Cursor> {
  const rows = await database().$queryRaw<{ xid: bigint }[]>`SELECT (pg_snapshot_xmin(pg_current_snapshot())::text)::bigint - 1 AS xid`
  const row = rows[0]
  if (row === undefined) throw new Error('The database did not name its oldest open transaction.')
  return { xid: row.xid, seq: BigInt('9223372036854775807') }
}

/** Whether some event is written whose transaction, or an older one, is still open: the stream must look again soon. */
export async function hasHiddenEvents(teamId: string, cursor: Cursor): Promise<boolean> {
  const rows = await database().$queryRaw<{ hidden: boolean }[]>`
    SELECT EXISTS (SELECT 1 FROM event WHERE team_id = ${teamId} AND (xid, seq) > (${cursor.xid}, ${cursor.seq})
                      AND xid < (pg_snapshot_xmax(pg_current_snapshot())::text)::bigint) AS hidden`
  return rows[0]?.hidden === true
}

/** Whether a cursor names a transaction that this database cluster has not seen: it was restored from a backup since. */
export async function isFromElsewhere(cursor: Cursor): Promise<boolean> {
  const rows = await database().$queryRaw<{ xmax: bigint }[]>`SELECT (pg_snapshot_xmax(pg_current_snapshot())::text)::bigint AS xmax`
  return rows[0] === undefined || cursor.xid >= rows[0].xmax
}

/** After a restore into a new cluster, events carry transaction ids of the old one: all of them, also those that fit here, count as older than what follows. */
export async function settleRestoredEvents(): Promise<void> {
  await database().$transaction(async (transaction) => {
    // There may be millions of them, and nothing else runs before this is done.
    await transaction.$executeRaw`SET LOCAL statement_timeout = 0`
    await transaction.$executeRaw`UPDATE event SET xid = 0 WHERE (SELECT max(xid) FROM event) >= (pg_snapshot_xmax(pg_current_snapshot())::text)::bigint`
  }, { timeout: 30 * MINUTE })
}
