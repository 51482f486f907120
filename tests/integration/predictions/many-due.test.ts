// With 10,000 others due and many more ended: who has waited longest is looked at first, nobody is left out, and no round reads the whole table.
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openStage, submitSmall, type Stage } from './stage'

let stage: Stage
beforeAll(async () => {
  stage = await openStage({ loop: false, breaks: 'all' })
  const { id } = await submitSmall()
  const copies = (name: string, status: string, count: number, dueAt: string) => stage.sql(
    `INSERT INTO prediction SELECT (jsonb_populate_record(p, jsonb_build_object('id', $2 || lpad(n::text, 6, '0'), 'status', $3::text, 'next_check_at', ${dueAt}))).*
       FROM prediction p, generate_series(1, $4::int) n WHERE p.id = $1`, [id, name, status, count])
  await copies('ended_', 'COMPLETED', 30_000, 'NULL')
  await copies('due_', 'IN_PROGRESS', 10_000, "app_now() - (20000 - n) * interval '1 millisecond'")
  await stage.sql('ANALYZE prediction')
})
afterAll(() => stage.close())

type Reads = { whole: number; indexed: number }
/** Once every backend has told its counts: the server's at the end of its connections, this test's own when it is asked to. */
const reads = async (): Promise<Reads> => {
  const { database } = await import('@/lib/db')
  await database().$disconnect()
  const others = "SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND backend_type = 'client backend' AND pid <> pg_backend_pid()"
  await expect.poll(() => stage.sql(others), { timeout: 20_000 }).toEqual([])
  await stage.sql('SELECT pg_stat_force_next_flush()')
  const [row] = await stage.sql<Reads>("SELECT seq_tup_read::int AS whole, idx_scan::int AS indexed FROM pg_stat_user_tables WHERE relname = 'prediction'")
  return row ?? { whole: 0, indexed: 0 }
}

test('the longest waiting first, each once, until none is left', async () => {
  const { claimDue, release } = await import('@/lib/predictions/claim-store')
  const holder = 4711
  const alive = await import('@/lib/listener')
  const listener = alive.openListener({ channels: [], lock: holder, heard: () => undefined, connected: () => undefined })
  await expect.poll(() => listener.isOpen(), { timeout: 20_000 }).toBe(true)
  const first = await claimDue(holder, 40)
  expect(first.map(({ predictionId }) => predictionId).sort()).toEqual(Array.from({ length: 40 }, (_, at) => `due_${String(at + 1).padStart(6, '0')}`))
  // What was looked at goes to the end of the queue, though it is due again before all are through.
  await Promise.all(first.map((claim) => release(claim, 0)))
  const seen = new Set<string>()
  for (let claims = await claimDue(holder, 1_000); claims.length > 0 && seen.size < 9_960; claims = await claimDue(holder, 1_000)) {
    claims.forEach(({ predictionId }) => seen.add(predictionId))
  }
  expect(seen.size).toBeGreaterThanOrEqual(9_960)
  expect(first.filter(({ predictionId }) => seen.has(predictionId)).length).toBeLessThanOrEqual(seen.size - 9_960)
  await listener.close()
})

test('a round finds what is due, and when the next is, without reading the whole table', async () => {
  const { claimDue, nextDueInMs } = await import('@/lib/predictions/claim-store')
  await stage.sql("UPDATE prediction SET lease_holder = NULL, lease_until = NULL, next_check_at = app_now() WHERE id LIKE 'due_%'")
  await stage.sql('VACUUM ANALYZE prediction')
  const before = await reads()
  await claimDue(4711, 40)
  await nextDueInMs()
  const after = await reads()
  expect(after.indexed).toBeGreaterThan(before.indexed)
  expect(after.whole - before.whole).toBeLessThan(1_000)
})
