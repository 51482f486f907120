// The team's list over many rows: every order by pages is the one sorted array, whatever changes in between, and every filter leaves what it says.
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { matchesFilters } from '@/lib/predictions/list-match'
import { filtersFrom, orderFrom, parametersOf } from '@/lib/predictions/list-filters'
import { compareBy, NEWEST_FIRST, SORT_KEYS } from '@/lib/predictions/list-order'
import { encodePlace } from '@/lib/predictions/page-place'
import type { ListChoices } from '@/lib/predictions/list-schema'
import type { PredictionPage, PredictionSummary } from '@/lib/predictions/schema'
import { call, json } from '../../support/calls'
import { openStage, submitSmall, type Stage } from './stage'

const LIST = '/api/v1/predictions'
const ORDERS = SORT_KEYS.flatMap((key) => [key, `-${key}`])
/** Three values for every score, so that many are equal, and many without one. */
const SCORES = "(ARRAY[0.1, 0.30000000000000004, 0.7, NULL, NULL]::float8[])[1 + (n * 7 + extra) % 5]"

let stage: Stage
/** Rows as a real submission left them, many times over with other values. */
async function plant(): Promise<void> {
  const { id } = await submitSmall({
    name: 'Seed',
    complex: { entities: [{ type: 'protein', chainIds: ['A'], sequence: 'MKTAYIAK' }, { type: 'ligand', chainIds: ['B'], ccd: 'BEN' }, { type: 'ligand', chainIds: ['C'], smiles: 'c1ccccc1CO' }] },
  })
  expect(await stage.sql('SELECT ligands FROM prediction WHERE id = $1', [id])).toEqual([{ ligands: 'BEN\nc1ccccc1CO' }])
  await stage.sql("INSERT INTO person (id, name, email) VALUES ('person_ada', 'Ada Lovelace', 'ada@example.org')")
  await stage.sql(`
    INSERT INTO prediction (id, team_id, owner_id, name, status, target, complex, yaml, options, fingerprint, composition, ligands, note, tokens, affinity_requested,
                            execution_timeout_ms, ttl_ms, simulated, failure_code, confidence_score, affinity_value, affinity_probability, created_at, updated_at)
    SELECT 'pred_' || substr(md5(n::text), 1, 20), team_id, CASE WHEN n % 3 = 0 THEN 'person_ada' ELSE owner_id END,
           (ARRAY['alpha', 'Alpha', 'beta_50%', 'Ünder', 'ünder', 'Zeta'])[1 + n % 6] || CASE WHEN n % 4 = 0 THEN ' ' || n ELSE '' END,
           (ARRAY['QUEUED', 'IN_QUEUE', 'IN_PROGRESS', 'COMPLETED', 'FAILED', 'CANCELLED', 'TIMED_OUT'])[1 + n % 7], target, complex, yaml, options, fingerprint,
           composition, CASE WHEN n % 2 = 0 THEN ligands ELSE '' END, CASE WHEN n % 10 = 0 THEN 'Looks odd at Ser195' END, 100 + n % 9, affinity_requested,
           execution_timeout_ms, ttl_ms, n % 5 = 0, CASE WHEN n % 7 = 4 THEN (ARRAY['BOLTZ_OOM', 'WORKER_LOST'])[1 + n % 2] END, ${SCORES.replace('extra', '0')}, ${SCORES.replace('extra', '1')}, ${SCORES.replace('extra', '2')},
           '2026-01-01T00:00:00Z'::timestamptz + (n / 4) * interval '1 hour', created_at
      FROM prediction, generate_series(1, 300) n WHERE id = '${id}'`)
  await stage.sql(`INSERT INTO prediction_tag (prediction_id, team_id, key, name, by_id, created_at)
    SELECT id, team_id, lower(t), t, owner_id, created_at FROM prediction, unnest(ARRAY['EGFR', 'to repeat']) t WHERE tokens = 103 OR (tokens = 104 AND t = 'EGFR')`)
  await stage.sql("INSERT INTO team (id, name) VALUES ('team_other', 'Others')")
  await stage.sql("UPDATE prediction SET team_id = 'team_other' WHERE id IN (SELECT id FROM prediction ORDER BY id LIMIT 5)")
  await stage.sql("UPDATE prediction_tag t SET team_id = p.team_id FROM prediction p WHERE p.id = t.prediction_id")
  await stage.sql('UPDATE prediction SET deleted_at = created_at WHERE id IN (SELECT id FROM prediction ORDER BY id DESC LIMIT 5)')
}

beforeAll(async () => {
  stage = await openStage({ loop: false, breaks: 'all' })
  await plant()
})
afterAll(() => stage.close())

/** Every page one after the other; `between` happens after the first. */
async function readAll(query: string, between: () => Promise<unknown> = async () => undefined): Promise<PredictionSummary[]> {
  const seen: PredictionSummary[] = []
  let cursor: string | null = ''
  while (cursor !== null) {
    const page: PredictionPage = await json('GET', `${LIST}?${query}&limit=${seen.length === 0 ? 37 : 41}${cursor === '' ? '' : `&cursor=${encodeURIComponent(cursor)}`}`)
    if (seen.length === 0) await between()
    seen.push(...page.items)
    cursor = page.nextCursor
  }
  return seen
}

const ids = (items: PredictionSummary[]): string[] => items.map(({ id }) => id)

describe('every order', () => {
  test.each(ORDERS)('%s: the pages together are one sorted array', async (sort) => {
    const everything = await readAll('')
    expect(everything).toHaveLength(291)
    const order = orderFrom(sort)
    if (order === null) throw new Error(`${sort} is no order.`)
    expect(ids(await readAll(`sort=${sort}`))).toEqual(ids(everything.toSorted(compareBy(order))))
  })

  test.each(ORDERS)('%s: what changes while it is read neither loses nor doubles the others', async (sort) => {
    const before = await readAll(`sort=${sort}`)
    const moved = new Set(ids(before.filter((_item, index) => index % 6 === 0)))
    const seen = await readAll(`sort=${sort}`, () => stage.sql(
      `UPDATE prediction SET name = name || '!', tokens = tokens + 7, confidence_score = 1 - confidence_score, affinity_value = -affinity_value,
              affinity_probability = NULL, created_at = created_at + interval '3 hours' WHERE id = ANY($1)`, [[...moved]]))
    expect(ids(seen).filter((id) => !moved.has(id))).toEqual(ids(before).filter((id) => !moved.has(id)))
  })
})

describe('every filter', () => {
  test.each([
    'status=active', 'status=FAILED', 'owner=person_ada', 'owner=nobody', 'tag=egfr', 'tag=to+repeat', 'error=BOLTZ_OOM', 'error=JOB_LOST', 'simulated=yes', 'simulated=no', 'from=2026-01-02&to=2026-01-02', 'to=2026-01-01',
    'confidenceMin=0.3', 'confidenceMin=0.30000000000000004&confidenceMax=0.30000000000000004', 'affinityMax=0.2', 'probabilityMin=0.5&probabilityMax=1', 'q=ben', 'q=BE', 'q=c1ccccc1', 'q=C1CCCCC1',
    'q=ser195+odd', 'q=lovelace+alpha', 'q=ÜNDER', 'q=50%25', 'q=_', 'q=%5C', 'q=egfr+repeat', 'q=ligand&status=ended&simulated=no&sort=-affinity',
  ])('%s', async (query) => {
    const everything = await readAll('')
    const filters = filtersFrom((name) => new URLSearchParams(query).get(name))
    const kept = ids(await readAll(query))
    expect(kept).toEqual(ids(everything.toSorted(compareBy(filters.order)).filter((item) => matchesFilters(item, filters))))
    expect(ids(await readAll(parametersOf(filters).toString()))).toEqual(kept)
  })

  test.each(['owner=nobody', 'q=%5C', 'q=C1CCCCC1', 'q=Ben1'])('%s finds nothing', async (query) => expect(await readAll(query)).toEqual([]))
  test.each(['q=ben', 'q=c1ccccc1', 'q=ser195+odd', 'q=lovelace+alpha', 'q=ÜNDER', 'q=50%25', 'tag=egfr', 'error=WORKER_LOST', 'confidenceMin=0.30000000000000004&confidenceMax=0.30000000000000004'])('%s finds some and not all', async (query) => {
    const { length } = await readAll(query)
    expect(length).toBeGreaterThan(5)
    expect(length).toBeLessThan(200)
  })

  test.each(['confidenceMin=', 'confidenceMin=high', 'affinityMax=1e999', 'from=2026-02-30', 'from=0000-01-01', 'to=yesterday', 'simulated=maybe', 'error=boltz+oom', 'sort=shoe', 'q=%00'])('?%s is refused', async (query) => {
    expect((await call('GET', `${LIST}?${query}`)).status).toBe(400)
  })
})

describe('a cursor', () => {
  const forged: [string, string][] = [
    ['of another order', encodePlace({ key: 'name', descending: false }, { value: 'x', id: 'pred_x' })],
    ['with a number for a moment', encodePlace(NEWEST_FIRST, { value: 7, id: 'pred_x' })],
    ['with a moment that Postgres does not know', encodePlace(NEWEST_FIRST, { value: '0000-01-01T00:00:00Z', id: 'pred_x' })],
    ['with an id that is none', encodePlace(NEWEST_FIRST, { value: '2026-01-01T00:00:00.000Z', id: "x' OR true --" })],
    ['that is not JSON', 'bm9uc2Vuc2U'],
    ['in the old form', Buffer.from('2026-01-01T00:00:00.000Z pred_x').toString('base64url')],
  ]
  test.each(forged)('%s is refused with words', async (_name, cursor) => {
    const response = await call('GET', `${LIST}?cursor=${cursor}`)
    expect(response.status).toBe(400)
    expect(await response.json()).toMatchObject({ code: 'INVALID_REQUEST', complaints: [{ at: 'cursor' }] })
  })

  test.each<[string, string, string | number | null]>([['name', 'name', '\u0000'], ['a score', '-confidence', 'high'], ['a rank', 'status', null], ['tokens', 'tokens', 1e12]])('for %s with a value of another kind', async (_name, sort, value) => {
    const order = orderFrom(sort)
    if (order === null) throw new Error(`${sort} is no order.`)
    expect((await call('GET', `${LIST}?sort=${sort}&cursor=${encodePlace(order, { value, id: 'pred_x' })}`)).status).toBe(400)
  })
})

test('the choices: people of the team and those whose predictions it keeps, tags and errors with their number', async () => {
  const choices = await json<ListChoices>('GET', `${LIST}/choices`)
  expect(choices.people).toContainEqual({ id: 'person_ada', name: 'Ada Lovelace' })
  const tagged = await readAll('tag=EGFR')
  expect(choices.tags).toContainEqual({ name: 'EGFR', predictions: tagged.length })
  const lost = await readAll('error=WORKER_LOST')
  expect(choices.errors).toContainEqual({ code: 'WORKER_LOST', words: 'Job failed on RunPod: the worker was lost while it ran.', predictions: lost.length })
})
