// What Test connection says of each way an endpoint can answer, over real sockets: every cause has its own words and its cure, and the key appears in none.
import { createServer } from 'node:tls'
import { afterEach, describe, expect, it, vi } from 'vitest'
import type { EndpointAddress } from '@/lib/compute/address'
import { connectionReport, type ConnectionReport } from '@/lib/compute/connection-report'
import { readHealth } from '@/lib/compute/job-api'
import { DAY } from '@/lib/clock'
import { selfSigned } from '../../support/certificate'
import { answering, startScripted, TEST_KEY, type Script, type ScriptedServer } from './scripted-server'

const logged: string[] = []
vi.mock('@/lib/log', () => {
  const note = (fields: object) => void logged.push(JSON.stringify(fields))
  return { log: { debug: note, info: note, warn: note, error: note } }
})

let close: () => Promise<void> = async () => undefined
afterEach(() => close())

async function serve(script: Script): Promise<ScriptedServer> {
  const server = await startScripted(script)
  close = server.close
  return server
}

async function tested(address: EndpointAddress, lastRunMsAgo: number | null = null): Promise<ConnectionReport> {
  const { baseUrl, endpointId } = address
  const report = connectionReport(await readHealth(address), { baseUrl, endpointId, lastRunMsAgo })
  expect(JSON.stringify(report)).not.toContain(TEST_KEY)
  expect(logged.join('\n')).not.toContain(TEST_KEY)
  for (const words of [report.message, report.cure ?? 'None.']) expect(words).toMatch(/^[\w.].*\.$/)
  return report
}

const NONE = { idle: 0, initializing: 0, ready: 0, running: 0, throttled: 0, unhealthy: 0 }
const health = (workers: object, jobs: object = { inQueue: 0, inProgress: 0 }): Script => answering(200, JSON.stringify({ workers: { ...NONE, ...workers }, jobs }))

describe('an endpoint that answers', () => {
  it.each<[ConnectionReport['outcome'], ConnectionReport['tone'], object, object | undefined, number | null]>([
    ['fine', 'good', { idle: 2, ready: 2 }, undefined, null],
    ['fine', 'good', { running: 1 }, { inQueue: 3, inProgress: 1 }, null],
    ['noWorkers', 'warn', {}, undefined, 2 * DAY],
    ['scaledToZero', 'warn', {}, { inQueue: 1 }, 9 * DAY],
    ['starting', 'warn', { initializing: 1 }, undefined, null],
    ['throttled', 'warn', { throttled: 3 }, undefined, null],
    ['crashing', 'warn', { unhealthy: 1 }, undefined, null],
    ['crashing', 'warn', { running: 1, unhealthy: 4 }, { inQueue: 9, inProgress: 1 }, null],
    ['idleWorkers', 'warn', { idle: 1, ready: 1 }, { inQueue: 4, inProgress: 0 }, null],
  ])('%s', async (outcome, tone, workers, jobs, lastRunMsAgo) => {
    const { address, seen } = await serve(health(workers, jobs))
    const report = await tested(address, lastRunMsAgo)
    expect(report).toMatchObject({ outcome, tone, message: expect.stringContaining('The key is accepted'), health: { workers } })
    expect(report.cure === null).toBe(tone === 'good')
    // One question, and nothing is submitted.
    expect(seen.map(({ head }) => head.split(' ', 2).join(' '))).toEqual(['GET /v2/ep1/health'])
  })

  it.each(['{"workers":{}}', '{"jobs":{"inQueue":0}}'])('with some counters alone is fine all the same, nothing is made up about the others: %s', async (body) => {
    const { address } = await serve(answering(200, body))
    expect(await tested(address)).toMatchObject({ outcome: 'fine', tone: 'good', health: { workers: {}, jobs: {} } })
  })

  it('and whose workers crash beside one that runs says how many', async () => {
    const { address } = await serve(health({ running: 1, unhealthy: 4 }, { inQueue: 9, inProgress: 1 }))
    const report = await tested(address)
    expect([report.message, report.cure]).toEqual([expect.stringContaining('9 jobs wait there'), expect.stringContaining('4 more workers crashing')])
  })
})

describe('one that does not take the question', () => {
  it.each<[ConnectionReport['outcome'], RegExp, number, string, Record<string, string>?]>([
    ['keyRejected', /Make a new key/, 401, ''],
    ['keyRejected', /read and write access/, 403, `{"error":"the key ${TEST_KEY} may not"}`],
    ['endpointUnknown', /Copy the id, not the name/, 404, '{"message":"Not Found"}'],
    ['rateLimited', /Wait a minute/, 429, 'slow down'],
    ['notJson', /A proxy, a login page/, 200, '<html><h1>Sign in</h1></html>', { 'content-type': 'text/html' }],
    ['notJson', /A proxy, a login page/, 200, '{}'],
    ['notJson', /A proxy, a login page/, 200, '{"message":"hello"}'],
    ['notJson', /A proxy, a login page/, 200, '{"error":"unauthorized"}'],
    ['notJson', /A proxy, a login page/, 200, '{"workers":"many","jobs":[]}'],
    ['notJson', /A proxy, a login page/, 302, '', { location: 'https://login.example.org/' }],
    ['serverError', /says nothing about the key/, 502, '<html><h1>Bad gateway</h1></html>'],
  ])('%s: %s', async (outcome, cure, status, body, headers) => {
    const { address } = await serve(answering(status, body, headers))
    expect(await tested(address)).toMatchObject({ outcome, tone: 'bad', cure: expect.stringMatching(cure), health: null })
  })

  it('network: nobody listens', async () => {
    const { address, close: stop } = await serve(() => undefined)
    await stop()
    close = async () => undefined
    expect(await tested(address)).toMatchObject({ outcome: 'network', reported: expect.stringContaining('refused') })
  })

  it('network: the host has no address', async () => {
    expect(await tested({ kind: 'runpod', baseUrl: 'https://nowhere.invalid/v2', endpointId: 'ep1', apiKey: TEST_KEY })).toMatchObject({ outcome: 'network', message: 'nowhere.invalid can not be reached from this server.' })
  })

  it('TLS: a certificate that nobody vouches for, and the key has not left', async () => {
    const received = vi.fn()
    const server = createServer(selfSigned(), (socket) => socket.on('error', () => socket.destroy()).on('data', received))
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    close = () => new Promise((resolve) => server.close(() => resolve()))
    const bound = server.address()
    const port = bound !== null && typeof bound !== 'string' ? bound.port : 0
    const report = await tested({ kind: 'runpod', baseUrl: `https://127.0.0.1:${port}/v2`, endpointId: 'ep1', apiKey: TEST_KEY })
    expect(report).toMatchObject({ outcome: 'tls', cure: expect.stringContaining('NODE_EXTRA_CA_CERTS'), reported: expect.stringMatching(/self-signed/i) })
    expect(received).not.toHaveBeenCalled()
  })
})

it('RunPod\'s management host is named as the wrong one', () => {
  const report = connectionReport({ kind: 'notFound', message: 'The endpoint answered 404: Not Found' }, { baseUrl: 'https://api.runpod.io/v2', endpointId: 'ep1', lastRunMsAgo: null })
  expect(report).toMatchObject({ outcome: 'endpointUnknown', cure: expect.stringContaining('jobs are served by api.runpod.ai') })
})
