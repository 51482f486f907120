// The invariants themselves: they hold after ordinary work, each can be seen to break, and the database refuses the worst by itself.
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { Client } from 'pg'
import { INVARIANTS, type Breach } from '@/scripts/launcher/invariants'
import { json, untilEnded } from '../../support/calls'
import { expectInvariants } from '../../support/invariants'
import { openStage, submitSmall, untilStatus, type Stage } from '../predictions/stage'

let stage: Stage
let completed: string
beforeAll(async () => {
  stage = await openStage()
  completed = (await submitSmall()).id
  expect((await untilEnded(completed)).status).toBe('COMPLETED')
  await stage.workers(0)
  const { id } = await submitSmall()
  await untilStatus(id, 'IN_QUEUE')
  await json('POST', `/api/v1/predictions/${id}/cancel`, { expect: 202 })
  await untilStatus(id, 'CANCELLED')
})
afterAll(() => stage.close())

test('they hold after ordinary work', () => expectInvariants(stage.databaseUrl))

/** What one statement breaks, with the database's own guards out of the way; undone afterwards. */
async function brokenBy(statement: string): Promise<string[]> {
  const client = new Client({ connectionString: stage.databaseUrl })
  await client.connect()
  try {
    await client.query('BEGIN; SET LOCAL session_replication_role = replica')
    await client.query(statement)
    const found = await client.query<Breach>(INVARIANTS)
    return [...new Set(found.rows.map(({ rule }) => rule))]
  } finally {
    await client.query('ROLLBACK')
    await client.end()
  }
}

const ONE = () => `WHERE id = '${completed}'`
const ITS_ATTEMPT = () => `WHERE prediction_id = '${completed}'`

describe('each can break', () => {
  test.each<[string, () => string]>([
    ['accepted is there', () => `DELETE FROM prediction ${ONE()}`],
    ['accepted is written down', () => `DELETE FROM audit_line WHERE subject = '${completed}'`],
    ['one job per attempt', () => `INSERT INTO event (prediction_id, team_id, attempt, kind, message, created_at) SELECT prediction_id, team_id, attempt, kind, message, created_at FROM event ${ITS_ATTEMPT()} AND kind = 'submitted'`],
    ['another attempt needs a reason', () => `INSERT INTO attempt (id, prediction_id, number, generation, endpoint_ref, state, webhook_token_hash, execution_timeout_ms, ttl_ms, created_at)
      SELECT 'att_twin', prediction_id, 2, generation, endpoint_ref, 'PREPARED', webhook_token_hash, execution_timeout_ms, ttl_ms, app_now() FROM attempt ${ITS_ATTEMPT()}`],
    ['a generation has a person', () => `UPDATE prediction SET generation = 2 ${ONE()}`],
    ['no attempt of a later generation', () => `UPDATE attempt SET generation = 2 ${ITS_ATTEMPT()}`],
    ['states follow each other', () => `DELETE FROM event ${ITS_ATTEMPT()} AND kind = 'submitted'`],
    ['states move along the table', () => `UPDATE event SET from_status = 'FAILED' ${ITS_ATTEMPT()} AND to_status = 'COMPLETED'`],
    ['the last event is the state', () => `UPDATE prediction SET status = 'FAILED' ${ONE()}`],
    ['events in one order', () => `UPDATE event SET xid = 1 ${ITS_ATTEMPT()} AND to_status = 'COMPLETED'`],
    ['an end has its moment', () => `UPDATE prediction SET ended_at = NULL ${ONE()}`],
    ['what runs has a live attempt', () => `UPDATE prediction SET status = 'IN_PROGRESS' ${ONE()}`],
    ['a submitted job has an id', () => `UPDATE attempt SET job_id = NULL ${ITS_ATTEMPT()}`],
    ['COMPLETED has a result', () => `DELETE FROM result WHERE attempt_id IN (SELECT id FROM attempt ${ITS_ATTEMPT()})`],
    ['COMPLETED has a pose', () => "DELETE FROM result_file WHERE name LIKE '%.cif'"],
    ['removed files are gone', () => `UPDATE attempt SET files_removed_at = app_now() ${ITS_ATTEMPT()}`],
    ['listed bytes exist', () => 'UPDATE artifact SET size = size + 1'],
    ['scores are finite and in range', () => `UPDATE prediction SET confidence_score = 'NaN' ${ONE()}`],
    ['only COMPLETED shows scores', () => "UPDATE prediction SET confidence_score = 0.5 WHERE status = 'CANCELLED'"],
    ['real work is never simulated', () => "UPDATE prediction SET target = 'real'"],
    ['simulated work says so', () => 'UPDATE prediction SET simulated = false'],
    ["an attempt runs at its prediction's target", () => "UPDATE endpoint SET target = 'real'"],
    ['bytes belong to a file', () => "DELETE FROM result_file; UPDATE artifact SET created_at = app_now() - interval '61 minutes'"],
    ['a lease has a holder and an end', () => `UPDATE prediction SET lease_holder = 1 ${ONE()}`],
    ['what lives is due', () => `UPDATE attempt SET ended_at = NULL, state = 'IN_PROGRESS' ${ITS_ATTEMPT()}`],
    ['an attempt ends in time', () => `UPDATE attempt SET ended_at = NULL, state = 'IN_PROGRESS', calling_at = app_now() - interval '30 days' ${ITS_ATTEMPT()}`],
    ['a wish to cancel ends', () => `UPDATE prediction SET status = 'IN_QUEUE', cancel_wished_at = app_now() - interval '30 days' ${ONE()}`],
    ['nothing waits for ever', () => `UPDATE prediction SET status = 'QUEUED' ${ONE()}; UPDATE event SET to_status = 'QUEUED', created_at = app_now() - interval '15 days' ${ITS_ATTEMPT()}`],
    ['sent is stored', () => `UPDATE prediction SET yaml = yaml || ' ' ${ONE()}`],
    ['keys are sealed', () => "UPDATE endpoint SET sealed_key = 'rpa_in_the_clear'"],
    ['tokens are hashed', () => "UPDATE attempt SET webhook_token_hash = 'in the clear'"],
  ])('%s', async (rule, statement) => expect(await brokenBy(statement())).toContain(rule))
})

describe('the database refuses by itself', () => {
  test.each<[string, () => string, RegExp]>([
    ['to leave an end', () => `UPDATE prediction SET status = 'IN_PROGRESS' ${ONE()}`, /terminal/],
    ['a status that changes in silence', () => "UPDATE prediction SET status = 'QUEUED', generation = generation + 1, generation_by_id = owner_id WHERE status = 'CANCELLED'", /0 events say/],
    ['another job for an attempt', () => `UPDATE attempt SET job_id = 'another' ${ITS_ATTEMPT()}`, /paid for/],
    ['another endpoint for an attempt', () => `UPDATE attempt SET endpoint_ref = 'local:other' ${ITS_ATTEMPT()}`, /its calls go there/],
    ['to revive an ended attempt', () => `UPDATE attempt SET ended_at = NULL, state = 'IN_PROGRESS' ${ITS_ATTEMPT()}`, /has ended/],
    ['to turn simulated work real', () => `UPDATE prediction SET target = 'real' ${ONE()}`, /target never changes/],
  ])('%s', async (_name, statement, words) => {
    await expect(stage.sql(statement())).rejects.toThrow(words)
    await expectInvariants(stage.databaseUrl)
  })
})
