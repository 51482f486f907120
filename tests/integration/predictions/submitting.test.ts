// The first table of the submission design, end to end against the local endpoint: what follows each class of answer to /run.
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { untilEnded, view } from '../../support/calls'
import { MINUTE_MS, openStage, submitSmall, untilAttempt, untilView, type Stage } from './stage'

let stage: Stage
beforeAll(async () => { stage = await openStage() })
afterAll(() => stage.close())
beforeEach(async () => { await stage.control('POST', 'reset', {}) })

const endpointRow = async () => {
  const [row] = await stage.sql<{ pausedCode: string | null; gate: string; waitMs: number | null }>(
    `SELECT paused_code AS "pausedCode", gate, (EXTRACT(EPOCH FROM not_before - app_now()) * 1000)::float8 AS "waitMs" FROM endpoint`)
  return row
}

describe('accepted', () => {
  test('the job id is stored on the attempt, and there is one job', async () => {
    const { id } = await submitSmall()
    const seen = await untilEnded(id)
    expect(seen).toMatchObject({ status: 'COMPLETED', submittedAt: expect.any(String) })
    const ledger = await stage.ledgerOf(id)
    expect(ledger.map((line) => line.id)).toEqual([seen.attempts[0]?.jobId])
  })
})

describe('refused, with proof that nothing runs', () => {
  test('conformance 7: 429 with Retry-After is QUEUED until then, the same attempt is called again', async () => {
    await stage.fault({ route: 'run', status: 429, headers: { 'retry-after': '100' }, body: 'slow down' })
    const { id } = await submitSmall()
    const seen = await untilAttempt(id, 'REFUSED')
    expect(seen.status).toBe('QUEUED')
    const row = await endpointRow()
    expect(row?.waitMs).toBeGreaterThan(80_000)
    expect(row?.waitMs).toBeLessThanOrEqual(100_000)
    expect(await stage.ledgerOf(id)).toEqual([])
    await stage.pass(100_000)
    expect(await untilEnded(id)).toMatchObject({ status: 'COMPLETED' })
    expect(await stage.callsOf('run')).toHaveLength(2)
    expect(await stage.ledgerOf(id)).toHaveLength(1)
    expect((await view(id)).attempts).toHaveLength(1)
  })

  test.each([401, 403, 404])('conformance 17: %i pauses the endpoint; the prediction waits, says why, and goes on by itself', async (status) => {
    await stage.fault({ route: 'run', status, body: 'no' })
    const { id } = await submitSmall()
    // The pause itself may be over before it is looked at: the local endpoint is probed after a second.
    const seen = await untilView(id, ({ events }) => events.some(({ kind, message }) => kind === 'waiting' && message.includes(String(status))))
    expect(seen.error).toBeNull()
    await stage.pass(MINUTE_MS)
    expect(await untilEnded(id)).toMatchObject({ status: 'COMPLETED', attempts: [{ outcome: 'COMPLETED' }] })
    expect(await stage.ledgerOf(id)).toHaveLength(1)
  })

  test.each([
    [400, 'bad request: input', 'REQUEST_REFUSED'],
    [422, { error: 'no' }, 'REQUEST_REFUSED'],
    [413, 'too large', 'REQUEST_TOO_LARGE'],
    [400, 'bad request: body: exceeded max body size of 10MiB', 'REQUEST_TOO_LARGE'],
  ])('%i %j: FAILED %s, nothing ran', async (status, body, code) => {
    await stage.fault({ route: 'run', status, body })
    const { id } = await submitSmall()
    const seen = await untilEnded(id)
    expect(seen).toMatchObject({ status: 'FAILED', error: { code } })
    expect(seen.error?.reported).toContain(String(status))
    expect(seen.attempts).toMatchObject([{ state: 'ENDED', outcome: 'FAILED' }])
    expect(await stage.ledgerOf(id)).toEqual([])
    expect(await stage.callsOf('run')).toHaveLength(1)
  })
})

const AMBIGUOUS: [string, object][] = [
  ['500', { status: 500, body: { error: 'internal' } }],
  ['502 in HTML', { status: 502, headers: { 'content-type': 'text/html' }, body: '<html>Bad gateway</html>' }],
  ['408', { status: 408, body: 'timeout' }],
  ['a connection cut before the answer', { cut: 'drop' }],
  ['a connection cut within the answer', { cut: 'half' }],
  ['2xx without an id', { status: 200, body: { status: 'IN_QUEUE' } }],
  ['2xx with an id that is none', { status: 200, body: { id: '../../etc', status: 'IN_QUEUE' } }],
  ['2xx that is not JSON', { status: 200, body: 'ok' }],
]

describe('conformance 7: ambiguous is SUBMIT_UNKNOWN, then the local endpoint\'s look-up', () => {
  test.each(AMBIGUOUS)('%s, and the job was taken: it is adopted', async (_name, fault) => {
    await stage.fault({ route: 'run', handle: true, ...fault })
    const { id } = await submitSmall()
    const seen = await untilEnded(id)
    expect(seen.status).toBe('COMPLETED')
    expect(seen.submittedAt).not.toBeNull()
    expect(seen.attempts).toHaveLength(1)
    expect(seen.events.map((event) => event.kind)).toEqual(expect.arrayContaining(['submitUnknown', 'adopted']))
    expect((await stage.ledgerOf(id)).map((line) => line.id)).toEqual([seen.attempts[0]?.jobId])
    expect(await stage.callsOf('run')).toHaveLength(1)
  })

  test.each(AMBIGUOUS)('%s, and the job was not taken: it is voided, a new attempt runs, a late /run gets 409', async (_name, fault) => {
    await stage.fault({ route: 'run', handle: false, ...fault })
    const { id } = await submitSmall()
    const seen = await untilEnded(id)
    expect(seen.status).toBe('COMPLETED')
    expect(seen.attempts).toMatchObject([{ number: 1, state: 'ENDED', outcome: 'VOID', jobId: null }, { number: 2, outcome: 'COMPLETED', current: true }])
    const [first, second] = await stage.callsOf('run')
    const { baseUrl, endpointId, apiKey } = stage.endpoint
    const late = await fetch(`${baseUrl}/${endpointId}/run`, { method: 'POST', headers: { authorization: `Bearer ${apiKey}` }, body: first?.body })
    expect(late.status).toBe(409)
    expect(second).toBeDefined()
    expect(await stage.ledgerOf(id)).toHaveLength(1)
  })

  test('after an unknown one nothing is submitted until /health is 200, then one at a time until one is accepted', async () => {
    await stage.fault([{ route: 'run', status: 500, body: 'x' }, { route: 'health', status: 500, body: 'x', times: 1 }])
    const all = await Promise.all([1, 2, 3].map(() => submitSmall()))
    const seen = await Promise.all(all.map(({ id }) => untilEnded(id)))
    expect(seen.map(({ status }) => status)).toEqual(['COMPLETED', 'COMPLETED', 'COMPLETED'])
    expect(await endpointRow()).toMatchObject({ gate: 'open' })
    for (const { id } of all) expect(await stage.ledgerOf(id)).toHaveLength(1)
  })
})

test('conformance 5: a request above the size limit is refused before anything leaves', async () => {
  const { id } = await submitSmall()
  const { decideSubmit } = await import('@/lib/predictions/decide-submit')
  const { submitRun } = await import('@/lib/compute/job-api')
  const answer = await submitRun({ kind: 'local', ...stage.endpoint }, { input: { text: 'x'.repeat(10 * 1024 * 1024) } })
  expect(decideSubmit(answer, 1, 0)).toMatchObject({ kind: 'failed', failureCode: 'REQUEST_TOO_LARGE' })
  await untilEnded(id)
  expect(await stage.callsOf('run')).toHaveLength(1)
})
