// Answers as a network and its edges mangle them: what is cut, packed, late, doubled or led elsewhere, and what each still proves about a submit.
import { createServer, type Server, type Socket } from 'node:net'
import { brotliCompressSync, deflateSync, gunzipSync, gzipSync } from 'node:zlib'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { endpointUrl, type EndpointAddress } from '@/lib/compute/address'
import { submitAnswer } from '@/lib/compute/answers'
import { exchange } from '@/lib/compute/http'
import { cancelRun, readHealth, readStatus, submitRun } from '@/lib/compute/job-api'
import { reply, startScripted, TEST_KEY, type Script, type ScriptedServer } from './scripted-server'

vi.mock('@/lib/log', () => ({ log: { debug: vi.fn(), info: vi.fn(), warn: vi.fn(), error: vi.fn() } }))

const BODY = { input: { job_id: 'p1' }, policy: { executionTimeout: 60_000, ttl: 120_000 } }
const ACCEPTED = '{"id":"abc-1-u1","status":"IN_QUEUE"}'

let open: ScriptedServer[] = []
async function serve(script: Script): Promise<ScriptedServer> {
  const server = await startScripted(script)
  open.push(server)
  return server
}
afterEach(async () => {
  for (const server of open) await server.close()
  open = []
})

/** A submit whose whole time is short, for answers that never end. */
async function submitWithin(address: EndpointAddress, wholeMs: number) {
  const call = { method: 'POST' as const, url: endpointUrl(address, ['run']), route: '/run', body: JSON.stringify(BODY), silenceMs: wholeMs, wholeMs, fresh: true }
  return submitAnswer(await exchange(address, call), 'runpod', [address.apiKey])
}

/** Writes `piece` every few ms for as long as the connection stands. */
function drip(socket: Socket, begin: string, piece: string): void {
  socket.write(begin)
  const timer = setInterval(() => socket.write(piece), 20)
  socket.on('close', () => clearInterval(timer))
}

describe('conformance 7: what proves nothing about a submit', () => {
  it.each<[string, Script]>([
    ['a head that drips for ever', (socket) => drip(socket, 'HTTP/1.1 200 OK\r\n', 'x-slow: y\r\n')],
    ['a status line that drips for ever', (socket) => drip(socket, 'H', 'TTP')],
    ['a body that drips for ever', (socket) => drip(socket, 'HTTP/1.1 200 OK\r\ncontent-length: 100000\r\n\r\n', ' ')],
    ['an accepted job whose body is never finished', (socket) => socket.write(`HTTP/1.1 200 OK\r\ncontent-length: 1000\r\n\r\n${ACCEPTED}`)],
    ['silence', () => undefined],
  ])('%s', async (_case, script) => {
    const { address, seen } = await serve(script)
    expect(await submitWithin(address, 400)).toMatchObject({ kind: 'ambiguous' })
    expect(seen).toHaveLength(1)
  })

  it.each<[string, string]>([
    ['words that are not HTTP', 'hello there\r\n\r\n'],
    ['a head without end', `HTTP/1.1 200 OK\r\n${'x: y\r\n'.repeat(20_000)}`],
    ['chunks that are none', 'HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\nZZ\r\nnonsense'],
    ['chunks that are cut off', `HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n25\r\n${ACCEPTED}\r\n`],
    ['no content', 'HTTP/1.1 204 No Content\r\nconnection: close\r\n\r\n'],
    ['another protocol', 'HTTP/1.1 101 Switching Protocols\r\nupgrade: websocket\r\nconnection: upgrade\r\n\r\n'],
    ['a 5xx that is cut off', 'HTTP/1.1 503 Busy\r\ncontent-length: 500\r\n\r\n<html>'],
    ['an id with a space', reply(200, '{"id":"a b"}')],
    ['an id with a line feed', reply(200, '{"id":"abc\\n"}')],
    ['an id in other letters', reply(200, '{"id":"jöb"}')],
    ['an id that is a list', reply(200, '{"id":["abc"]}')],
    ['a list', reply(200, '[{"id":"abc"}]')],
    ['a packed answer that is damaged', reply(200, 'not gzip at all', { 'content-encoding': 'gzip' })],
    ['a packing that nobody knows', reply(200, ACCEPTED, { 'content-encoding': 'zstd' })],
  ])('%s', async (_case, answer) => {
    const { address, seen, connections } = await serve((socket) => socket.end(answer))
    expect(await submitRun(address, BODY)).toMatchObject({ kind: 'ambiguous' })
    expect([seen.length, connections()]).toEqual([1, 1])
  })

  it('a reset while the request is still on its way', async () => {
    const server = await listenRaw((socket) => socket.once('data', () => socket.resetAndDestroy()))
    expect(await submitRun(server.address, { input: { padding: 'x'.repeat(8_000_000) } })).toMatchObject({ kind: 'ambiguous' })
    server.close()
  })
})

describe('conformance 7: what proves something all the same', () => {
  it.each<[string, string]>([
    ['early hints before it', `HTTP/1.1 103 Early Hints\r\nlink: </x>\r\n\r\n${reply(200, ACCEPTED)}`],
    ['chunks', `HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n25\r\n${ACCEPTED}\r\n0\r\n\r\n`],
    ['a body without announced length', `HTTP/1.1 200 OK\r\nconnection: close\r\n\r\n${ACCEPTED}`],
    ['202', reply(202, ACCEPTED)],
    ['a byte order mark', reply(200, `\ufeff${ACCEPTED}`)],
    ['the wrong content type', reply(200, ACCEPTED, { 'content-type': 'text/html' })],
    ['something after it', `${reply(200, ACCEPTED)}and more`],
  ])('accepted, with %s', async (_case, answer) => {
    const { address } = await serve((socket) => socket.end(answer))
    expect(await submitRun(address, BODY)).toEqual({ kind: 'accepted', jobId: 'abc-1-u1', status: 'IN_QUEUE' })
  })

  it.each([400, 401, 403, 404, 413, 422, 429])('%i whose words are cut off is refused: its status line came', async (status) => {
    const { address } = await serve((socket) => socket.end(`HTTP/1.1 ${status} No\r\ncontent-length: 900\r\nretry-after: 4\r\n\r\nbad re`))
    expect(await submitRun(address, BODY)).toMatchObject({ kind: 'refused', httpStatus: status, retryAfterMs: 4_000, message: expect.stringContaining('bad re') })
  })

  it('of a refusal of many megabytes only the beginning is read', async () => {
    const { address } = await serve((socket) => socket.end(reply(400, `bad request: body: exceeded max body size of 10MiB ${'x'.repeat(5_000_000)}`)))
    expect(await submitRun(address, BODY)).toMatchObject({ kind: 'refused', because: 'tooLarge' })
  })
})

describe('conformance 8: packed answers', () => {
  it.each([['gzip', gzipSync], ['x-gzip', gzipSync], ['GZIP', gzipSync], ['deflate', deflateSync], ['br', brotliCompressSync]] as const)('%s is unpacked, though nobody asked for it', async (packing, pack) => {
    const job = '{"id":"j1","status":"COMPLETED","output":{"a":1}}'
    const answers = [packed(job, packing, pack), packed(ACCEPTED, packing, pack)]
    const { address, seen } = await serve((socket) => socket.end(answers.shift() ?? ''))
    const answer = await readStatus(address, 'j1')
    expect(answer).toMatchObject({ kind: 'job', job: { output: { a: 1 } } })
    // What is stored is the answer itself, not its packing.
    expect(answer.kind === 'job' ? gunzipSync(Buffer.concat(await answer.raw.gzip())).toString() : '').toBe(job)
    expect(await submitRun(address, BODY)).toMatchObject({ kind: 'accepted' })
    expect(seen.every(({ head }) => /accept-encoding: identity/i.test(head))).toBe(true)
  })

  it('a small answer that unpacks to more than is looked through is not unpacked to its end', async () => {
    const bomb = packed(`{"output":"${'x'.repeat(300 * 1024 * 1024)}"}`, 'gzip', gzipSync)
    expect(bomb.length).toBeLessThan(1024 * 1024)
    const { address } = await serve((socket) => socket.end(bomb))
    expect(await readStatus(address, 'j1')).toMatchObject({ kind: 'unavailable', message: expect.stringContaining('larger than 64 MB') })
  })

  it('a packed answer that is cut off is no answer', async () => {
    const whole = gzipSync('{"id":"j1","status":"COMPLETED"}')
    const { address } = await serve((socket) => {
      socket.write(`HTTP/1.1 200 OK\r\ncontent-encoding: gzip\r\nconnection: close\r\n\r\n`)
      socket.end(whole.subarray(0, whole.length - 10))
    })
    expect(await readStatus(address, 'j1')).toMatchObject({ kind: 'unavailable', message: expect.stringContaining('cut off') })
  })
})

describe('conformance 2: a redirect is not followed, so that the key stays where it belongs', () => {
  it.each([301, 302, 303, 307, 308])('%i', async (status) => {
    const elsewhere = await serve((socket) => socket.end(reply(200, ACCEPTED)))
    const { address, seen } = await serve((socket) => socket.end(reply(status, '', { location: `${elsewhere.address.baseUrl}/ep1/run` })))
    expect(await submitRun(address, BODY)).toMatchObject({ kind: 'ambiguous', httpStatus: status })
    for (const answer of [await readStatus(address, 'j1'), await cancelRun(address, 'j1'), await readHealth(address)]) expect(answer).toMatchObject({ kind: 'unavailable', httpStatus: status })
    expect([seen.length, elsewhere.connections()]).toEqual([4, 0])
    expect(seen.every(({ head }) => head.includes(TEST_KEY))).toBe(true)
  })
})

describe('conformance 18: Retry-After', () => {
  const at = (ms: number) => new Date(Date.now() + ms).toUTCString()
  const HOURS = 3_600_000

  it.each([2 * HOURS, -2 * HOURS])('a date is meant by the clock of the endpoint, though that is %i ms off', async (offMs) => {
    const { address } = await serve((socket) => socket.end(reply(429, '', { date: at(offMs), 'retry-after': at(offMs + 30_000) })))
    expect(await readStatus(address, 'j1')).toMatchObject({ kind: 'unavailable', retryAfterMs: 30_000 })
  })

  it.each([['-3'], ['1e9'], ['0x10'], ['tomorrow'], ['Mon, 99 Foo 2026'], ['5, 10'], ['∞']])('nonsense such as %s says nothing', async (header) => {
    const { address } = await serve((socket) => socket.end(reply(503, '', { 'retry-after': header })))
    expect(await readStatus(address, 'j1')).toMatchObject({ kind: 'unavailable', retryAfterMs: null })
  })

  it('after 503 it is heard as after 429', async () => {
    const { address } = await serve((socket) => socket.end(reply(503, '', { 'retry-after': '9' })))
    expect(await readStatus(address, 'j1')).toMatchObject({ kind: 'unavailable', retryAfterMs: 9_000 })
    expect(await cancelRun(address, 'j1')).toMatchObject({ kind: 'unavailable', retryAfterMs: 9_000 })
  })
})

function packed(text: string, packing: string, pack: (text: string) => Buffer): Buffer {
  const bytes = pack(text)
  return Buffer.concat([Buffer.from(`HTTP/1.1 200 OK\r\ncontent-encoding: ${packing}\r\ncontent-length: ${bytes.length}\r\nconnection: close\r\n\r\n`), bytes])
}

async function listenRaw(connected: (socket: Socket) => void): Promise<{ address: EndpointAddress; close(): Server }> {
  const server = createServer((socket) => {
    socket.on('error', () => socket.destroy())
    connected(socket)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const bound = server.address()
  const port = bound !== null && typeof bound !== 'string' ? bound.port : 0
  return { address: { kind: 'runpod', baseUrl: `http://127.0.0.1:${port}/v2`, endpointId: 'ep1', apiKey: TEST_KEY }, close: () => server.close() }
}
