import { gunzipSync } from 'node:zlib'
import { describe, expect, it, vi } from 'vitest'
import { endpointUrl } from '@/lib/compute/address'
import { exchange } from '@/lib/compute/http'
import { cancelRun, readHealth, readStatus, voidAttempt } from '@/lib/compute/job-api'
import { answering, reply, serve, TEST_KEY } from './scripted-server'

vi.mock('@/lib/log', () => ({ log: { debug: vi.fn(), info: vi.fn(), warn: vi.fn(), error: vi.fn() } }))

describe('status', () => {
  it('conformance 26: gives the job and the very bytes of the answer, with fields that nobody knows', async () => {
    const body = '{"id":"j-1-u1","status":"COMPLETED","delayTime":31618,"executionTime":1437,"output":{"a":1},"workerId":"w","new":[1]}'
    const { address, seen } = await serve(answering(200, body))
    const answer = await readStatus(address, 'j-1-u1')
    expect(answer).toMatchObject({ kind: 'job', job: { status: 'COMPLETED', delayTime: 31618, executionTime: 1437, output: { a: 1 }, retries: null } })
    expect(answer.kind === 'job' ? gunzipSync(Buffer.concat(await answer.raw.gzip())).toString() : '').toBe(body)
    expect(seen[0]?.head).toMatch(/^GET \/v2\/ep1\/status\/j-1-u1 HTTP/)
    expect(seen[0]?.head).not.toMatch(new RegExp(`^GET [^\r]*${TEST_KEY}`))
  })

  it('long-polls with a wait inside RunPod\'s bounds', async () => {
    const { address, seen } = await serve(answering(200, '{"id":"j1","status":"IN_PROGRESS"}'))
    await readStatus(address, 'j1', { waitMs: 20_000 })
    await readStatus(address, 'j1', { waitMs: 5 })
    await readStatus(address, 'j1', { waitMs: 9_000_000 })
    expect(seen.map(({ head }) => /^GET (\S+)/.exec(head)?.[1])).toEqual([
      '/v2/ep1/status-sync/j1?wait=20000',
      '/v2/ep1/status-sync/j1?wait=1000',
      '/v2/ep1/status-sync/j1?wait=300000',
    ])
  })

  it.each([
    ['RUNNING'],
    ['WEIRD'],
  ])('conformance 11 and 26: an unusual status %s is passed on', async (status) => {
    const { address } = await serve(answering(200, JSON.stringify({ status, delayTime: 'soon', retries: -1 })))
    expect(await readStatus(address, 'j1')).toMatchObject({ kind: 'job', job: { id: null, status, delayTime: null, retries: null } })
  })

  it.each([
    [404, '{"error":"job not found"}', { kind: 'notFound', message: 'The endpoint answered 404: job not found' }],
    [401, '', { kind: 'auth', httpStatus: 401 }],
    [403, '{}', { kind: 'auth', httpStatus: 403 }],
    [429, '', { kind: 'unavailable', httpStatus: 429, retryAfterMs: 3_000 }],
    [500, '{"error":"x"}', { kind: 'unavailable', httpStatus: 500 }],
    [502, '<html><h1>Bad gateway</h1></html>', { kind: 'unavailable', httpStatus: 502, message: 'The endpoint answered 502: Bad gateway' }],
    [302, '', { kind: 'unavailable', httpStatus: 302 }],
    [400, 'what', { kind: 'unavailable', httpStatus: 400 }],
    [200, '<html>', { kind: 'unavailable', httpStatus: 200 }],
    [200, '{"error":"job not found"}', { kind: 'unavailable', httpStatus: 200 }],
    [200, '{"id":"another","status":"COMPLETED"}', { kind: 'unavailable', message: 'The endpoint answered about another job.' }],
    [200, '{"id":"j1","status":"COMPL', { kind: 'unavailable', httpStatus: 200 }],
  ])('%i %s', async (status, body, expected) => {
    const { address } = await serve(answering(status, body, status === 429 ? { 'retry-after': '3' } : {}))
    expect(await readStatus(address, 'j1')).toMatchObject(expected)
  })

  it.each([['../health'], ['a/b'], ['a?x=1'], [''], ['a'.repeat(81)]])('an id like "%s" is never put into a URL', async (jobId) => {
    const { address, seen } = await serve(answering(200, '{}'))
    expect(await readStatus(address, jobId)).toMatchObject({ kind: 'unavailable' })
    expect(await cancelRun(address, jobId)).toMatchObject({ kind: 'unavailable' })
    expect(seen).toHaveLength(0)
  })

  it('a reset and a closed server are unavailable', async () => {
    const { address, close } = await serve((socket) => socket.resetAndDestroy())
    expect(await readStatus(address, 'j1')).toMatchObject({ kind: 'unavailable', httpStatus: null })
    await close()
    expect(await readStatus(address, 'j1')).toMatchObject({ kind: 'unavailable', httpStatus: null })
  })
})

describe('conformance 8: time limits', () => {
  const call = (url: URL) => ({ method: 'GET' as const, url, route: '/status', silenceMs: 120 })

  it('silence before the head ends the call', async () => {
    const { address } = await serve(() => undefined)
    expect(await exchange(address, call(endpointUrl(address, ['health'])))).toMatchObject({ kind: 'failed', message: expect.stringContaining('did not answer in time') })
  })

  it('silence in the middle of the body ends the call', async () => {
    const { address } = await serve((socket) => socket.write('HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\n{"id"'))
    expect(await exchange(address, call(endpointUrl(address, ['health'])))).toMatchObject({ kind: 'failed', message: expect.stringContaining('stopped in the middle') })
  })

  it('a body that keeps coming is not cut at the limit of silence', async () => {
    const { address } = await serve((socket) => {
      socket.write('HTTP/1.1 200 OK\r\ncontent-length: 6\r\nconnection: close\r\n\r\n')
      let sent = 0
      const drip = setInterval(() => {
        socket.write('x')
        sent += 1
        if (sent === 6) clearInterval(drip)
      }, 500)
    })
    // Three seconds of dripping under a limit of two.
    const outcome = await exchange(address, { ...call(endpointUrl(address, ['health'])), silenceMs: 2_000 })
    expect(outcome).toMatchObject({ kind: 'answer', httpStatus: 200 })
  })

  it('a call with a whole limit ends however it drips', async () => {
    const { address } = await serve((socket) => {
      socket.write('HTTP/1.1 200 OK\r\ncontent-length: 1000\r\n\r\n')
      const drip = setInterval(() => socket.write('x'), 30)
      socket.on('close', () => clearInterval(drip))
    })
    const outcome = await exchange(address, { ...call(endpointUrl(address, ['health'])), wholeMs: 150, fresh: true })
    expect(outcome).toMatchObject({ kind: 'failed', bytesLeft: true, message: expect.stringContaining('did not answer in time') })
  })
})

describe('conformance 19: cancel', () => {
  it.each([[200], [204], [400], [404], [409], [410]])('%i: the endpoint has heard it', async (status) => {
    const { address, seen } = await serve((socket) => socket.end(status === 204 ? 'HTTP/1.1 204 No Content\r\nconnection: close\r\n\r\n' : reply(status, '{}')))
    expect(await cancelRun(address, 'j1')).toEqual({ kind: 'answered', httpStatus: status })
    expect(seen[0]?.head).toMatch(/^POST \/v2\/ep1\/cancel\/j1 HTTP/)
  })

  it.each([[401, 'auth'], [403, 'auth'], [408, 'unavailable'], [429, 'unavailable'], [503, 'unavailable'], [301, 'unavailable']])('%i is %s', async (status, kind) => {
    const { address } = await serve(answering(status, ''))
    expect(await cancelRun(address, 'j1')).toMatchObject({ kind })
  })

  it.each([['a page', '<!doctype html>'], ['half of an answer', '{"id":"j1","sta']])('200 with %s: nobody knows whether the endpoint has heard it', async (_what, body) => {
    const { address } = await serve((socket) => socket.end(reply(200, body)))
    expect(await cancelRun(address, 'j1')).toMatchObject({ kind: 'unavailable', httpStatus: 200 })
  })
})

describe('health', () => {
  it('conformance 26: keeps counters that are missing apart from zero', async () => {
    const { address } = await serve(answering(200, '{"jobs":{"inQueue":2},"workers":{"idle":0,"running":"many"}}'))
    expect(await readHealth(address)).toMatchObject({ kind: 'ok', health: { jobs: { inQueue: 2 }, workers: { idle: 0 } } })
    const answer = await readHealth(address)
    expect(answer.kind === 'ok' ? answer.health.workers.running : 'none').toBeUndefined()
  })

  it.each([[401, '', 'auth'], [404, '{"message":"Not Found"}', 'notFound'], [500, '', 'unavailable'], [200, '<html>', 'unavailable'], [200, '[1]', 'unavailable']])('%i %s is %s', async (status, body, kind) => {
    const { address } = await serve(answering(status, body))
    expect(await readHealth(address)).toMatchObject({ kind })
  })
})

describe('the local look-up', () => {
  it('is asked beside /v2, with the pair', async () => {
    const { address, seen } = await serve(answering(200, '{"found":true,"id":"j-9"}'))
    expect(await voidAttempt({ ...address, kind: 'local' }, { jobId: 'p1', attempt: 'a1' })).toEqual({ kind: 'found', jobId: 'j-9' })
    expect(seen[0]?.head).toMatch(/^POST \/local\/ep1\/void HTTP/)
    expect(JSON.parse(seen[0]?.body ?? '')).toEqual({ job_id: 'p1', attempt: 'a1' })
  })

  it.each([['{"found":false}', 'voided'], ['{"found":"no"}', 'unavailable'], ['{"found":true,"id":"../x"}', 'unavailable'], ['<html>', 'unavailable']])('%s is %s', async (body, kind) => {
    const { address } = await serve(answering(200, body))
    expect(await voidAttempt({ ...address, kind: 'local' }, { jobId: 'p1', attempt: 'a1' })).toMatchObject({ kind })
  })

  it('does not exist on RunPod', async () => {
    const { address, seen } = await serve(answering(200, '{"found":false}'))
    expect(await voidAttempt(address, { jobId: 'p1', attempt: 'a1' })).toMatchObject({ kind: 'unavailable' })
    expect(seen).toHaveLength(0)
  })
})
