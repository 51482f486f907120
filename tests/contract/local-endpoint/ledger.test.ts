// The ledger: every accepted /run with the hashes of what was sent, for ever; and the count of who was asked for what.
import { createHash } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { LocalEndpoint } from '@/local-endpoint/server'
import { callsOf, dataFolder, dropFolder, runBody, startHere, startProgram, whenEnded } from './start'

const folder = dataFolder()
let endpoint: LocalEndpoint
let calls: ReturnType<typeof callsOf>
const hash = (bytes: string | Uint8Array) => createHash('sha256').update(bytes).digest('hex')
type Line = { id: string; jobId: string | null; attempt: string | null; at: number; inputSha256: string; yamlSha256: string | null }
type Tally = { routes: Record<string, Record<string, number>>; jobs: Record<string, Record<string, number>>; seconds: { routes: Record<string, number> }[]; mostIn10Seconds: Record<string, number> }

beforeAll(async () => {
  endpoint = await startHere(folder, { workers: 0 })
  calls = callsOf(endpoint)
})
afterAll(async () => {
  await endpoint.close()
  dropFolder(folder)
})

const ledger = async (of = calls) => (await of.control('GET', 'ledger')).body as Line[]

describe('the ledger', () => {
  it('holds the hash of the input as it came and of the YAML in it', async () => {
    const { input, policy } = runBody('hashed', 'a1')
    const text = JSON.stringify(input, null, 3)
    const { id } = (await (await calls.call('run', { method: 'POST', body: `{"policy": ${JSON.stringify(policy)}, "input": ${text} }` })).json()) as { id: string }
    expect((await ledger()).find((line) => line.id === id)).toEqual({
      endpointId: 'local', id, jobId: 'hashed', attempt: 'a1', at: expect.any(Number) as number, inputSha256: hash(text), yamlSha256: hash(Buffer.from(input.input_yaml, 'base64')),
    })
    const bare = await calls.run({ input: { prompt: 'x' } })
    expect((await ledger()).find((line) => line.id === bare.id)).toMatchObject({ jobId: null, yamlSha256: null, inputSha256: hash('{"prompt":"x"}') })
  })

  it('survives kill -9, purge and a second start, and answers the look-up of an attempt whose job is gone', { timeout: 120_000 }, async () => {
    const own = dataFolder()
    const first = await startProgram(own, '--workers', '0')
    const before = callsOf(first.address)
    await Promise.all(Array.from({ length: 40 }, (_, index) => before.run(runBody(`p${index}`, 'a'))))
    await before.post('purge-queue')
    const accepted = await ledger(before)
    first.program.kill('SIGKILL')
    await whenEnded(first.program)
    const second = await startHere(own, { workers: 0 })
    expect(accepted).toHaveLength(40)
    expect(await ledger(callsOf(second))).toEqual(accepted)
    await second.close()
    const third = await startHere(own, { workers: 0 })
    expect(await ledger(callsOf(third))).toEqual(accepted)
    const answer = await fetch(`${third.baseUrl.replace('/v2', '/local')}/local/void`, { method: 'POST', headers: { authorization: third.apiKey }, body: JSON.stringify({ job_id: 'p7', attempt: 'a' }) })
    expect(await answer.json()).toEqual({ found: true, id: accepted.find(({ jobId }) => jobId === 'p7')?.id })
    await third.close()
    dropFolder(own)
  })
})

describe('the tally', () => {
  it('counts calls by route and answer, by job, known or not, and by second', async () => {
    await calls.control('POST', 'reset')
    const { id } = await calls.run(runBody('counted'))
    for (let call = 0; call < 3; call += 1) await calls.status(id)
    await calls.call('status/never-submitted-u1')
    await calls.control('POST', 'faults', { route: 'status', cut: 'drop' })
    await expect(calls.call(`status/${id}`)).rejects.toThrow()
    const tally = (await calls.control('GET', 'tally')).body as Tally
    expect(tally.routes).toEqual({ run: { 200: 1 }, status: { 200: 3, 404: 1, none: 1 } })
    expect(tally.jobs).toEqual({ [`local/${id}`]: { status: 4 }, 'local/never-submitted-u1': { status: 1 } })
    expect(tally.seconds.reduce((sum, { routes }) => sum + (routes.status ?? 0), 0)).toBe(5)
    expect(tally.mostIn10Seconds).toEqual({ run: 1, status: 5 })
  })
})
