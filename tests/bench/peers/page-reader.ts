// Reads pages at random depths of the list in two ways, in turns: with the product's own query, and with LIMIT and OFFSET. Argument: how
// many turns. Its environment names the database.
import type { Actor } from '@/lib/access/actor'
import { database } from '@/lib/db'
import { Prisma } from '@/lib/generated/prisma/client'
import { orderFrom } from '@/lib/predictions/list-filters'
import type { SortValue } from '@/lib/predictions/list-order'
import { ListPredictions } from '@/lib/predictions/list-schema'
import { readPageRows } from '@/lib/predictions/list-store'
import { encodePlace } from '@/lib/predictions/page-place'
import { readPlacedSummaries } from '@/lib/predictions/summary-store'
import { machineMs } from '../measure'
import { hear, report } from './parent'

const { sql } = Prisma
const ACTOR: Actor = { personId: 'person_0', personName: 'Ada Lovelace', teamId: 'team_local', roles: ['lead'], credential: { kind: 'session', id: 'none' } }
const PAGE = 50

/** The list's parameters, and the same in the peer's words. */
const LISTS = [
  { query: { sort: '-created', status: 'COMPLETED', simulated: 'no' }, where: sql`p.status = 'COMPLETED' AND NOT p.simulated`, value: sql`p.created_at`, way: sql`DESC` },
  { query: { sort: '-created', owner: 'person_3' }, where: sql`p.owner_id = 'person_3'`, value: sql`p.created_at`, way: sql`DESC` },
  { query: { sort: '-confidence', simulated: 'no', confidenceMin: '0.2' }, where: sql`NOT p.simulated AND p.confidence_score >= 0.2`, value: sql`p.confidence_score`, way: sql`DESC` },
  { query: { sort: 'name', status: 'ended' }, where: sql`p.status IN ('COMPLETED', 'FAILED', 'CANCELLED', 'TIMED_OUT')`, value: sql`lower(p.name) COLLATE "C"`, way: sql`ASC` },
  { query: { sort: '-tokens', from: '2025-06-01', to: '2026-05-31' }, where: sql`p.created_at >= '2025-06-01T00:00:00Z' AND p.created_at < '2026-06-01T00:00:00Z'`, value: sql`p.tokens`, way: sql`DESC` },
]
type List = (typeof LISTS)[number]
type Row = { id: string; value: SortValue | Date }

const here = ({ where }: List): Prisma.Sql => sql`p.team_id = ${ACTOR.teamId} AND p.deleted_at IS NULL AND ${where}`

async function countOf(list: List): Promise<number> {
  const rows = await database().$queryRaw<{ count: number }[]>`SELECT count(*)::int AS count FROM prediction p WHERE ${here(list)}`
  return rows[0]?.count ?? 0
}

const offsetPage = (list: List, offset: number, limit: number): Prisma.Sql =>
  sql`SELECT p.id, ${list.value} AS value FROM prediction p WHERE ${here(list)} ORDER BY ${list.value} ${list.way}, p.id ${list.way} LIMIT ${limit} OFFSET ${offset}`

async function cursorBehind(list: List, offset: number): Promise<string> {
  const [row] = await database().$queryRaw<Row[]>(offsetPage(list, offset, 1))
  const order = orderFrom(list.query.sort)
  if (row === undefined || order === null) throw new Error('There is no such place.')
  return encodePlace(order, { id: row.id, value: row.value instanceof Date ? row.value.toISOString() : row.value })
}

async function timed<Answer>(work: () => Promise<Answer>): Promise<{ answer: Answer; ms: number }> {
  const begun = machineMs()
  const answer = await work()
  return { answer, ms: machineMs() - begun }
}

async function takeTurn(list: List, count: number, oursFirst: boolean): Promise<void> {
  const depth = Math.floor(Math.random() * (count - 1))
  const query = ListPredictions.parse({ ...list.query, limit: PAGE, cursor: await cursorBehind(list, depth) })
  const readOurs = () => timed(() => readPageRows(ACTOR, query))
  const readPeer = () => timed(() => readPlacedSummaries(offsetPage(list, depth + 1, PAGE + 1), sql`page.value ${list.way}, page.id ${list.way}`))
  const early = oursFirst ? await readOurs() : null
  const peer = await readPeer()
  const ours = early ?? (await readOurs())
  if (ours.answer.rows.map(({ id }) => id).join() !== peer.answer.slice(0, PAGE).map(({ summary }) => summary.id).join()) throw new Error(`The pages behind ${depth} of ${JSON.stringify(list.query)} differ.`)
  report({ turn: { oursMs: ours.ms, peerMs: peer.ms } })
}

hear(() => undefined)
const lists = await Promise.all(LISTS.map(async (list) => ({ list, count: await countOf(list) })))
for (let turn = 0; turn < Number(process.argv[2]); turn += 1) {
  const { list, count } = lists[turn % lists.length] ?? { list: null, count: 0 }
  // The second of two reads finds the page in the cache.
  if (list !== null) await takeTurn(list, count, Math.floor(turn / lists.length) % 2 === 0)
}
