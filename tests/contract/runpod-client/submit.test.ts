import { createServer } from 'node:net'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { submitRun } from '@/lib/compute/job-api'
import { MAX_RUN_BYTES } from '@/lib/compute/run-request'
import { answering, serve, TEST_KEY } from './scripted-server'

const lines: object[] = []
vi.mock('@/lib/log', () => ({ log: { debug: (fields: object) => lines.push(fields), info: vi.fn(), warn: vi.fn(), error: vi.fn() } }))

const BODY = { input: { job_id: 'p1', input_yaml: 'c2VjcmV0IHNlcXVlbmNl' }, policy: { executionTimeout: 60_000, ttl: 120_000 } }

afterEach(() => {
  lines.length = 0
})

describe('an accepted submit', () => {
  it('conformance 2: is 2xx with a usable id, sent once, with the key in the header only', async () => {
    const { address, seen } = await serve(answering(200, '{"id":"abc-123-u1","status":"IN_QUEUE"}'))
    const onBytesLeft = vi.fn()
    expect(await submitRun(address, BODY, { onBytesLeft })).toEqual({ kind: 'accepted', jobId: 'abc-123-u1', status: 'IN_QUEUE' })
    expect(onBytesLeft).toHaveBeenCalledTimes(1)
    expect(seen).toHaveLength(1)
    expect(seen[0]?.head).toMatch(/^POST \/v2\/ep1\/run HTTP\/1\.1/)
    expect(seen[0]?.head.toLowerCase()).toContain(`authorization: bearer ${TEST_KEY.toLowerCase()}`)
    expect(JSON.parse(seen[0]?.body ?? '')).toEqual(BODY)
  })

  it('conformance 2: is logged with route, status, duration and sizes, without key and without input', async () => {
    const { address } = await serve(answering(200, '{"id":"abc"}'))
    await submitRun(address, BODY)
    expect(lines).toHaveLength(1)
    expect(lines[0]).toMatchObject({ method: 'POST', route: '/run', httpStatus: 200, receivedBytes: 12 })
    expect(JSON.stringify(lines)).not.toContain(TEST_KEY)
    expect(JSON.stringify(lines)).not.toContain('c2VjcmV0')
  })

  it('uses a new connection each time', async () => {
    const { address, connections } = await serve(answering(200, '{"id":"abc"}', { connection: 'keep-alive' }))
    await submitRun(address, BODY)
    await submitRun(address, BODY)
    expect(connections()).toBe(2)
  })
})

describe('conformance 7: a refused submit is proof that nothing runs', () => {
  it.each([
    [400, '{"error":"bad request: no input"}', 'request'],
    [400, 'bad request: body: exceeded max body size of 10MiB', 'tooLarge'],
    [401, '', 'auth'],
    [403, '{"detail":"not for this endpoint"}', 'auth'],
    [404, '{"message":"Not Found"}', 'notFound'],
    [413, '<html><body>too large</body></html>', 'tooLarge'],
    [422, '{"title":"Unprocessable"}', 'request'],
    [429, '', 'rate'],
    [402, '{"error":"no credit"}', 'request'],
    [409, '{"error":"voided"}', 'request'],
  ])('%i %s is refused because of %s', async (status, body, because) => {
    const { address } = await serve(answering(status, body))
    expect(await submitRun(address, BODY)).toMatchObject({ kind: 'refused', because, httpStatus: status })
  })

  it('409 of the local endpoint means that the pair was voided', async () => {
    const { address } = await serve(answering(409, '{"error":"voided"}'))
    expect(await submitRun({ ...address, kind: 'local' }, BODY)).toMatchObject({ kind: 'refused', because: 'conflict' })
  })

  it.each([
    ['7', 7_000],
    ['', null],
    ['soon', null],
  ])('429 with Retry-After "%s" waits %s ms', async (header, wait) => {
    const { address } = await serve(answering(429, '', { 'retry-after': header }))
    expect(await submitRun(address, BODY)).toMatchObject({ because: 'rate', retryAfterMs: wait })
  })

  it('429 with a date waits until then', async () => {
    const { address } = await serve(answering(429, '', { 'retry-after': new Date(Date.now() + 60_000).toUTCString() }))
    const answer = await submitRun(address, BODY)
    expect(answer.kind === 'refused' ? answer.retryAfterMs : null).toSatisfy((wait: number) => wait > 50_000 && wait <= 61_000)
  })

  it('a refused connection is refused, and says so', async () => {
    const { address, close } = await serve(() => undefined)
    await close()
    const onBytesLeft = vi.fn()
    const answer = await submitRun(address, BODY, { onBytesLeft })
    expect(answer).toMatchObject({ kind: 'refused', because: 'network', httpStatus: null, message: expect.stringContaining('refused') })
    expect(onBytesLeft).not.toHaveBeenCalled()
  })

  it('an unknown host name is refused', async () => {
    const address = { kind: 'runpod', baseUrl: 'https://no-such-host.invalid/v2', endpointId: 'ep1', apiKey: TEST_KEY } as const
    expect(await submitRun(address, BODY)).toMatchObject({ kind: 'refused', because: 'network' })
  })

  it('a TLS handshake that fails is refused: the request has not left', async () => {
    const plain = createServer((socket) => socket.on('error', () => socket.destroy()).once('data', () => socket.end('not TLS')))
    await new Promise<void>((resolve) => plain.listen(0, '127.0.0.1', resolve))
    const bound = plain.address()
    const port = bound !== null && typeof bound !== 'string' ? bound.port : 0
    const answer = await submitRun({ kind: 'runpod', baseUrl: `https://127.0.0.1:${port}/v2`, endpointId: 'ep1', apiKey: TEST_KEY }, BODY)
    plain.close()
    expect(answer).toMatchObject({ kind: 'refused', because: 'network' })
  })

  it('conformance 5: a body that is too large does not leave', async () => {
    const { address, seen } = await serve(answering(200, '{"id":"abc"}'))
    expect(await submitRun(address, { input: 'x'.repeat(MAX_RUN_BYTES) })).toMatchObject({ kind: 'refused', because: 'tooLarge', httpStatus: null })
    expect(seen).toHaveLength(0)
  })

  it.each(['http://example.org/v2', 'not a url', 'https://user:pass@api.runpod.ai/v2'])('conformance 1: nothing leaves to %s', async (baseUrl) => {
    const answer = await submitRun({ kind: 'runpod', baseUrl, endpointId: 'ep1', apiKey: TEST_KEY }, BODY)
    expect(answer).toMatchObject({ kind: 'refused', because: 'network' })
  })
})

describe('conformance 7: an ambiguous submit is its own state, because it proves nothing', () => {
  it.each([
    [408, ''],
    [500, '{"error":"internal"}'],
    [502, '<html><head><title>502</title></head><body><h1>Bad gateway</h1></body></html>'],
    [503, ''],
    [504, 'upstream timed out'],
    [302, ''],
    [200, ''],
    [200, '{"id":""}'],
    [200, '{"id":17}'],
    [200, '{"id":"../../x"}'],
    [200, `{"id":"${'a'.repeat(81)}"}`],
    [200, '<html>welcome</html>'],
    [200, '{"status":"IN_QUEUE"}'],
    [201, 'null'],
  ])('%i %s', async (status, body) => {
    const { address, seen } = await serve(answering(status, body, status === 302 ? { location: '/v2/ep1/elsewhere' } : {}))
    expect(await submitRun(address, BODY)).toMatchObject({ kind: 'ambiguous', httpStatus: status })
    expect(seen).toHaveLength(1)
  })

  it('a reset after the bytes left', async () => {
    const { address, seen, connections } = await serve((socket) => socket.resetAndDestroy())
    expect(await submitRun(address, BODY)).toMatchObject({ kind: 'ambiguous', httpStatus: null })
    expect([seen.length, connections()]).toEqual([1, 1])
  })

  it('a connection that is closed without an answer', async () => {
    const { address, seen } = await serve((socket) => socket.end())
    expect(await submitRun(address, BODY)).toMatchObject({ kind: 'ambiguous' })
    expect(seen).toHaveLength(1)
  })

  it('an answer that is cut in its body', async () => {
    const { address } = await serve((socket) => socket.end('HTTP/1.1 200 OK\r\ncontent-length: 40\r\n\r\n{"id":"abc"'))
    expect(await submitRun(address, BODY)).toMatchObject({ kind: 'ambiguous' })
  })

  it('an answer that never comes, given up by the caller', async () => {
    const { address } = await serve(() => undefined)
    const stop = new AbortController()
    const onBytesLeft = vi.fn(() => stop.abort())
    expect(await submitRun(address, BODY, { signal: stop.signal, onBytesLeft })).toMatchObject({ kind: 'ambiguous' })
  })
})

it('conformance 2: no message repeats the key, and none is longer than 2 KB and a little', async () => {
  const { address } = await serve(answering(500, `Authorization: Bearer ${TEST_KEY} ${'long '.repeat(2_000)}`))
  const answer = await submitRun(address, BODY)
  const message = answer.kind === 'ambiguous' ? answer.message : ''
  expect(message).not.toContain(TEST_KEY)
  expect(message).toContain('[hidden]')
  expect(message.length).toBeLessThan(2_200)
})

it('conformance 2: no message repeats what the body holds in secret, nor where it leads', async () => {
  const upload = 'https://s3.example.org/results/atomera/attempts/att_1/answer.json.gz?X-Amz-Expires=60&X-Amz-Signature=beef'
  const { address } = await serve(answering(400, JSON.stringify({ error: `uploads.answer is not allowed: ${upload}` })))
  const answer = await submitRun(address, { input: { uploads: { answer: upload } } }, { secrets: [upload] })
  expect(answer).toMatchObject({ kind: 'refused', message: 'The endpoint answered 400: uploads.answer is not allowed: [hidden]' })
})
