// The real server on the production build, killed with SIGKILL while predictions are in every state: after each restart all end truthfully,
// and the endpoint's own ledger has at most one accepted /run per attempt.
import { rmSync } from 'node:fs'
import { Client } from 'pg'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openControl, type Control } from '../support/control'
import { createTestDatabase } from '../support/database'
import { createDataFolder, startEndpoint, startServer, type TestProcess } from '../support/process'
import { until } from '../support/calls'
import { DEMO_HEADERS } from '../support/demo'

type Item = { id: string; status: string; error: { code: string } | null }

const dataDir = createDataFolder()
let database: Awaited<ReturnType<typeof createTestDatabase>>
let endpoint: TestProcess
let control: Control
let server: Awaited<ReturnType<typeof startServer>>

beforeAll(async () => {
  database = await createTestDatabase()
  endpoint = await startEndpoint({ dataDir, stageSeconds: 0.15 })
  control = openControl(dataDir)
  await control.settings({ workers: 3 })
  server = await startServer({ databaseUrl: database.url, dataDir })
}, 90_000)

afterAll(async () => {
  await server.stop()
  await endpoint.stop()
  await database.drop()
  rmSync(dataDir, { recursive: true, force: true })
}, 60_000)

async function submitOne(seed: number): Promise<void> {
  const complex = { entities: [{ type: 'protein', chainIds: ['A'], sequence: 'MKTAYIAKQRQISFVKSHFSRQ' }] }
  const answer = await fetch(`${server.url}/api/v1/predictions`, {
    method: 'POST',
    headers: { ...DEMO_HEADERS, 'content-type': 'application/json', 'idempotency-key': `kill-${seed}` },
    body: JSON.stringify({ name: `Kill ${seed}`, complex, options: { seed } }),
  })
  expect(answer.status).toBe(202)
}

async function all(): Promise<Item[]> {
  const page: { items: Item[] } = await (await fetch(`${server.url}/api/v1/predictions?limit=100`, { headers: DEMO_HEADERS })).json()
  return page.items
}

async function query<Row extends object>(text: string): Promise<Row[]> {
  const client = new Client({ connectionString: database.url })
  await client.connect()
  try {
    return (await client.query<Row>(text)).rows
  } finally {
    await client.end()
  }
}

const statuses = (items: Item[]): Set<string> => new Set(items.map((item) => item.status))

/** Power cut, and the same server again on the same port. */
async function cutAndRestart(): Promise<void> {
  await server.kill('SIGKILL')
  server = await startServer({ databaseUrl: database.url, dataDir, port: server.port })
}

test('a stop in the middle of a submit waits for its answer', async () => {
  await control.delayNext('run', 3_000)
  await submitOne(0)
  await until(async () => (await query<{ state: string }>('SELECT state FROM attempt'))[0]?.state, (state) => state === 'SUBMITTING')
  await server.stop()
  expect(await query('SELECT state, job_id IS NOT NULL AS known FROM attempt')).toEqual([{ state: 'IN_QUEUE', known: true }])
  server = await startServer({ databaseUrl: database.url, dataDir, port: server.port })
  await until(all, (items) => items[0]?.status === 'COMPLETED')
}, 90_000)

test('three power cuts with predictions in every state lose nothing and send nothing twice', async () => {
  let seed = 0
  for (const wanted of ['QUEUED', 'IN_QUEUE', 'IN_PROGRESS']) {
    await Promise.all(Array.from({ length: 8 }, () => submitOne((seed += 1))))
    await until(all, (items) => statuses(items).has(wanted) || items.every((item) => item.status === 'COMPLETED'))
    await cutAndRestart()
  }
  const ended = await until(all, (items) => items.every((item) => ['COMPLETED', 'FAILED', 'CANCELLED', 'TIMED_OUT'].includes(item.status)), 120_000)
  expect(ended).toHaveLength(25)
  expect(ended.filter((item) => item.status !== 'COMPLETED')).toEqual([])

  const accepted = (await control.ledger()).map((line) => `${line.jobId} ${line.attempt}`)
  expect(new Set(accepted).size).toBe(accepted.length)
  // A second attempt of one prediction is allowed only after the look-up has proven that the first never ran.
  expect(accepted).toHaveLength(25)
}, 240_000)
