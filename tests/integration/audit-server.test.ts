// From where, as the real server sees it over a socket: the connection's other end, whatever the headers claim.
import { rmSync } from 'node:fs'
import { Client } from 'pg'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createTestDatabase } from '../support/database'
import { createDataFolder, startServer } from '../support/process'
import { DEMO_HEADERS } from '../support/demo'

const dataDir = createDataFolder()
let database: Awaited<ReturnType<typeof createTestDatabase>>
let server: Awaited<ReturnType<typeof startServer>>

beforeAll(async () => {
  database = await createTestDatabase()
  server = await startServer({ databaseUrl: database.url, dataDir })
}, 90_000)

afterAll(async () => {
  await server.stop()
  await database.drop()
  rmSync(dataDir, { recursive: true, force: true })
}, 60_000)

test('the address of the connection is written down, and no header passes for it', async () => {
  const complex = { entities: [{ type: 'protein', chainIds: ['A'], sequence: 'MKTAYIAKQRQISFVK' }] }
  const headers = { ...DEMO_HEADERS, 'content-type': 'application/json', 'x-forwarded-for': '203.0.113.9', 'x-atomera-peer': '203.0.113.9', 'x-real-ip': '203.0.113.9' }
  const answer = await fetch(`${server.url}/api/v1/predictions`, { method: 'POST', headers, body: JSON.stringify({ name: 'From here', complex, options: { use_msa_server: false } }) })
  expect(answer.status).toBe(202)
  const client = new Client({ connectionString: database.url })
  await client.connect()
  try {
    const { rows } = await client.query('SELECT address, via, actor_name, subject_name FROM audit_line')
    expect(rows).toEqual([{ address: '127.0.0.1', via: 'apiKey', actor_name: 'Demo admin', subject_name: 'From here' }])
  } finally {
    await client.end()
  }
})
