// Webhooks at the real server: large, broken-off and malformed calls over sockets, and that no log holds a token.
import { rmSync } from 'node:fs'
import { Agent, request } from 'node:http'
import { connect } from 'node:net'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openControl, type Control } from '../support/control'
import { createTestDatabase } from '../support/database'
import { createDataFolder, startEndpoint, startServer, type TestProcess } from '../support/process'
import { until } from '../support/calls'
import { DEMO_HEADERS } from '../support/demo'

const dataDir = createDataFolder()
let database: Awaited<ReturnType<typeof createTestDatabase>>
let endpoint: TestProcess
let control: Control
let server: Awaited<ReturnType<typeof startServer>>
let address: URL

beforeAll(async () => {
  database = await createTestDatabase()
  endpoint = await startEndpoint({ dataDir, stageSeconds: 0.1 })
  control = openControl(dataDir)
  await control.settings({ workers: 0 })
  server = await startServer({ databaseUrl: database.url, dataDir, env: { LOG_LEVEL: 'trace' } })
  address = await webhookOfNew()
}, 90_000)

afterAll(async () => {
  await server.stop()
  await endpoint.stop()
  await database.drop()
  rmSync(dataDir, { recursive: true, force: true })
}, 60_000)

/** Submits one and returns the address that the endpoint was given for it. */
async function webhookOfNew(): Promise<URL> {
  const complex = { entities: [{ type: 'protein', chainIds: ['A'], sequence: 'MKTAYIAKQRQISFVKSHFSRQ' }] }
  const answer = await fetch(`${server.url}/api/v1/predictions`, { method: 'POST', headers: { ...DEMO_HEADERS, 'content-type': 'application/json' }, body: JSON.stringify({ name: 'Called back', complex, options: { seed: 1 } }) })
  expect(answer.status).toBe(202)
  const runs = await until(async () => (await control.requests()).filter(({ route }) => route === 'run'), (seen) => seen.length > 0)
  const { webhook } = JSON.parse(runs.at(-1)?.body ?? '') as { webhook: string }
  return new URL(webhook)
}

const wrong = (): URL => new URL(address.href.replace(/[^/]+$/, 'A'.repeat(43)))

/** Sends these bytes and returns the first line of the answer; null when the connection ends without one. */
function overSocket(bytes: string): Promise<string | null> {
  return new Promise((resolve) => {
    const socket = connect(Number(address.port), '127.0.0.1', () => socket.write(bytes))
    socket.once('data', (answer) => {
      resolve(answer.toString('latin1').split('\r\n')[0] ?? null)
      socket.destroy()
    })
    socket.once('error', () => resolve(null))
    socket.once('close', () => resolve(null))
  })
}

function sendOver(agent: Agent, address: string, method: string, body: string): Promise<[number | undefined, string]> {
  return new Promise((resolve, reject) => {
    const sent = request(address, { agent, method, headers: { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) } }, (answer) => {
      let text = ''
      answer.on('data', (piece: Buffer) => { text += piece.toString() })
      answer.on('end', () => resolve([answer.statusCode, text]))
    })
    sent.on('error', reject)
    sent.end(body)
  })
}

test('the endpoint is told the server\'s own address', () => {
  expect(address.origin).toBe(server.url)
})

test('10 MB are taken on one connection after the other call, right and wrong, by every method', async () => {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 })
  const body = `{"output":"${'x'.repeat(10_000_000)}","id":"x"}`
  for (const path of [address.href, wrong().href]) {
    for (const method of ['POST', 'PUT', 'POST'] as const) {
      expect([method, ...(await sendOver(agent, path, method, body))]).toEqual([method, 200, ''])
    }
  }
  agent.destroy()
})

test('a body that is announced and never comes does not hold up the answer', async () => {
  for (const path of [address.pathname, wrong().pathname]) {
    const head = `POST ${path} HTTP/1.1\r\nhost: ${address.host}\r\ncontent-type: application/json\r\ncontent-length: 5000\r\n\r\n{"id":`
    expect(await overSocket(head)).toMatch(/^HTTP\/1.1 200/)
  }
})

test('malformed addresses that hold a token, foreign hosts and broken requests are answered or cut off, and never logged', async () => {
  const { pathname, host } = address
  const line = (target: string, more = '') => `POST ${target} HTTP/1.1\r\nhost: ${host}\r\ncontent-length: 2\r\n${more}\r\n{}`
  expect(await overSocket(line(pathname).replace(host, 'evil.example'))).toMatch(/^HTTP\/1.1 200/)
  await overSocket(line(`${pathname}%ZZ`))
  await overSocket(line(`${pathname}/more`))
  await overSocket(line(`/${pathname}`))
  await overSocket(line(`${pathname}?x=${'y'.repeat(100)}`, 'content-length: 9\r\n'))
  await overSocket(line(pathname, `x: ${'z'.repeat(200_000)}\r\n`))
  await overSocket(line(pathname, 'transfer-encoding: chunked\r\n'))
  await overSocket(`POST ${pathname} HTTP/9\r\n\r\n`)
  // The server is well all the same.
  expect((await fetch(address, { method: 'POST', body: '{}' })).status).toBe(200)
  const token = pathname.split('/').at(-1) ?? ''
  expect(server.logs()).toContain('"msg":"webhook"')
  expect(server.logs()).not.toContain(token)
  expect(endpoint.logs()).not.toContain(token)
})
