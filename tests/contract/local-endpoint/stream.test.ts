// Item 14: `/stream` hands out each chunk once, waits about 10 s for one by the clock, and always has a list.
import runpodSdk from 'runpod-sdk'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { until } from '../../support/calls'
import { runBody } from './start'
import { startSteered, type Steered } from './steered'

let at: Steered
beforeAll(async () => { at = await startSteered() })
afterEach(() => at.control('POST', 'reset'))
afterAll(() => at.close())

type StreamBody = { status: string; stream: { output: unknown }[] }
const stream = async (id: string, query = '') => (await (await at.call(`stream/${id}${query}`)).json()) as StreamBody

describe('/stream', () => {
  it('drains: each chunk once, in order, and after the end what was left', async () => {
    await at.script('yields', { kind: 'stream', chunks: [{ step: 1 }, 'two', 3], everySeconds: 10 })
    const { id } = await at.run(runBody('yields'))
    await at.untilStatus(id, 'IN_PROGRESS')
    await at.advance(10_000)
    expect(await stream(id)).toEqual({ status: 'IN_PROGRESS', stream: [{ output: { step: 1 } }] })
    await at.advance(20_000)
    expect(await stream(id)).toEqual({ status: 'COMPLETED', stream: [{ output: 'two' }, { output: 3 }] })
    expect(await (await at.post(`stream/${id}`)).json()).toEqual({ status: 'COMPLETED', stream: [] })
    expect(await at.status(id)).not.toHaveProperty('output')
  })

  it('gives the whole list as output when the handler aggregates', async () => {
    await at.script('aggregates', { kind: 'stream', chunks: [1, 2], aggregate: true })
    const { id } = await at.run(runBody('aggregates'))
    expect(await at.end(id)).toMatchObject({ status: 'COMPLETED', output: [1, 2] })
  })

  it('waits 10 s for a chunk and then has an empty list', async () => {
    await at.settings({ workers: 0 })
    const { id } = await at.run(runBody('silent'))
    let answer: StreamBody | null = null
    const answered = stream(id).then((body) => (answer = body))
    const tally = async () => (await at.control('GET', 'tally')).body as { jobs: Record<string, { stream?: number }> }
    await until(tally, ({ jobs }) => jobs[`local/${id}`]?.stream === 1)
    await at.advance(9_999)
    await at.status(id)
    expect(answer).toBeNull()
    await at.advance(1)
    expect(await answered).toEqual({ status: 'IN_QUEUE', stream: [] })
  })

  it('answers as soon as there is a chunk or an end, and 404 for a job that nobody knows', async () => {
    await at.script('soon', { kind: 'stream', chunks: ['x'] })
    const { id } = await at.run(runBody('soon'))
    const bodies = [await stream(id, '?wait=300000'), await stream(id, '?wait=300000')]
    expect(bodies.flatMap((body) => body.stream)).toEqual([{ output: 'x' }])
    expect(bodies[1]?.status).toBe('COMPLETED')
    expect(await at.httpStatus('stream/nobody-u1')).toBe(404)
  })

  it('runpod-sdk\'s stream yields every chunk and ends with the job', async () => {
    await at.script('sdk', { kind: 'stream', chunks: [{ n: 1 }, { n: 2 }, { n: 3 }] })
    const sdk = runpodSdk(at.endpoint.apiKey, { baseUrl: at.endpoint.baseUrl }).endpoint(at.endpoint.endpointId)
    const { id } = (await sdk?.run(runBody('sdk'))) ?? { id: '' }
    const seen: unknown[] = []
    for await (const chunk of sdk?.stream(id) ?? []) seen.push(chunk)
    expect(seen).toEqual([{ output: { n: 1 } }, { output: { n: 2 } }, { output: { n: 3 } }])
  })
})
