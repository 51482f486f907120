// The event stream of the real server, over sockets: what comes out of it, and that it ends with its client, or when its client reads no more.
import { rmSync } from 'node:fs'
import { get, type IncomingMessage } from 'node:http'
import { Client } from 'pg'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { until } from '../support/calls'
import { createTestDatabase } from '../support/database'
import { createDataFolder, startServer } from '../support/process'
import { DEMO_HEADERS } from '../support/demo'
import { addPerson } from '../support/people'

const dataDir = createDataFolder()
let database: Awaited<ReturnType<typeof createTestDatabase>>
let server: Awaited<ReturnType<typeof startServer>>
let predictionId: string

beforeAll(async () => {
  database = await createTestDatabase()
  server = await startServer({ databaseUrl: database.url, dataDir })
  const complex = { entities: [{ type: 'protein', chainIds: ['A'], sequence: 'MKTAYIAKQRQISFVK' }] }
  const answer = await fetch(`${server.url}/api/v1/predictions`, { method: 'POST', headers: { ...DEMO_HEADERS, 'content-type': 'application/json' }, body: JSON.stringify({ name: 'Streamed', complex, options: { seed: 1 } }) })
  predictionId = ((await answer.json()) as { id: string }).id
}, 90_000)

afterAll(async () => {
  await server.stop()
  await database.drop()
  rmSync(dataDir, { recursive: true, force: true })
}, 60_000)

/** `text` forgets the floods. */
type OpenStream = { response: IncomingMessage; text(): string; received(): number; ended(): boolean }

function open(path = '/api/v1/events', headers: Record<string, string> = {}): Promise<OpenStream> {
  return new Promise((resolve, reject) => {
    get(server.url + path, { agent: false, headers: { ...DEMO_HEADERS, ...headers } }, (response) => {
      let text = ''
      let ended = false
      response.setEncoding('utf8')
      let received = 0
      response.on('data', (part: string) => {
        received += part.length
        text += part.replaceAll(/x{100,}/g, '')
      })
      response.on('close', () => (ended = true))
      response.on('error', () => undefined)
      resolve({ response, text: () => text, received: () => received, ended: () => ended })
    }).on('error', reject)
  })
}

const ready = (stream: OpenStream): Promise<string> => until(async () => stream.text(), (text) => /event: ready\nid: \d+-\d+\ndata: \{\}\n\n/.test(text))
const openStreams = async (): Promise<number> => ((await (await fetch(`${server.url}/api/health`)).json()) as { streams: { open: number } }).streams.open

async function rename(name: string): Promise<void> {
  const answer = await fetch(`${server.url}/api/v1/predictions/${predictionId}`, { method: 'PATCH', headers: { ...DEMO_HEADERS, 'content-type': 'application/json' }, body: JSON.stringify({ name }) })
  expect(answer.status).toBe(200)
}

const WAVE_BYTES = 2_000_000

/** Some large events at once. */
async function floodOnce(client: Client): Promise<void> {
  await client.query("INSERT INTO event (prediction_id, team_id, kind, message, created_at) SELECT id, team_id, 'stage', repeat('x', $2), now() FROM prediction, generate_series(1, 20) WHERE id = $1", [predictionId, WAVE_BYTES / 20])
  await client.query("SELECT pg_notify('atomera_event', team_id) FROM prediction WHERE id = $1", [predictionId])
}

const heard = (text: string): string[] => [...text.matchAll(/"message":"Renamed to ([^"]*)\."/g)].map((match) => match[1] ?? '')

test('all clients hear all events in order, also those that come later with a cursor', async () => {
  const early = [await open(), await open()]
  const [text = ''] = await Promise.all(early.map(ready))
  const cursor = /id: (\d+-\d+)/.exec(text)?.[1] ?? ''
  await rename('One')
  const late = await open('/api/v1/events', { 'last-event-id': cursor })
  await rename('Two')
  for (const stream of [...early, late]) {
    expect(stream.response.headers).toMatchObject({ 'content-type': 'text/event-stream; charset=utf-8', connection: 'close' })
    await until(async () => heard(stream.text()), (names) => names.length === 2)
    expect(heard(stream.text())).toEqual(['One', 'Two'])
    expect(stream.text()).toMatch(/^retry: 1000\n\n/)
    stream.response.destroy()
  }
})

test('a client that goes away leaves no stream behind', async () => {
  const streams = await Promise.all(Array.from({ length: 20 }, () => open()))
  await Promise.all(streams.map(ready))
  await until(openStreams, (count) => count === 20)
  streams.forEach(({ response }) => response.destroy())
  await until(openStreams, (count) => count === 0)
})

test('a client that reads no more is sent away, and the others go on', async () => {
  const stuck = await open()
  const reading = await open()
  await Promise.all([stuck, reading].map(ready))
  stuck.response.pause()
  const client = new Client({ connectionString: database.url })
  await client.connect()
  // Sockets take some of it before anything waits in the server.
  for (let wave = 1; (await openStreams()) === 2; wave += 1) {
    await floodOnce(client)
    await until(async () => reading.received(), (bytes) => bytes >= wave * WAVE_BYTES)
    if (wave > 30) throw new Error('The server keeps everything for a client that reads nothing.')
  }
  await client.end()
  expect(await openStreams()).toBe(1)
  await rename('After the flood')
  await until(async () => heard(reading.text()), (names) => names.includes('After the flood'))
  stuck.response.resume()
  await until(async () => stuck.ended(), (ended) => ended)
  expect(heard(stuck.text())).toEqual([])
  await rename('Still heard')
  await until(async () => heard(reading.text()), (names) => names.includes('Still heard'))
  reading.response.destroy()
})

test('a header of the same name as the server\'s own mark opens nobody else\'s stream', async () => {
  const own = await open('/api/v1/events', { 'x-atomera-response': 'made-up' })
  await ready(own)
  own.response.destroy()
})

test('by itself, a stream ends soon after the key that opened it was revoked', async () => {
  const client = new Client({ connectionString: database.url })
  await client.connect()
  const { headers } = await addPerson((text, values) => client.query(text, values), { role: 'viewer' })
  const [stream, other] = [await open('/api/v1/events', headers), await open()]
  await Promise.all([stream, other].map(ready))
  await client.query("UPDATE api_key SET revoked_at = app_now() WHERE name = 'test'")
  await client.end()
  await until(async () => stream.ended(), (ended) => ended, 30_000)
  expect(other.ended()).toBe(false)
  other.response.destroy()
})
