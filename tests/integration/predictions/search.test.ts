// The search of the history: a word that few predictions hold is looked up, one that many hold is read row by row, and both find the same.
import { afterAll, beforeAll, expect, test } from 'vitest'
import { filtersFrom } from '@/lib/predictions/list-filters'
import { matchesFilters } from '@/lib/predictions/list-match'
import type { PredictionPage, PredictionSummary } from '@/lib/predictions/schema'
import { call, json } from '../../support/calls'
import { openStage, submitSmall, type Stage } from './stage'

const LIST = '/api/v1/predictions'
const PLANTED = 2_100

let stage: Stage
let everything: PredictionSummary[]

const page = (query: string): Promise<PredictionPage> => json('GET', `${LIST}?limit=100&${query}`)
const found = async (q: string): Promise<string[]> => (await page(`q=${encodeURIComponent(q)}`)).items.map(({ id }) => id)

async function readAll(): Promise<PredictionSummary[]> {
  const items: PredictionSummary[] = []
  for (let cursor: string | null = ''; cursor !== null; ) {
    const next: PredictionPage = await page(cursor === '' ? '' : `cursor=${cursor}`)
    items.push(...next.items)
    cursor = next.nextCursor
  }
  return items
}

/** Every one is called "Common", every seventh "Seldom"; every fifth has benzyl alcohol as its ligand. */
async function plant(): Promise<void> {
  const { id } = await submitSmall({ name: 'Seed of them' })
  await stage.sql("INSERT INTO person (id, name, email) VALUES ('person_ada', 'Ada Lovelace', 'ada@example.org')")
  await stage.sql(`
    INSERT INTO prediction (id, team_id, owner_id, name, status, target, complex, yaml, options, fingerprint, composition, ligands, note, tokens, affinity_requested,
                            execution_timeout_ms, ttl_ms, simulated, created_at, updated_at)
    SELECT 'pred_' || substr(md5(n::text), 1, 20), team_id, CASE WHEN n % 700 = 0 THEN 'person_ada' ELSE owner_id END, 'Common ' || CASE WHEN n % 7 = 0 THEN 'Seldom ' ELSE '' END || n,
           'QUEUED', target, complex, yaml, options, fingerprint, composition, CASE WHEN n % 5 = 0 THEN E'BEN\nc1ccccc1CO' ELSE '' END,
           CASE WHEN n % 900 = 0 THEN 'Looks odd' END, 100, affinity_requested, execution_timeout_ms, ttl_ms, simulated, created_at - n * interval '1 minute', created_at
      FROM prediction, generate_series(1, ${PLANTED}) n WHERE id = '${id}'`)
}

beforeAll(async () => {
  stage = await openStage({ loop: false, breaks: 'all' })
  await plant()
  everything = await readAll()
  expect(everything).toHaveLength(PLANTED + 1)
})
afterAll(() => stage.close())

test.each(['common', 'seldom', 'common seldom', 'seldom 21', 'ben', 'BE', 'c1ccccc1', 'C1CCCCC1', 'c1ccccc1co', 'lovelace', 'common ada', 'odd common', 'protein', 'zzz', 'common zzz', 'x', '%', '_'])('%s', async (q) => {
  const filters = filtersFrom((name) => (name === 'q' ? q : null))
  expect(await found(q)).toEqual(everything.filter((item) => matchesFilters(item, filters)).slice(0, 100).map(({ id }) => id))
})

test('what is written now is found now, and no longer where it was', async () => {
  const { id } = await submitSmall({ name: 'Crambin' })
  expect(await found('crambin')).toEqual([id])
  await json('PATCH', `${LIST}/${id}`, { body: { note: 'Weird loop' } })
  expect(await found('weird')).toEqual([id])
  await json('PATCH', `${LIST}/${id}`, { body: { name: 'Lysozyme' } })
  await json('PUT', `${LIST}/${id}/tags/Hen%20egg`)
  expect(await found('crambin')).toEqual([])
  expect(await found('lysozyme weird hen')).toEqual([id])
  expect(await found(id)).toEqual([id])
  await json('DELETE', `${LIST}/${id}/tags/Hen%20egg`)
  expect(await found('hen')).toEqual([])
  await call('DELETE', `${LIST}/${id}`)
  expect(await found('lysozyme')).toEqual([])
})

test('another team\'s words find nothing', async () => {
  const { id } = await submitSmall({ name: 'Myoglobin' })
  await stage.sql("INSERT INTO team (id, name) VALUES ('team_other', 'Others')")
  await stage.sql("UPDATE prediction SET team_id = 'team_other' WHERE id = $1", [id])
  expect(await found('myoglobin')).toEqual([])
  expect(await found(id)).toEqual([])
})
