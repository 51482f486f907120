// The overview on a real database: who, which week, which team, what for real, which seconds were reported, and the lists behind the figures.
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { PredictionPage } from '@/lib/predictions/schema'
import type { UsageView } from '@/lib/usage/schema'
import { call, json } from '../../support/calls'
import { openStage, submitSmall, type Stage } from '../predictions/stage'

/** Monday 23 November 2026 begins week 48. */
const NOW = '2026-11-26T12:00:00Z'
let stage: Stage
let seed = ''

type Planted = { at: string; owner?: string; team?: string; status?: string; simulated?: boolean; deleted?: boolean; key?: string; failure?: string; attempts?: Attempted[] }
type Attempted = { seconds?: number; endpoint?: string; ended?: boolean; columns?: Record<string, string> }

let planted = 0

async function plantAttempt(id: string, number: number, { seconds, endpoint = 'runpod:abc', ended = true, columns = {} }: Attempted): Promise<void> {
  const all = { id: `${id}_${number}`, prediction_id: id, number, generation: 1, endpoint_ref: endpoint, state: ended ? 'ENDED' : 'IN_PROGRESS', webhook_token_hash: 'x', execution_timeout_ms: 1, ttl_ms: 1,
    execution_time_ms: seconds === undefined ? null : seconds * 1000, ended_at: ended ? NOW : null, created_at: NOW, ...columns }
  await stage.sql(`INSERT INTO attempt (${Object.keys(all).join(', ')}) VALUES (${Object.keys(all).map((_, index) => `$${index + 1}`).join(', ')})`, Object.values(all))
}

async function plant({ at, owner = 'person_demo_admin', team = 'team_local', status = 'COMPLETED', simulated = false, deleted = false, key, failure, attempts = [] }: Planted): Promise<void> {
  planted += 1
  const id = `pred_planted${planted}`
  await stage.sql(`
    INSERT INTO prediction (id, team_id, owner_id, name, status, target, complex, yaml, options, fingerprint, composition, tokens, affinity_requested, execution_timeout_ms, ttl_ms, simulated, failure_code, created_at, updated_at, deleted_at, idempotency_key, idempotency_digest)
    SELECT $1, $2, $3, 'Planted', $4, $5, complex, yaml, options, fingerprint, composition, 1, false, 1, 1, $6, $7, $8, $8, $9, $11, $11 FROM prediction WHERE id = $10`,
    [id, team, owner, status, simulated ? 'simulated' : 'real', simulated, failure ?? null, at, deleted ? NOW : null, seed, key ?? null])
  for (const [index, attempt] of attempts.entries()) await plantAttempt(id, index + 1, attempt)
}

beforeAll(async () => {
  stage = await openStage({ loop: false, breaks: 'all' })
  seed = (await submitSmall()).id
  await stage.sql("UPDATE prediction SET created_at = '2020-01-01'")
  await stage.sql("INSERT INTO team (id, name) VALUES ('team_other', 'Others')")
  await stage.sql("INSERT INTO person (id, name, email) VALUES ('person_ada', 'Ada Lovelace', 'ada@example.org')")
  await stage.sql(`INSERT INTO endpoint (id, kind, target, base_url, endpoint_id) VALUES
    ('runpod:abc', 'runpod', 'real', 'https://example.org', 'abc'), ('local:gpu', 'local', 'real', 'http://127.0.0.1:1', 'gpu'), ('local:sim', 'local', 'simulated', 'http://127.0.0.1:1', 'sim')`)
  const [row] = await stage.sql<{ shift: string }>(`SELECT (extract(epoch FROM '${NOW}'::timestamptz - app_now()) * 1000)::bigint::text AS shift`)
  await stage.advance(Number(row?.shift))
})
afterAll(() => stage.close())

const usage = (weeks = 4): Promise<UsageView> => json('GET', `/api/v1/usage?weeks=${weeks}`)
const listed = async (query: string): Promise<number> => (await json<PredictionPage>('GET', `/api/v1/predictions?limit=100&${query}`)).items.length

test('a team without predictions has weeks with zeros and no price', async () => {
  const view = await usage()
  expect(view).toMatchObject({ from: '2026-11-02', to: '2026-11-29', pricePerGpuSecond: null, real: { people: [], failures: [], gpu: { runPodSeconds: 0, notReported: 0, estimatedCostUsd: null } } })
  expect(view.real.weeks.map(({ name }) => name)).toEqual(['2026-W45', '2026-W46', '2026-W47', '2026-W48'])
})

test('people, weeks, teams, what is simulated and what is not reported', async () => {
  await plant({ at: '2026-11-23T00:00:00Z', attempts: [{ seconds: 120 }] })
  await plant({ at: '2026-11-22T23:59:59Z', owner: 'person_ada', attempts: [{ seconds: 60.5 }] })
  // Run again: both attempts cost.
  await plant({ at: '2026-11-24T08:00:00Z', owner: 'person_ada', attempts: [{ seconds: 10 }, { seconds: 20, endpoint: 'local:gpu' }] })
  await plant({ at: '2026-11-24T08:00:00Z', owner: 'person_ada', status: 'FAILED', failure: 'BOLTZ_OOM', attempts: [{ seconds: 5 }] })
  await plant({ at: '2026-11-24T09:00:00Z', status: 'FAILED', failure: 'WORKER_LOST', attempts: [{ columns: { last_status: 'FAILED' } }] })
  await plant({ at: '2026-11-24T09:00:00Z', status: 'CANCELLED', attempts: [{ columns: { first_running_at: NOW } }] })
  // Neither ran: it was cancelled in the queue, and it was refused.
  await plant({ at: '2026-11-24T09:00:00Z', status: 'CANCELLED', attempts: [{ columns: { last_status: 'CANCELLED' } }] })
  await plant({ at: '2026-11-24T09:00:00Z', status: 'FAILED', failure: 'REQUEST_REFUSED', attempts: [{ columns: { failure_code: 'REQUEST_REFUSED' } }] })
  await plant({ at: '2026-11-25T09:00:00Z', status: 'IN_PROGRESS', attempts: [{ ended: false, columns: { first_running_at: NOW } }] })
  await plant({ at: '2026-11-25T09:00:00Z', deleted: true, attempts: [{ seconds: 1000 }] })
  await plant({ at: '2026-11-25T09:00:00Z', simulated: true, attempts: [{ seconds: 7777, endpoint: 'local:sim' }] })
  await plant({ at: '2026-11-25T09:00:00Z', simulated: true, status: 'TIMED_OUT', failure: 'RUN_TIMED_OUT', attempts: [{ endpoint: 'local:sim', columns: { first_running_at: NOW } }] })
  await plant({ at: '2026-11-25T09:00:00Z', team: 'team_other', status: 'FAILED', failure: 'BOLTZ_OOM', attempts: [{ seconds: 5555 }] })
  await plant({ at: '2026-11-01T23:59:59Z', attempts: [{ seconds: 3333 }] })

  const { real, deleted, simulated } = await usage()
  expect(real.gpu).toEqual({ runPodSeconds: 1195.5, ownSeconds: 20, notReported: 2, estimatedCostUsd: null })
  expect(real.counts).toEqual({ completed: 3, failed: 3, timedOut: 0, cancelled: 2, notEnded: 1 })
  expect(real.weeks.map((week) => week.gpu.runPodSeconds)).toEqual([0, 0, 60.5, 1135])
  expect(real.people.map(({ person, gpu }) => [person.name, gpu.runPodSeconds, gpu.ownSeconds, gpu.notReported])).toEqual([['Demo admin', 1120, 0, 2], ['Ada Lovelace', 75.5, 20, 0]])
  expect(real.weeks[3]?.people.find(({ person }) => person.id === 'person_ada')).toMatchObject({ counts: { completed: 1, failed: 1 }, gpu: { runPodSeconds: 15, ownSeconds: 20 } })
  expect(real.failures.map(({ code, predictions }) => [code, predictions])).toEqual([['BOLTZ_OOM', 1], ['REQUEST_REFUSED', 1], ['WORKER_LOST', 1]])
  expect(deleted).toMatchObject({ predictions: 1, gpu: { runPodSeconds: 1000 } })
  expect(simulated.counts).toEqual({ completed: 1, failed: 0, timedOut: 1, cancelled: 0, notEnded: 0 })
  expect(simulated.failures.map(({ code }) => code)).toEqual(['RUN_TIMED_OUT'])
  expect((await usage(12)).real.gpu.runPodSeconds).toBe(1195.5 + 3333)
})

test('every figure is the length of the list behind it', async () => {
  const { real, simulated } = await usage()
  for (const [shown, flag] of [[real, 'no'], [simulated, 'yes']] as const) {
    for (const { from, to, counts } of shown.weeks) {
      const within = `from=${from}&to=${to}&simulated=${flag}`
      expect(await Promise.all(['COMPLETED', 'FAILED', 'TIMED_OUT', 'CANCELLED', 'active'].map((status) => listed(`${within}&status=${status}`))))
        .toEqual([counts.completed, counts.failed, counts.timedOut, counts.cancelled, counts.notEnded])
    }
    for (const { code, predictions } of shown.failures) expect(await listed(`error=${code}&simulated=${flag}`)).toBe(predictions)
  }
  for (const { person, counts } of real.people) {
    expect(await listed(`owner=${person.id}&simulated=no&from=2026-11-02&to=2026-11-29`)).toBe(Object.values(counts).reduce((total, count) => total + count, 0))
  }
})

test('with a price there is an estimate, of RunPod\'s seconds alone', async () => {
  await json('PATCH', '/api/v1/settings', { body: { version: (await json<{ version: number }>('GET', '/api/v1/settings')).version, pricePerGpuSecond: 0.0625 } })
  const { real, pricePerGpuSecond } = await usage()
  expect(pricePerGpuSecond).toBe(0.0625)
  expect(real.gpu.estimatedCostUsd).toBe(1195.5 * 0.0625)
  expect(real.people[1]?.gpu.estimatedCostUsd).toBe(75.5 * 0.0625)
})

test.each(['weeks=5', 'weeks=', 'weeks=1e9', 'weeks=all'])('?%s is refused', async (query) => expect((await call('GET', `/api/v1/usage?${query}`)).status).toBe(400))

test('what a conformance check ran is told apart; a key that only looks like one of it is not', async () => {
  expect((await usage()).checks).toMatchObject({ predictions: 0, gpu: { runPodSeconds: 0 } })
  await stage.sql("INSERT INTO conformance_check (id, team_id, run_by_id, target, endpoint, created_at) VALUES ('check_one', 'team_local', 'person_demo_admin', 'real', 'RunPod abc', app_now())")
  await plant({ at: '2026-11-25T10:00:00Z', key: 'check_one.structure', attempts: [{ seconds: 42 }] })
  await plant({ at: '2026-11-25T10:00:00Z', key: 'check_one.wrong-input', status: 'FAILED', failure: 'BAD_INPUT', attempts: [{ seconds: 3 }] })
  await plant({ at: '2026-11-25T10:00:00Z', key: 'check_two.structure', attempts: [{ seconds: 5 }] })
  await plant({ at: '2026-11-25T10:00:00Z', key: 'check_one.structure', owner: 'person_ada', attempts: [{ seconds: 6 }] })
  expect((await usage()).checks).toMatchObject({ predictions: 2, gpu: { runPodSeconds: 45 } })
})
