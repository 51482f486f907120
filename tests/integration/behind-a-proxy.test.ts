// The real server behind a reverse proxy that speaks https, and beside it: whose word on the address, the host and the origin counts.
import { rmSync } from 'node:fs'
import { request as plainRequest, type IncomingHttpHeaders, type RequestOptions } from 'node:http'
import { createServer, request as secureRequest, type Server } from 'node:https'
import { Client } from 'pg'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { z } from 'zod'
import { sha256 } from '@/lib/crypto'
import { freePort } from '@/scripts/launcher/ports'
import { until } from '../support/calls'
import { selfSigned } from '../support/certificate'
import { createTestDatabase } from '../support/database'
import { createDataFolder, startServer } from '../support/process'
import { DEMO_HEADERS } from '../support/demo'

/** Of this machine as well, and yet another one. */
const CLIENT = '127.0.0.2'
const dataDir = createDataFolder()
let database: Awaited<ReturnType<typeof createTestDatabase>>
let server: Awaited<ReturnType<typeof startServer>>
let proxy: Server
let publicUrl: string

/** What the examples in docs/operations.md ask of Caddy and nginx: Host as it came, the client's address appended, nothing held back. */
function reverseProxy(target: number): Server {
  return createServer(selfSigned(), (incoming, outgoing) => {
    const before = incoming.headers['x-forwarded-for']
    const headers = { ...incoming.headers, 'x-forwarded-for': [before ?? [], incoming.socket.remoteAddress ?? ''].flat().join(', '), 'x-forwarded-proto': 'https' }
    const onwards = plainRequest({ host: '127.0.0.1', port: target, agent: false, method: incoming.method, path: incoming.url, headers }, (answer) => {
      outgoing.writeHead(answer.statusCode ?? 502, answer.headers)
      answer.pipe(outgoing)
    })
    onwards.on('error', () => outgoing.destroy())
    outgoing.on('close', () => onwards.destroy())
    incoming.pipe(onwards)
  })
}

beforeAll(async () => {
  database = await createTestDatabase()
  const port = await freePort()
  publicUrl = `https://localhost:${port}`
  server = await startServer({ databaseUrl: database.url, dataDir, env: { LOG_LEVEL: 'debug', PUBLIC_URL: publicUrl, TRUSTED_PROXIES: '127.0.0.1' } })
  proxy = reverseProxy(server.port)
  await new Promise<void>((resolve) => proxy.listen(port, '127.0.0.1', resolve))
}, 90_000)

afterAll(async () => {
  proxy.closeAllConnections()
  proxy.close()
  await server.stop()
  await database.drop()
  rmSync(dataDir, { recursive: true, force: true })
}, 60_000)

type Answer = { status: number; headers: IncomingHttpHeaders; body: string }

/** By way of the proxy, or past it; until the answer is whole, or `enough` of it has come. */
function ask(way: 'proxy' | 'direct', path: string, options: RequestOptions = {}, body = '', enough = (text: string) => text.length < 0): Promise<Answer> {
  const address = way === 'proxy' ? publicUrl : server.url
  const send = way === 'proxy' ? secureRequest : plainRequest
  return new Promise((resolve, reject) => {
    const sent = send(address + path, { agent: false, localAddress: CLIENT, rejectUnauthorized: false, ...options }, (answer) => {
      let text = ''
      const done = () => resolve({ status: answer.statusCode ?? 0, headers: answer.headers, body: text })
      answer.setEncoding('utf8')
      answer.on('data', (part: string) => {
        text += part
        if (!enough(text)) return
        done()
        sent.destroy()
      })
      answer.on('end', done)
    })
    sent.on('error', reject)
    sent.end(body)
  })
}

const LogLine = z.object({ msg: z.string(), path: z.string().optional(), from: z.string().nullish() })

/** From where the server's log says that the request with this mark came. */
async function seenFrom(way: 'proxy' | 'direct', mark: string, headers: Record<string, string> = {}): Promise<string | null | undefined> {
  await ask(way, `/api/v1/components/${mark}`, { headers })
  const line = await until(async () => server.logs().split('\n').find((text) => text.includes(`/components/${mark}`)), (text) => text !== undefined)
  return LogLine.parse(JSON.parse(line ?? '')).from
}

test('the address is that of the client, and what it wrote itself into the header does not count', async () => {
  expect(await seenFrom('proxy', 'AAA')).toBe(CLIENT)
  expect(await seenFrom('proxy', 'AAB', { 'x-forwarded-for': '203.0.113.9' })).toBe(CLIENT)
  expect(await seenFrom('proxy', 'AAC', { 'x-atomera-peer': 'x direct 203.0.113.9', forwarded: 'for=203.0.113.9', 'x-real-ip': '203.0.113.9' })).toBe(CLIENT)
})

test('whoever comes past the proxy is not believed, whatever it sends', async () => {
  expect(await seenFrom('direct', 'AAD')).toBe(CLIENT)
  expect(await seenFrom('direct', 'AAE', { 'x-forwarded-for': '203.0.113.9' })).toBe(CLIENT)
  expect(await seenFrom('direct', 'AAF', { 'x-forwarded-for': '203.0.113.9, 127.0.0.1', 'x-atomera-peer': 'x direct 203.0.113.9' })).toBe(CLIENT)
})

/** What the door says of a request that would change something; null when it lets it in. */
async function refusal(headers: Record<string, string>): Promise<string | null> {
  const answer = await ask('proxy', '/api/v1/complexes/check', { method: 'POST', headers: { 'content-type': 'application/json', ...headers } }, '{}')
  return /FOREIGN_\w+/.exec(answer.body)?.[0] ?? null
}

test('a page under the public address is let in; another site, and another host, is not', async () => {
  expect(await refusal({ origin: publicUrl, 'sec-fetch-site': 'same-origin' })).toBeNull()
  expect(await refusal({ origin: publicUrl, 'sec-fetch-site': 'same-origin', host: '127.0.0.1:80' })).toBeNull()
  expect(await refusal({ origin: 'https://evil.example', 'sec-fetch-site': 'cross-site' })).toBe('FOREIGN_ORIGIN')
  expect(await refusal({ origin: 'https://evil.example', 'x-forwarded-host': 'evil.example' })).toBe('FOREIGN_ORIGIN')
  expect(await refusal({ origin: 'https://evil.example', host: 'evil.example', 'x-forwarded-host': new URL(publicUrl).host })).toBe('FOREIGN_HOST')
})

test('pages ask the browser to stay with https', async () => {
  const page = await ask('proxy', '/')
  expect(page.headers['strict-transport-security']).toBe('max-age=31536000')
})

test('an event stream comes through at once', async () => {
  const stream = await ask('proxy', '/api/v1/events', { headers: DEMO_HEADERS }, '', (text) => text.includes('event: ready'))
  expect(stream.headers).toMatchObject({ 'content-type': 'text/event-stream; charset=utf-8', 'x-accel-buffering': 'no' })
})

const JSON_HEADERS = { 'content-type': 'application/json' }
const signInDemo = (way: 'proxy' | 'direct', headers: Record<string, string> = {}) =>
  ask(way, '/api/v1/session/demo', { method: 'POST', headers: { ...JSON_HEADERS, origin: publicUrl, ...headers } }, JSON.stringify({ role: 'admin' }))

test('the demo is for this machine itself: not by way of a proxy, and not when anything says that it passed the request on', async () => {
  expect((await signInDemo('proxy')).status).toBe(404)
  for (const name of ['forwarded', 'x-forwarded-for', 'x-forwarded-host', 'x-real-ip', 'via', 'cf-connecting-ip']) {
    expect([name, (await signInDemo('direct', { [name]: '127.0.0.1' })).status]).toEqual([name, 404])
  }
  expect((await signInDemo('direct', { host: 'evil.example' })).status).toBe(421)
  expect((await signInDemo('direct', { host: '192.0.2.7' })).status).toBe(404)
  expect((await signInDemo('direct')).status).toBe(204)
})

const statusWith = async (cookie: string): Promise<number> => (await ask('proxy', '/api/v1/session', { headers: { cookie } })).status

test('under https the cookie is one that no neighbour can plant: only the name with the prefix counts', async () => {
  const { headers } = await signInDemo('direct')
  const [cookie = ''] = headers['set-cookie'] ?? []
  expect(cookie).toMatch(/^__Host-atomera_session=[^;]+; Max-Age=2592000; Path=\/; HttpOnly; Secure; SameSite=Lax$/)
  const value = cookie.split(';')[0]?.split('=')[1] ?? ''
  expect(await statusWith(`__Host-atomera_session=${value}`)).toBe(200)
  expect(await statusWith(`atomera_session=${value}`)).toBe(401)
})

const guess = async (localAddress: string, headers: Record<string, string> = {}): Promise<number> => {
  const body = JSON.stringify({ email: 'nobody@example.org', password: 'guessed it again' })
  return (await ask('proxy', '/api/v1/session', { method: 'POST', localAddress, headers: { ...JSON_HEADERS, origin: publicUrl, ...headers } }, body)).status
}

test('tries to sign in are counted by the address that the proxy saw, whatever the client writes of itself', async () => {
  expect(await guess(CLIENT)).toBe(401)
  const client = new Client({ connectionString: database.url })
  await client.connect()
  // As after as many tries as an address has.
  const { rowCount } = await client.query('UPDATE try_count SET count = 50 WHERE key = $1', [sha256(`sign-in from ${CLIENT}`)])
  await client.end()
  expect(rowCount).toBe(1)
  expect(await guess(CLIENT)).toBe(429)
  expect(await guess(CLIENT, { 'x-forwarded-for': '203.0.113.9' })).toBe(429)
  expect(await guess(CLIENT, { forwarded: 'for=203.0.113.9', 'x-real-ip': '203.0.113.9', 'cf-connecting-ip': '203.0.113.9' })).toBe(429)
  expect(await guess('127.0.0.3')).toBe(401)
})
