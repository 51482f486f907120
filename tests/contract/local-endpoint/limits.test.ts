// Items 7 and 26: bodies that are too large, and RunPod's limits per key and endpoint.
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { until } from '../../support/calls'
import { runBody } from './start'
import { startSteered, type Steered } from './steered'

let at: Steered
beforeAll(async () => { at = await startSteered({ workers: 0, otherEndpoints: { second: 'simulated' } }) })
afterEach(() => at.control('POST', 'reset'))
afterAll(() => at.close())

const statusesOf = async (times: number, call: () => Promise<Response>) => {
  const statuses: number[] = []
  for (let one = 0; one < times; one += 1) statuses.push((await call()).status)
  return statuses
}

describe('item 7', () => {
  it('a body above the limit: 400 with RunPod\'s words, or 502 from its edge by switch', async () => {
    const body = JSON.stringify({ input: { text: 'x'.repeat(10 * 1024 * 1024) } })
    const send = async (route: string, text = body) => {
      const response = await at.call(route, { method: 'POST', body: text })
      return [response.status, await response.text()]
    }
    expect(await send('run')).toEqual([400, 'bad request: body: exceeded max body size of 10MiB'])
    expect(await send('runsync', JSON.stringify({ input: { text: 'x'.repeat(20 * 1024 * 1024) } }))).toEqual([400, 'bad request: body: exceeded max body size of 20MiB'])
    await at.settings({ oversizeStatus: 502 })
    expect(await send('run')).toEqual([502, expect.stringContaining('<html>')])
  })
})

describe('item 26', () => {
  it('is off by default', async () => {
    expect(await statusesOf(5, () => at.post('purge-queue'))).toEqual([200, 200, 200, 200, 200])
  })

  it('answers 429 over the limit, per endpoint, without effect, and admits again when the window has passed', async () => {
    await at.settings({ rateLimits: 'runpod' })
    const { id } = await at.run(runBody('kept'))
    expect(await statusesOf(3, () => at.post('purge-queue'))).toEqual([200, 200, 429])
    const other = await fetch(`${at.endpoint.baseUrl}/second/purge-queue`, { method: 'POST', headers: { authorization: at.endpoint.apiKey } })
    expect(other.status).toBe(200)
    const [again] = [await at.run(runBody('again'))]
    expect((await at.post('purge-queue')).status).toBe(429)
    expect((await at.status(again.id)).status).toBe('IN_QUEUE')
    expect(await at.httpStatus(`status/${id}`)).toBe(404)
    await at.advance(9_999)
    expect((await at.post('purge-queue')).status).toBe(429)
    await at.advance(1)
    expect((await at.post('purge-queue')).status).toBe(200)
  })

  it('says when to come again as seconds, as a date, or not at all', async () => {
    await at.settings({ rateLimits: { cancel: { per10s: 0 }, read: { per10s: 1 } } })
    expect((await at.call('status/a')).status).toBe(404)
    const told = async () => (await at.call('status-sync/a')).headers.get('retry-after')
    expect(await told()).toBeNull()
    await at.settings({ retryAfter: 'seconds' })
    await at.advance(3_000)
    expect(await told()).toBe('7')
    await at.settings({ retryAfter: 'date' })
    const date = await told()
    expect(Date.parse(date ?? '') - at.clock.now()).toBeGreaterThan(5_000)
    expect((await at.post('cancel/a')).status).toBe(429)
    expect((await at.call('health')).status).toBe(200)
  })

  it('counts calls that are under way, until they are answered', async () => {
    await at.settings({ rateLimits: { read: { per10s: 100_000, concurrent: 1 } } })
    const { id } = await at.run(runBody('watched'))
    const polled = at.call(`status-sync/${id}?wait=30000`)
    const tally = async () => (await at.control('GET', 'tally')).body as { jobs: Record<string, Record<string, number>> }
    await until(tally, ({ jobs }) => jobs[`local/${id}`]?.['status-sync'] === 1)
    expect(await at.httpStatus(`status/${id}`)).toBe(429)
    await at.advance(30_000)
    expect((await polled).status).toBe(200)
    await until(() => at.httpStatus(`status/${id}`), (status) => status === 200)
  })

  it('a wrong key is refused before it counts', async () => {
    await at.settings({ rateLimits: { read: { per10s: 1 } } })
    expect(await statusesOf(3, () => fetch(`${at.endpoint.baseUrl}/local/status/a`, { headers: { authorization: 'wrong' } }))).toEqual([401, 401, 401])
    expect(await at.httpStatus('status/a')).toBe(404)
  })
})
