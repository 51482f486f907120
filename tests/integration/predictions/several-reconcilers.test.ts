// Several reconcilers at once, in this process and in another: each prediction is handed over exactly once, in fair turns, and all end.
import { afterAll, beforeAll, expect, test } from 'vitest'
import { until } from '../../support/calls'
import { startReconcilerProcess } from './reconciler-process'
import { openStage, submitSmall, type LedgerLine, type Stage } from './stage'

let stage: Stage
beforeAll(async () => { stage = await openStage({ loop: false }) })
afterAll(() => stage.close())

const ledger = () => stage.control<LedgerLine[]>('GET', 'ledger')
const many = (count: number) => Promise.all(Array.from({ length: count }, () => submitSmall()))
const states = () => stage.sql<{ status: string; count: number }>('SELECT status, count(*)::int AS count FROM prediction GROUP BY status')

test('turns between people: two of each go first, though one submitted many before the other came', async () => {
  await stage.workers(0)
  const early = await many(12)
  const late = await many(3)
  await stage.sql("INSERT INTO person (id, name, email) VALUES ('person_other', 'Other', 'other@example.org')")
  await stage.sql("UPDATE prediction SET owner_id = 'person_other' WHERE id = ANY($1)", [late.map(({ id }) => id)])
  const loop = await stage.startLoop()
  // Without workers the window is the four spare places.
  const first = await until(ledger, (lines) => lines.length >= 4)
  const others = first.filter(({ jobId }) => late.some(({ id }) => id === jobId))
  expect(others).toHaveLength(2)
  const oldest = [...early].sort((one, other) => one.createdAt.localeCompare(other.createdAt) || one.id.localeCompare(other.id)).slice(0, 2)
  expect(first.map(({ jobId }) => jobId)).toEqual(expect.arrayContaining(oldest.map(({ id }) => id)))
  await loop.stop()
})

test('conformance 10: 60 predictions, two loops here and one in another process, one accepted /run each, and all end', async () => {
  const submitted = await many(45)
  expect(submitted).toHaveLength(45)
  const other = startReconcilerProcess()
  const loops = await Promise.all([stage.startLoop(), stage.startLoop()])
  await stage.workers(8)
  try {
    const ended = await until(states, (rows) => rows.every(({ status }) => status === 'COMPLETED'), 90_000)
    expect(ended).toEqual([{ status: 'COMPLETED', count: 60 }])
  } finally {
    await other.kill()
    for (const loop of loops) await loop.stop()
  }
  const lines = await ledger()
  expect(lines).toHaveLength(60)
  expect(new Set(lines.map(({ jobId }) => jobId)).size).toBe(60)
  expect(await stage.callsOf('run')).toHaveLength(60)
  expect(other.said()).toContain('The reconciler runs.')
}, 120_000)
