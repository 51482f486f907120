import 'server-only'
// Which predictions stand on a page of the team's list: filters, orders and places as SQL. Every order has an index and goes on from a key,
// never from an offset.
import type { Actor } from '@/lib/access/actor'
import { database } from '@/lib/db'
import { Prisma } from '@/lib/generated/prisma/client'
import { orderFrom } from '@/lib/predictions/list-filters'
import { wordsOf } from '@/lib/predictions/list-match'
import { NEWEST_FIRST, STATUS_COURSE, type Order, type SortKey, type SortValue } from '@/lib/predictions/list-order'
import { decodePlace, encodePlace, type Place } from '@/lib/predictions/page-place'
import type { ListChoices, ListPredictions, PredictionFilter, SortText } from '@/lib/predictions/list-schema'
import { containing, ligandIs, lookUpWord } from '@/lib/predictions/search-store'
import type { PredictionStatus } from '@/lib/predictions/schema'
import { readPlacedSummaries, type PlacedSummary } from '@/lib/predictions/summary-store'
import type { SummaryRow } from '@/lib/predictions/views'

const { sql, join, empty, raw } = Prisma

const STATUS_GROUPS: Record<'active' | 'ended', PredictionStatus[]> = {
  active: ['QUEUED', 'IN_QUEUE', 'IN_PROGRESS'],
  ended: ['COMPLETED', 'FAILED', 'CANCELLED', 'TIMED_OUT'],
}

type Column = {
  value: Prisma.Sql
  /** A place's value, of the column's type. */
  given(value: SortValue): Prisma.Sql
  /** Rows without a value stand last, by their ids. */
  mayBeNull: boolean
}

const score = (name: string): Column => ({ value: raw(`p.${name}`), given: (value) => sql`${value}::float8`, mayBeNull: true })

/** As in the indexes, to the letter. */
const COLUMNS: Record<SortKey, Column> = {
  created: { value: sql`p.created_at`, given: (value) => sql`${value}::timestamptz`, mayBeNull: false },
  name: { value: sql`lower(p.name) COLLATE "C"`, given: (value) => sql`${value}::text COLLATE "C"`, mayBeNull: false },
  status: { value: raw(`array_position('{${STATUS_COURSE.join(',')}}'::text[], p.status)`), given: (value) => sql`${value}::int`, mayBeNull: false },
  confidence: score('confidence_score'),
  affinity: score('affinity_value'),
  probability: score('affinity_probability'),
  tokens: { value: sql`p.tokens`, given: (value) => sql`${value}::int`, mayBeNull: false },
}

/** The same as `holdsWord` of list-match, row by row: for a word that stands in so many that a page of them is soon found. */
function wordIs(teamId: string, word: string): Prisma.Sql {
  const like = containing(word)
  return sql`(p.name ILIKE ${like} OR p.id = ${word} OR p.composition ILIKE ${like} OR p.note ILIKE ${like}
    OR ${ligandIs(sql`p.ligands`, word)}
    OR p.owner_id IN (SELECT o.id FROM person o WHERE o.name ILIKE ${like})
    OR p.id IN (SELECT t.prediction_id FROM prediction_tag t WHERE t.team_id = ${teamId} AND t.name ILIKE ${like}))`
}

function between(column: Prisma.Sql, least: number | undefined, most: number | undefined): Prisma.Sql[] {
  return [...(least === undefined ? [] : [sql`${column} >= ${least}::float8`]), ...(most === undefined ? [] : [sql`${column} <= ${most}::float8`])]
}

function statusIs(status: NonNullable<PredictionFilter['status']>): Prisma.Sql {
  return status === 'active' || status === 'ended' ? sql`p.status IN (${join(STATUS_GROUPS[status])})` : sql`p.status = ${status}`
}

/** A word that few predictions hold is looked up first: to find that out row by row would be to read the whole history. */
async function holding(teamId: string, word: string): Promise<Prisma.Sql> {
  const ids = await lookUpWord(teamId, word)
  return ids === null ? wordIs(teamId, word) : sql`p.id IN (SELECT unnest(${ids}::text[]))`
}

/** What the team has and the filter leaves, for `prediction p`. */
async function matching(teamId: string, filter: PredictionFilter): Promise<Prisma.Sql> {
  const { status, ids, q = '', owner, tag, error, simulated, from, to } = filter
  return join([
    sql`p.team_id = ${teamId}`,
    sql`p.deleted_at IS NULL`,
    ...(status === undefined ? [] : [statusIs(status)]),
    ...(ids === undefined ? [] : [sql`p.id IN (${join(ids.split(','))})`]),
    ...(owner ? [sql`p.owner_id = ${owner}`] : []),
    ...(tag ? [sql`EXISTS (SELECT 1 FROM prediction_tag t WHERE t.prediction_id = p.id AND t.key = lower(${tag}))`] : []),
    ...(error === undefined ? [] : [sql`p.failure_code = ${error}`]),
    ...(simulated === undefined ? [] : [sql`p.simulated = ${simulated === 'yes'}`]),
    ...(from === undefined ? [] : [sql`p.created_at >= ${from}::timestamp AT TIME ZONE 'UTC'`]),
    ...(to === undefined ? [] : [sql`p.created_at < (${to}::date + 1)::timestamp AT TIME ZONE 'UTC'`]),
    ...between(sql`p.confidence_score`, filter.confidenceMin, filter.confidenceMax),
    ...between(sql`p.affinity_value`, filter.affinityMin, filter.affinityMax),
    ...between(sql`p.affinity_probability`, filter.probabilityMin, filter.probabilityMax),
    ...(await Promise.all(wordsOf(q).map((word) => holding(teamId, word)))),
  ], ' AND ')
}

/** Some rows of the list: those behind a place, or from the beginning. */
type Stretch = { where: Prisma.Sql; order: Order; place: Place | null; limit: number }

/** Reads what `page` selects, id and value of each row; `order` is its order, to be kept. */
type Read<Found> = (page: Prisma.Sql, order: Prisma.Sql) => Promise<Found[]>

const readIds: Read<{ id: string }> = (page) => database().$queryRaw(page)

/** Those behind the place among the rows with a value, or among those without. */
function readRows<Found>(read: Read<Found>, { where, order: { key, descending }, place: behind, limit }: Stretch, withValue: boolean): Promise<Found[]> {
  const { value, given, mayBeNull } = COLUMNS[key]
  const [way, after] = descending ? [sql`DESC`, sql`<`] : [sql`ASC`, sql`>`]
  const kind = !mayBeNull ? empty : withValue ? sql`AND ${value} IS NOT NULL` : sql`AND ${value} IS NULL`
  const place = behind === null ? empty : withValue ? sql`AND (${value}, p.id) ${after} (${given(behind.value)}, ${behind.id})` : sql`AND p.id ${after} ${behind.id}`
  const page = sql`SELECT p.id, ${value} AS value FROM prediction p WHERE ${where} ${kind} ${place} ORDER BY ${value} ${way}, p.id ${way} LIMIT ${limit}`
  return read(page, sql`page.value ${way}, page.id ${way}`)
}

/** Rows with a value first, then those without, whichever way the order goes. */
async function readBehind<Found>(read: Read<Found>, stretch: Stretch): Promise<Found[]> {
  const { order, place, limit } = stretch
  const isAmongNulls = place !== null && place.value === null
  const valued = isAmongNulls ? [] : await readRows(read, stretch, true)
  if (!COLUMNS[order.key].mayBeNull || valued.length === limit) return valued
  return [...valued, ...(await readRows(read, { ...stretch, place: isAmongNulls ? place : null, limit: limit - valued.length }, false))]
}

const placeOf = ({ key }: Order, { value, summary }: PlacedSummary): Place => ({ id: summary.id, value: key === 'created' ? summary.createdAt.toISOString() : value })

/**
 * One page in its order, and the cursor behind it.
 * @throws Problem INVALID_REQUEST for a cursor of another list
 */
export async function readPageRows(actor: Actor, query: ListPredictions): Promise<{ rows: SummaryRow[]; nextCursor: string | null }> {
  const order = orderFrom(query.sort) ?? NEWEST_FIRST
  const place = query.cursor === undefined ? null : decodePlace(order, query.cursor)
  const rows = await readBehind(readPlacedSummaries, { where: await matching(actor.teamId, query), order, place, limit: query.limit + 1 })
  const shown = rows.slice(0, query.limit)
  const last = rows.length > query.limit ? shown.at(-1) : undefined
  return { rows: shown.map(({ summary }) => summary), nextCursor: last === undefined ? null : encodePlace(order, placeOf(order, last)) }
}

/** The first ids of everything that the filter leaves, in an order. */
export async function readMatchingIds(actor: Actor, filter: PredictionFilter, most: number, sort: SortText = '-created'): Promise<string[]> {
  const rows = await readBehind(readIds, { where: await matching(actor.teamId, filter), order: orderFrom(sort) ?? NEWEST_FIRST, place: null, limit: most })
  return rows.map(({ id }) => id)
}

/** Bytes of all files of the current results, before they are packed. */
export async function resultBytes(ids: readonly string[]): Promise<number> {
  const rows = await database().$queryRaw<{ bytes: number }[]>`
    SELECT COALESCE(sum(f.bytes), 0)::float8 AS bytes FROM prediction p JOIN result_file f ON f.attempt_id = p.current_attempt_id WHERE p.id IN (${join([...ids])})`
  return rows[0]?.bytes ?? 0
}

export type StoredChoices = Pick<ListChoices, 'people' | 'tags'> & { errors: { code: string; predictions: number }[] }

/** What the list can be narrowed to: the people of the team and those whose predictions it keeps, its tags, and what predictions failed of. */
export async function readChoices(teamId: string): Promise<StoredChoices> {
  const [people, tags, errors] = await Promise.all([
    database().$queryRaw<ListChoices['people']>`
      SELECT o.id, o.name FROM person o
       WHERE EXISTS (SELECT 1 FROM membership m WHERE m.team_id = ${teamId} AND m.person_id = o.id)
          OR EXISTS (SELECT 1 FROM prediction p WHERE p.team_id = ${teamId} AND p.owner_id = o.id AND p.deleted_at IS NULL)
       ORDER BY lower(o.name), o.id`,
    database().$queryRaw<ListChoices['tags']>`
      SELECT min(t.name) AS name, count(*)::int AS predictions FROM prediction_tag t JOIN prediction p ON p.id = t.prediction_id
       WHERE t.team_id = ${teamId} AND p.deleted_at IS NULL GROUP BY t.key ORDER BY t.key`,
    database().$queryRaw<StoredChoices['errors']>`
      SELECT p.failure_code AS code, count(*)::int AS predictions FROM prediction p
       WHERE p.team_id = ${teamId} AND p.failure_code IS NOT NULL AND p.deleted_at IS NULL GROUP BY p.failure_code ORDER BY count(*) DESC, p.failure_code`,
  ])
  return { people, tags, errors }
}
