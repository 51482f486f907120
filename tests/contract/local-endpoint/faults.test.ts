// Faults on demand: the next N calls of a route answered wrongly, late, cut or not at all.
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import type { LocalEndpoint } from '@/local-endpoint/server'
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
