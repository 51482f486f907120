// How the installation does, on a real database: what waits and what is late, which processes live, endpoints over time, failures, versions, disk.
import { mkdirSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { SystemView } from '@/lib/system/schema'
import { call, json, until, untilEnded } from '../../support/calls'
import { HOUR_MS, MINUTE_MS, openStage, submitSmall, untilStatus, type Stage } from '../predictions/stage'

const DAY_MS = 24 * HOUR_MS

let stage: Stage
beforeAll(async () => { stage = await openStage({ loop: false }) })
afterAll(() => stage.close())

const read = (query = ''): Promise<SystemView> => json('GET', `/api/v1/system${query}`)
const stateOf = (view: SystemView, status: string) => view.predictions.byState.find((one) => one.status === status)?.count

test('is for admins alone, and asks for spans that it knows', async () => {
  const { permissionsOf, ROLES } = await import('@/lib/access/permissions')
  expect(ROLES.filter((role) => permissionsOf([role], null).has('system:read'))).toEqual(['admin'])
  expect((await call('GET', '/api/v1/system?span=1y')).status).toBe(400)
})

test('an empty installation: nothing waits, nothing is late, and nothing is made up', async () => {
  const view = await read()
  expect(view).toMatchObject({
    reconciler: { overdue: 0, mostOverdueMs: 0, mostOverdue: null, inHand: 0, processes: [] },
    predictions: { oldestWaiting: null }, health: { endpoints: [] }, failures: [],
    versions: { node: process.version, postgres: expect.stringMatching(/^\d+/), app: expect.stringMatching(/^\d+\.\d+/), engines: [] },
    disk: { databaseBytes: expect.any(Number), free: null },
  })
  expect(view.disk.tables.length).toBeGreaterThan(3)
  expect(view.disk.tables.every(({ bytes }) => bytes > 0 && bytes < view.disk.databaseBytes)).toBe(true)
})

test('processes come and go, and a dead one is told apart', async () => {
  const { stop } = await stage.startLoop()
  const [alive] = (await until(read, ({ reconciler }) => reconciler.processes.some(({ roundAt }) => roundAt !== null))).reconciler.processes
  expect(alive).toMatchObject({ pid: process.pid, alive: true, host: expect.any(String) })
  await stage.sql("INSERT INTO reconciler_process (holder, host, pid, version, started_at, told_at) VALUES (7, 'elsewhere', 1, '0.0.0', app_now(), app_now() - interval '3 minutes')")
  expect((await read()).reconciler.processes.map(({ host, alive: lives, roundAt }) => [host === 'elsewhere', lives, roundAt === null])).toEqual([[false, true, false], [true, false, true]])
  await stop()
  expect((await read()).reconciler.processes).toMatchObject([{ host: 'elsewhere', alive: false }])
})

describe('what waits and what is late', () => {
  test('by state, with the oldest; while nobody reconciles, by how much', async () => {
    await stage.workers(0)
    const { stop } = await stage.startLoop()
    const first = await submitSmall()
    await untilStatus(first.id, 'IN_QUEUE')
    await stop()
    await stage.pass(10 * MINUTE_MS)
    await submitSmall()
    const view = await read()
    expect([stateOf(view, 'IN_QUEUE'), stateOf(view, 'QUEUED'), stateOf(view, 'FAILED')]).toEqual([1, 1, 0])
    expect(view.predictions.oldestWaiting).toMatchObject({ id: first.id, status: 'IN_QUEUE', url: `/predictions/${first.id}`, team: 'Demo team' })
    expect(view.reconciler).toMatchObject({ overdue: 1, mostOverdue: { id: first.id } })
    expect(view.reconciler.mostOverdueMs).toBeGreaterThan(9 * MINUTE_MS)
    expect(view.reconciler.mostOverdueMs).toBeLessThan(11 * MINUTE_MS)
  })

  test('of another team it is named, and not linked', async () => {
    await stage.sql("INSERT INTO team (id, name) VALUES ('team_other', 'Another')")
    await stage.sql("UPDATE prediction SET team_id = 'team_other' WHERE status = 'IN_QUEUE'")
    expect((await read()).predictions.oldestWaiting).toMatchObject({ team: 'Another', url: null })
    await stage.sql("UPDATE prediction SET team_id = 'team_local' WHERE team_id = 'team_other'")
    await stage.workers(2)
    const { stop } = await stage.startLoop()
    for (const { id } of await stage.sql<{ id: string }>('SELECT id FROM prediction')) expect((await untilEnded(id)).status).toBe('COMPLETED')
    await stop()
    expect(await read()).toMatchObject({ predictions: { oldestWaiting: null }, reconciler: { overdue: 0 }, versions: { engines: [{ simulated: true, endpoint: 'Local endpoint (simulated)' }] } })
  })
})

describe('endpoints over time', () => {
  const binsOf = async (span: string) => (await read(`?span=${span}`)).health.endpoints[0]?.bins ?? []

  test('a health and a pause leave a sample each in their five minutes, with the most that was told', async () => {
    const [{ id } = { id: '' }] = await stage.sql<{ id: string }>("SELECT id FROM endpoint WHERE target = 'simulated'")
    const { noteAnswered, noteHealthy, pauseEndpoint, readEndpoint } = await import('@/lib/compute/endpoint-store')
    const seen = await readEndpoint(id)
    if (seen === null) throw new Error('There is no endpoint.')
    // To the beginning of a bin, so that all fall into one.
    await stage.pass(HOUR_MS - ((await stage.sql<{ ms: number }>('SELECT (EXTRACT(EPOCH FROM app_now()) * 1000)::float8 AS ms'))[0]?.ms ?? 0) % HOUR_MS)
    await stage.sql('DELETE FROM health_sample')
    await noteHealthy(seen, { jobs: { inQueue: 3, inProgress: 2 }, workers: { idle: 1, running: 2 } })
    await noteHealthy(seen, { jobs: { inQueue: 9 }, workers: {} })
    await noteAnswered(id, { jobs: { inQueue: 1, inProgress: 1 }, workers: { running: 1 } })
    await stage.pass(20 * MINUTE_MS)
    await pauseEndpoint(id, { code: 'AUTH', words: 'It refuses the key.', step: 1, notBefore: new Date() })
    const [first, second, ...others] = await binsOf('24h')
    expect(first).toMatchObject({ healthy: 3, crashing: 0, throttled: 0, paused: 0, pausedCode: null, inQueue: 9, inProgress: 2, workers: 1 })
    expect(second).toMatchObject({ healthy: 0, paused: 1, pausedCode: 'AUTH', inQueue: null, workers: null })
    expect(others).toEqual([])
    expect(await binsOf('7d')).toMatchObject([{ healthy: 3, paused: 1, pausedCode: 'AUTH', inQueue: 9 }])
    expect((await read()).health.endpoints[0]).toMatchObject({ current: true, paused: { code: 'AUTH', words: 'It refuses the key.' }, inQueue: 1, workers: 1 })
  })

  test('workers that crash, though one runs, or that wait for a GPU are counted, and said of the endpoint now', async () => {
    const [{ id } = { id: '' }] = await stage.sql<{ id: string }>("SELECT id FROM endpoint WHERE target = 'simulated'")
    const { noteAnswered } = await import('@/lib/compute/endpoint-store')
    await stage.pass(20 * MINUTE_MS)
    await stage.sql('DELETE FROM health_sample')
    await noteAnswered(id, { jobs: { inQueue: 9 }, workers: { running: 1, unhealthy: 4 } })
    await noteAnswered(id, { jobs: {}, workers: { running: 0, throttled: 3 } })
    expect(await binsOf('7d')).toMatchObject([{ healthy: 2, crashing: 1, throttled: 1 }])
    expect((await read()).health.endpoints[0]?.trouble).toBe('throttled')
    await noteAnswered(id, { jobs: {}, workers: { running: 1 } })
    expect((await read()).health.endpoints[0]?.trouble).toBeNull()
  })

  test('a week is kept, and no more than a number', async () => {
    const { trimHealthSamples } = await import('@/lib/compute/health-sample-store')
    const count = async () => (await stage.sql<{ count: number }>('SELECT count(*)::int AS count FROM health_sample'))[0]?.count
    await stage.sql("INSERT INTO health_sample (endpoint_ref, from_at, healthy) SELECT n.id, app_now() - i * interval '10 minutes', 1 FROM endpoint n, generate_series(60, 3000) i ON CONFLICT DO NOTHING")
    await trimHealthSamples()
    expect(await count()).toBeLessThanOrEqual(7 * 144 * (await stage.sql('SELECT id FROM endpoint')).length)
    expect((await stage.sql<{ old: boolean }>("SELECT min(from_at) < app_now() - interval '7 days' AS old FROM health_sample"))[0]?.old).toBe(false)
    await stage.sql("INSERT INTO health_sample (endpoint_ref, from_at, healthy) SELECT n.id, app_now() - i * interval '20 seconds', 1 FROM endpoint n, generate_series(1, 25000) i ON CONFLICT DO NOTHING")
    await trimHealthSamples()
    expect(await count()).toBeLessThanOrEqual(20_001)
    await stage.pass(8 * DAY_MS)
    await trimHealthSamples()
    expect(await count()).toBe(0)
  })
})

test('failures are told by their code, with words, the newest first among its like; a week long', async () => {
  await stage.sql("UPDATE endpoint SET paused_code = NULL, paused_words = NULL, not_before = NULL, pause_step = 0")
  for (const _time of [1, 2]) await stage.behave({ kind: 'error', error: 'ran out of memory, skipping batch', errorCode: 'BOLTZ_OOM' })
  const { stop } = await stage.startLoop()
  const ids = [(await submitSmall()).id]
  await untilEnded(ids[0] ?? '')
  ids.push((await submitSmall()).id)
  await untilEnded(ids[1] ?? '')
  await stop()
  expect((await read()).failures).toMatchObject([{ code: 'BOLTZ_OOM', count: 2, message: expect.stringMatching(/memory/i), cure: expect.any(String), newest: { id: ids[1] } }])
  await stage.pass(8 * DAY_MS)
  expect((await read()).failures).toEqual([])
})

test('a request that fails without words is told by the id that stands in the log, and only the newest are kept', async () => {
  const { problemResponse } = await import('@/lib/door/problem-response')
  const words = await problemResponse(new Error('password=hunter2')).json()
  const [fault] = (await read()).faults
  expect(words.detail).toContain(fault?.requestId)
  expect(fault).toEqual({ requestId: expect.stringMatching(/^req_/), at: expect.any(String), passing: false })
  for (let more = 0; more < 30; more += 1) problemResponse(new Error('again'))
  expect((await read()).faults).toHaveLength(20)
})

test('the room on the disk is that of the embedded database, and of no other', async () => {
  const folder = process.env.ATOMERA_DATA_DIR ?? ''
  mkdirSync(folder, { recursive: true })
  const port = Number(new URL(stage.databaseUrl).port)
  writeFileSync(path.join(folder, 'postgres.json'), JSON.stringify({ port: port + 1, password: 'another' }))
  expect((await read()).disk.free).toBeNull()
  writeFileSync(path.join(folder, 'postgres.json'), JSON.stringify({ port, password: 'this' }))
  const { free } = (await read()).disk
  expect(free?.freeBytes).toBeGreaterThan(0)
  expect(free?.totalBytes).toBeGreaterThan(free?.freeBytes ?? 0)
  writeFileSync(path.join(folder, 'postgres.json'), 'broken')
  expect((await read()).disk.free).toBeNull()
})
