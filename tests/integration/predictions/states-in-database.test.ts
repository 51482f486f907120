// The database's own guard agrees with the table of states: every pair of states, by machine and by person, on a real row.
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { PredictionStatus } from '@/lib/predictions/schema'
import { mayMove, PERSONS_MOVES } from '@/lib/predictions/states'
import { openStage, submitSmall, type Stage } from './stage'

let stage: Stage
let id: string
beforeAll(async () => {
  stage = await openStage({ loop: false, breaks: 'all' })
  id = (await submitSmall()).id
})
afterAll(() => stage.close())

/** Puts the row in a state without asking the guard. */
const put = (status: string) => stage.sql(`BEGIN; SET LOCAL session_replication_role = replica; UPDATE prediction SET status = '${status}' WHERE id = '${id}'; COMMIT`)
/** As the program changes it: with an event that tells of a new status. */
const takes = (set: string) =>
  stage.sql(`WITH before AS (SELECT status FROM prediction WHERE id = $1), after AS (UPDATE prediction SET ${set} WHERE id = $1 RETURNING id, team_id, status)
    INSERT INTO event (prediction_id, team_id, kind, from_status, to_status, message, created_at)
    SELECT after.id, after.team_id, 'state', before.status, after.status, '', now() FROM before, after`, [id]).then(() => true, () => false)

describe.each(PredictionStatus.options)('from %s', (from) => {
  beforeEach(() => put(from))

  test.each(PredictionStatus.options)('to %s by the machine, as the table says', async (to) => {
    expect(await takes(`status = '${to}'`)).toBe(mayMove(from, to))
  })

  test.each(PredictionStatus.options.filter((to) => to !== from))('to %s by a person with the next generation, as the table says', async (to) => {
    const took = await takes(`status = '${to}', generation = generation + 1, generation_by_id = 'person_demo_admin'`)
    expect(took).toBe(PERSONS_MOVES[from].includes(to) || mayMove(from, to))
  })
})

describe('conformance 12: a terminal state', () => {
  beforeEach(() => put('FAILED'))
  test('is not left with the next generation but without a person', async () => {
    expect(await takes("status = 'QUEUED', generation = generation + 1, generation_by_id = NULL")).toBe(false)
  })
  test('is not left by a person without the next generation, or with one too many', async () => {
    expect(await takes("status = 'QUEUED', generation_by_id = 'person_demo_admin'")).toBe(false)
    expect(await takes("status = 'QUEUED', generation = generation + 2, generation_by_id = 'person_demo_admin'")).toBe(false)
  })
})

test.each(["target = 'real'", 'version = version - 1', 'generation = generation - 1', 'fence = fence - 1'])('%s is refused in any state', async (set) => {
  for (const status of PredictionStatus.options) {
    await put(status)
    expect(await takes(set)).toBe(false)
  }
})

test('a status does not change without exactly one event of it', async () => {
  await put('QUEUED')
  await expect(stage.sql("UPDATE prediction SET status = 'IN_QUEUE' WHERE id = $1", [id])).rejects.toThrow('0 events say that QUEUED became IN_QUEUE')
})

test('a status or a target that nobody knows is refused', async () => {
  await put('QUEUED')
  expect(await takes("status = 'DONE'")).toBe(false)
})

test('an attempt is ENDED if and only if it says when', async () => {
  await stage.sql("INSERT INTO endpoint (id, kind, target, base_url, endpoint_id) VALUES ('e', 'local', 'simulated', '', 'local')")
  const insert = (state: string, endedAt: string) =>
    stage.sql(`INSERT INTO attempt (id, prediction_id, number, generation, endpoint_ref, state, webhook_token_hash, execution_timeout_ms, ttl_ms, created_at, ended_at)
      VALUES ('att_x', $1, 1, 1, 'e', '${state}', '', 1, 1, now(), ${endedAt})`, [id]).then(() => true, () => false)
  expect(await insert('ENDED', 'NULL')).toBe(false)
  expect(await insert('IN_QUEUE', 'now()')).toBe(false)
  expect(await insert('DREAMING', 'NULL')).toBe(false)
  expect(await insert('ENDED', 'now()')).toBe(true)
})
