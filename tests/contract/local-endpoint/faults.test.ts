// Faults on demand: the next N calls of a route answered wrongly, late, cut or not at all.
import { connect } from 'node:net'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import type { LocalEndpoint } from '@/local-endpoint/server'
import { until } from '../../support/calls'
import { callsOf, dataFolder, dropFolder, runBody, startHere } from './start'

const folder = dataFolder()
let endpoint: LocalEndpoint
let calls: ReturnType<typeof callsOf>

beforeAll(async () => {
  endpoint = await startHere(folder, { workers: 0 })
  calls = callsOf(endpoint)
})

afterEach(() => calls.control('POST', 'reset'))

afterAll(async () => {
  await endpoint.close()
  dropFolder(folder)
})

const ledger = async () => (await calls.control('GET', 'ledger')).body as { jobId: string; attempt: string; id: string }[]
const acceptedFor = async (jobId: string) => (await ledger()).filter((line) => line.jobId === jobId).length

/** The pieces in which an answer comes. */
function rawAnswer(route: string): Promise<string[]> {
  const { hostname, port, pathname } = new URL(`${endpoint.baseUrl}/${endpoint.endpointId}/${route}`)
  return new Promise((resolve, reject) => {
    const pieces: string[] = []
    const socket = connect(Number(port), hostname, () => socket.write(`GET ${pathname} HTTP/1.1\r\nhost: x\r\nauthorization: ${endpoint.apiKey}\r\n\r\n`))
    socket.on('data', (piece) => pieces.push(piece.toString()))
    socket.on('end', () => resolve(pieces))
    socket.on('error', reject)
  })
}

describe('a fault', () => {
  it('answers exactly the next N calls of its route', async () => {
    await calls.control('POST', 'faults', { route: 'health', times: 2, status: 503, headers: { 'retry-after': '7' }, body: '<html>busy</html>' })
    for (let call = 0; call < 2; call += 1) {
      const response = await calls.call('health')
      expect([response.status, response.headers.get('retry-after'), await response.text()]).toEqual([503, '7', '<html>busy</html>'])
    }
    expect((await calls.call('health')).status).toBe(200)
  })

  it('replaces the answer of a /run that is not accepted, or, when told, of one that is', async () => {
    await calls.control('POST', 'faults', [{ route: 'run', status: 500 }, { route: 'run', status: 502, body: '', handle: true }])
    expect((await calls.post('run', runBody('refused'))).status).toBe(500)
    expect((await calls.post('run', runBody('orphan'))).status).toBe(502)
    expect([await acceptedFor('refused'), await acceptedFor('orphan')]).toEqual([0, 1])
  })

  it('accepts a job and drops the connection without an answer', async () => {
    await calls.control('POST', 'faults', { route: 'run', cut: 'drop' })
    await expect(calls.post('run', runBody('dropped'))).rejects.toThrow()
    expect(await acceptedFor('dropped')).toBe(1)
  })

  it('cuts the connection after half of the body', async () => {
    const { id } = await calls.run(runBody('half'))
    await calls.control('POST', 'faults', { route: 'status', cut: 'half' })
    const response = await calls.call(`status/${id}`)
    expect(response.status).toBe(200)
    await expect(response.text()).rejects.toThrow()
    expect((await calls.status(id)).status).toBe('IN_QUEUE')
  })

  it('cuts a call before it is handled: the connection is reset and nothing was accepted', async () => {
    await calls.control('POST', 'faults', { route: 'run', cut: 'drop', when: 'before' })
    await expect(calls.post('run', runBody('before'))).rejects.toMatchObject({ cause: { code: 'ECONNRESET' } })
    expect(await acceptedFor('before')).toBe(0)
  })

  it('accepts a job and cuts the answer in the middle', async () => {
    await calls.control('POST', 'faults', { route: 'run', cut: 'drop', when: 'half' })
    await expect(calls.post('run', runBody('middle')).then((response) => response.text())).rejects.toThrow()
    expect(await acceptedFor('middle')).toBe(1)
  })

  it('sends JSON that stops in the middle as if it were whole', async () => {
    const { id } = await calls.run(runBody('truncated'))
    await calls.control('POST', 'faults', { route: 'status', cut: 'truncate' })
    const text = await (await calls.call(`status/${id}`)).text()
    expect(() => JSON.parse(text) as unknown).toThrow(SyntaxError)
    expect(JSON.stringify({ id, status: 'IN_QUEUE' }).startsWith(text)).toBe(true)
  })

  it.each([
    ['empty', '', ''],
    ['text', 'upstream connect error', 'upstream connect error'],
    ['HTML', '<html><h1>502</h1></html>', '<html><h1>502</h1></html>'],
    ['JSON', { error: 'busy' }, '{"error":"busy"}'],
  ])('answers 5xx with a body that is %s', async (_kind, body, text) => {
    await calls.control('POST', 'faults', [500, 502, 503, 504].map((status) => ({ route: 'status', status, body })))
    for (const status of [500, 502, 503, 504]) {
      const response = await calls.call('status/any')
      expect([response.status, await response.text()]).toEqual([status, text])
    }
  })

  it.each(['head', 'body', 'both'])('drips its %s byte by byte, and the answer is whole in the end', async (part) => {
    await calls.control('POST', 'faults', { route: 'health', drip: { part, bytes: 3, everyMs: 1 } })
    const pieces = await rawAnswer('health')
    expect(pieces.join('')).toMatch(/^HTTP\/1\.1 200 OK\r\n[\s\S]*connection: close\r\n\r\n\{"jobs":.*\}$/)
    expect(pieces.length).toBeGreaterThan(3)
    expect((await calls.call('health')).status).toBe(200)
  })

  it('drips and then cuts', async () => {
    await calls.control('POST', 'faults', { route: 'health', drip: { part: 'body', bytes: 20, everyMs: 1 }, cut: 'half' })
    await expect(calls.call('health').then((response) => response.text())).rejects.toThrow()
  })

  it('answers with more than 64 MB, as an error or as a true result', async () => {
    await calls.control('POST', 'faults', { route: 'health', bodyBytes: 65 * 1024 * 1024 })
    expect((await (await calls.call('health')).arrayBuffer()).byteLength).toBe(65 * 1024 * 1024)
    await calls.control('POST', 'behaviours', { jobId: 'large', behaviour: { kind: 'large', bytes: 65 * 1024 * 1024 } })
    await calls.control('POST', 'settings', { workers: 1 })
    const { id } = await calls.run(runBody('large'))
    await until(() => calls.control('GET', 'jobs'), ({ body }) => (body as { id: string; status: string }[]).some((job) => job.id === id && job.status === 'COMPLETED'))
    const response = await calls.call(`status/${id}`)
    expect(Number(response.headers.get('content-length'))).toBeGreaterThan(65 * 1024 * 1024)
    const text = await response.text()
    expect([text.slice(0, 40), text.length]).toEqual([expect.stringContaining('"executionTime":'), Number(response.headers.get('content-length'))])
  })

  it.each([
    ['a status that goes backwards', { status: 'IN_QUEUE' }, { status: 'IN_QUEUE' }],
    ['an unknown status', { status: 'WEIRD' }, { status: 'WEIRD' }],
    ['a late progress over the result', { status: 'IN_PROGRESS', output: { seq: 3, stage: 'packaging' } }, { status: 'IN_PROGRESS', output: { seq: 3 } }],
    ['a retry that nobody saw', { retries: 1 }, { retries: 1, status: 'COMPLETED' }],
  ])('shows %s once, and then the truth again', async (_name, show, seen) => {
    await calls.control('POST', 'behaviours', { jobId: 'shown', behaviour: { kind: 'quick' } })
    await calls.control('POST', 'settings', { workers: 1 })
    const { id } = await calls.run(runBody('shown'))
    const truth = await calls.end(id)
    await calls.control('POST', 'faults', { route: 'status', show })
    expect(await calls.status(id)).toMatchObject(seen)
    expect(await calls.status(id)).toEqual(truth)
  })

  it('shows a finished job without its output', async () => {
    await calls.control('POST', 'behaviours', { jobId: 'missing', behaviour: { kind: 'quick' } })
    await calls.control('POST', 'settings', { workers: 1 })
    const { id } = await calls.run(runBody('missing'))
    await calls.end(id)
    await calls.control('POST', 'faults', { route: 'status', show: { output: null } })
    const job = await calls.status(id)
    expect(job.status).toBe('COMPLETED')
    expect(job).not.toHaveProperty('output')
  })

  it('meets the look-up too: what it promised holds although nobody heard it', async () => {
    const lookUp = () =>
      fetch(`${endpoint.baseUrl.replace(/v2$/, 'local')}/${endpoint.endpointId}/void`, { method: 'POST', headers: { authorization: endpoint.apiKey }, body: JSON.stringify({ job_id: 'unheard', attempt: 'a' }) })
    await calls.control('POST', 'faults', { route: 'void', cut: 'drop' })
    await expect(lookUp()).rejects.toThrow()
    expect((await calls.post('run', runBody('unheard', 'a'))).status).toBe(409)
    expect(await (await lookUp()).json()).toEqual({ found: false })
  })

  it('delays an answer', async () => {
    await calls.control('POST', 'faults', { route: 'health', delayMs: 400 })
    const startedAt = performance.now()
    expect((await calls.call('health')).status).toBe(200)
    expect(performance.now() - startedAt).toBeGreaterThan(380)
  })

  it('shows a late progress over a finished job', async () => {
    await calls.control('POST', 'settings', { workers: 1 })
    const { id } = await calls.run(runBody('late-progress'))
    await calls.end(id)
    await calls.control('POST', 'distort', { id, status: 'IN_PROGRESS', output: { seq: 2, stage: 'structure' } })
    expect(await calls.status(id)).toMatchObject({ status: 'IN_PROGRESS', output: { stage: 'structure' } })
  })

  it('is refused when it is misspelt', async () => {
    expect((await calls.control('POST', 'faults', { route: 'run', stauts: 500 })).status).toBe(400)
    expect((await calls.control('POST', 'nonsense')).status).toBe(404)
  })
})

describe('what arrived', () => {
  it('is listed without keys', async () => {
    await calls.call('health', { headers: { 'x-mark': 'seen' } })
    const { body } = await calls.control('GET', 'requests')
    expect(body).toContainEqual(expect.objectContaining({ route: 'health', method: 'GET', headers: expect.objectContaining({ 'x-mark': 'seen', authorization: 'present' }) as unknown }))
    expect(JSON.stringify(body)).not.toContain(endpoint.apiKey)
  })
})
