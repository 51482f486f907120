// What the local endpoint lets in: keys, paths, bodies, policies.
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { LocalEndpoint } from '@/local-endpoint/server'
import { callsOf, dataFolder, dropFolder, runBody, startHere } from './start'

const folder = dataFolder()
let endpoint: LocalEndpoint
let calls: ReturnType<typeof callsOf>
const origin = () => endpoint.baseUrl.replace(/\/v2$/, '')

beforeAll(async () => {
  endpoint = await startHere(folder, { workers: 0, otherEndpoints: { second: 'simulated' } })
  calls = callsOf(endpoint)
})

afterAll(async () => {
  await endpoint.close()
  dropFolder(folder)
})

const healthWith = (authorization: string | undefined, id = endpoint.endpointId) =>
  fetch(`${endpoint.baseUrl}/${id}/health`, { headers: authorization === undefined ? {} : { authorization } })

describe('keys and paths', () => {
  it('takes the key with and without Bearer, and refuses a wrong or missing one with 401', async () => {
    expect((await healthWith(`Bearer ${endpoint.apiKey}`)).status).toBe(200)
    expect((await healthWith(endpoint.apiKey)).status).toBe(200)
    expect((await healthWith('Bearer wrong')).status).toBe(401)
    expect((await healthWith(undefined)).status).toBe(401)
    expect((await fetch(`${endpoint.baseUrl}/local/run`, { method: 'POST', body: JSON.stringify(runBody()) })).status).toBe(401)
  })

  it('listens on this machine only', () => {
    expect(new URL(endpoint.baseUrl).hostname).toBe('127.0.0.1')
  })

  it('serves several endpoints, each with a queue of its own, and 404 for one it does not have', async () => {
    const other = callsOf({ ...endpoint, endpointId: 'second' })
    const { id } = await other.run(runBody('apart'))
    expect((await other.status(id)).status).toBe('IN_QUEUE')
    expect((await calls.call(`status/${id}`)).status).toBe(404)
    expect((await healthWith(`Bearer ${endpoint.apiKey}`, 'nobody')).status).toBe(404)
  })

  it('answers a path without /v2/{endpoint} with 404 and a message, like the management host', async () => {
    const response = await fetch(`${origin()}/run`, { method: 'POST' })
    expect([response.status, await response.json()]).toEqual([404, { message: 'Not Found' }])
  })

  it('has a ping without a key, and a control door only with its token', async () => {
    expect((await fetch(`${origin()}/ping-local`)).status).toBe(200)
    expect((await fetch(`${origin()}/control/jobs`)).status).toBe(401)
    expect((await fetch(`${origin()}/control/jobs`, { headers: { 'x-control-token': endpoint.apiKey } })).status).toBe(401)
  })
})

describe('/run', () => {
  const raw = (body: string) => calls.call('run', { method: 'POST', body })

  it('refuses broken JSON, a body that is no object, and one without input', async () => {
    for (const body of ['{', '[]', '"x"', '{}', '{"input":null}', '{"input":{},"policy":7}']) expect((await raw(body)).status).toBe(400)
  })

  it('refuses a body above 10 MiB with 400 and RunPod\'s words', async () => {
    const response = await raw(JSON.stringify({ input: { text: 'x'.repeat(10 * 1024 * 1024) } }))
    expect([response.status, await response.text()]).toEqual([400, 'bad request: body: exceeded max body size of 10MiB'])
  })

  it('takes a body just below it, and keys it does not know', async () => {
    const response = await raw(JSON.stringify({ input: { text: 'x'.repeat(10 * 1024 * 1024 - 100) }, novelty: 1 }))
    expect(response.status).toBe(200)
  })

  it('makes two jobs of two equal submissions', async () => {
    const [first, second] = [await calls.run(runBody('twin')), await calls.run(runBody('twin'))]
    expect(first.id).not.toBe(second.id)
  })

  it('shows a queued job with nothing but id and status, by GET and by POST', async () => {
    const { id } = await calls.run(runBody('bare'))
    expect(await calls.status(id)).toEqual({ id, status: 'IN_QUEUE' })
    expect(await (await calls.post(`status/${id}`)).json()).toEqual({ id, status: 'IN_QUEUE' })
  })

  it('long-polls for the asked time and then shows the job as it is', async () => {
    const { id } = await calls.run(runBody('long'))
    const startedAt = performance.now()
    const response = await calls.call(`status-sync/${id}?wait=1`)
    expect(await response.json()).toEqual({ id, status: 'IN_QUEUE' })
    expect(performance.now() - startedAt).toBeGreaterThan(950)
  })
})

describe('the look-up of an attempt', () => {
  const voidAttempt = async (jobId: string, attempt: string) => {
    const response = await fetch(`${origin()}/local/${endpoint.endpointId}/void`, {
      method: 'POST',
      headers: { authorization: `Bearer ${endpoint.apiKey}` },
      body: JSON.stringify({ job_id: jobId, attempt }),
    })
    return (await response.json()) as unknown
  }

  it('finds an accepted attempt, and makes sure that an unknown one never runs', async () => {
    const { id } = await calls.run(runBody('known', 'a1'))
    expect(await voidAttempt('known', 'a1')).toEqual({ found: true, id })
    expect(await voidAttempt('known', 'a2')).toEqual({ found: false })
    expect((await calls.post('run', runBody('known', 'a2'))).status).toBe(409)
    expect((await calls.post('run', runBody('known', 'a3'))).status).toBe(200)
  })

  it('needs the key', async () => {
    const response = await fetch(`${origin()}/local/${endpoint.endpointId}/void`, { method: 'POST', body: '{"job_id":"a","attempt":"b"}' })
    expect(response.status).toBe(401)
  })
})
