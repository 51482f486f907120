// Each fault on each route, real sockets in between: whatever a call meets, everything ends, and no prediction is taken twice.
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { json, untilEnded, view } from '../../support/calls'
import { expectInvariants } from '../../support/invariants'
import { MINUTE_MS, openStage, submitSmall, untilAttempt, untilStatus, untilView, type Stage } from './stage'

const HTML = '<!doctype html><title>Error</title><h1>Something went wrong</h1>'
const FAULTS: Record<string, object> = {
  '500 with HTML': { status: 500, body: HTML },
  '502': { status: 502, body: '' },
  '502 after it took effect': { status: 502, body: HTML, handle: true },
  '503': { status: 503, body: '' },
  '504 after it took effect': { status: 504, body: '', handle: true },
  '200 with HTML': { status: 200, headers: { 'content-type': 'text/html' }, body: HTML },
  'a reset before': { cut: 'drop', when: 'before' },
  'a reset after': { cut: 'drop', when: 'after' },
  'a reset in the middle of the answer': { cut: 'drop', when: 'half' },
  'truncated JSON': { cut: 'truncate' },
  'an answer that comes late': { delayMs: 1_500 },
  'an answer that drips': { drip: { part: 'both', bytes: 40, everyMs: 50 } },
  '404': { status: 404, body: '{}' },
  '429': { status: 429, headers: { 'retry-after': '1' }, body: '' },
}
const NAMES = Object.keys(FAULTS)

let stage: Stage
beforeAll(async () => { stage = await openStage({ loop: false }) })
afterAll(() => stage.close())
beforeEach(async () => { await stage.control('POST', 'reset', {}) })

/** Lets time pass, as long as it takes, until all of these have ended. */
async function pumped(ids: string[]): Promise<string[]> {
  let isOver = false
  const all = Promise.all(ids.map(async (id) => (await untilEnded(id)).status))
  void all.finally(() => { isOver = true })
  // Pauses double, and what is unknown waits for its judgement: minutes, none of which need be waited for.
  while (!isOver) {
    await Promise.race([all, expect.poll(() => isOver, { timeout: 1_500 }).toBe(true).catch(() => undefined)])
    if (!isOver) await stage.pass(MINUTE_MS / 2)
  }
  return all
}

/** Predictions that nothing looks at yet, one for each fault, which its calls of `route` will meet so many times. */
async function prepared(route: string, times: number): Promise<string[]> {
  const ids: string[] = []
  for (const name of NAMES) {
    const { id } = await submitSmall({ name: `${route}: ${name}` })
    ids.push(id)
    await stage.fault({ route, jobId: id, times, ...FAULTS[name] })
  }
  return ids
}

async function expectTakenOnce(ids: string[]): Promise<void> {
  for (const id of ids) {
    const { attempts } = await view(id)
    const taken = await stage.ledgerOf(id)
    expect(new Set(taken.map(({ attempt }) => attempt)).size).toBe(taken.length)
    // Attempts that were proven to run nowhere were never in the ledger.
    expect(taken).toHaveLength(attempts.filter(({ outcome }) => outcome !== 'VOID').length)
  }
  await expectInvariants(stage.databaseUrl)
}

describe('conformance 27: each fault', () => {
  test.each([['run', 1], ['status', 1], ['status', 3]])('on /%s, %i times', async (route, times) => {
    const ids = await prepared(route, times)
    const loop = await stage.startLoop()
    expect(await pumped(ids)).toEqual(ids.map(() => 'COMPLETED'))
    await loop.stop()
    await expectTakenOnce(ids)
  }, 120_000)

  test('on /cancel: repeated until it is answered', async () => {
    // So many workers that all have their place.
    await stage.workers(NAMES.length)
    for (const _name of NAMES) await stage.behave({ kind: 'slow', seconds: 600 })
    const ids = await prepared('cancel', 2)
    const loop = await stage.startLoop()
    for (const id of ids) await untilStatus(id, 'IN_PROGRESS')
    for (const id of ids) await json('POST', `/api/v1/predictions/${id}/cancel`, { expect: 202 })
    expect(await pumped(ids)).toEqual(ids.map(() => 'CANCELLED'))
    await loop.stop()
    const jobs = await stage.control<{ pair: { jobId: string } | null; status: string }[]>('GET', 'jobs')
    // A 404 has heard the cancel as far as anybody can tell: that its job runs on is said as not confirmed.
    const heard = ids.filter((_id, at) => NAMES[at] !== '404')
    expect(jobs.filter(({ pair }) => heard.includes(pair?.jobId ?? '')).map(({ status }) => status)).toEqual(heard.map(() => 'CANCELLED'))
    expect((await view(ids[NAMES.indexOf('404')] ?? '')).notice).toMatchObject({ code: 'CANCEL_NOT_CONFIRMED' })
    await stage.control('POST', 'clock', { advanceMs: 10 * MINUTE_MS })
    await expectTakenOnce(ids)
  }, 120_000)

  test.each(['503', '200 with HTML', 'a reset after', 'truncated JSON', 'an answer that drips', '429'])('on /health (%s): a gate after an unknown submit opens all the same', async (name) => {
    const loop = await stage.startLoop()
    await stage.fault({ route: 'run', status: 502, body: '', handle: false })
    await stage.fault({ route: 'health', times: 2, ...FAULTS[name] })
    const { id } = await submitSmall()
    const { id: other } = await submitSmall()
    expect(await pumped([id, other])).toEqual(['COMPLETED', 'COMPLETED'])
    await loop.stop()
    await expectTakenOnce([id, other])
  }, 120_000)

  test('on /run while the look-up of what became of it goes wrong too', async () => {
    const ids: string[] = []
    for (const name of NAMES) {
      const { id } = await submitSmall({ name: `void: ${name}` })
      ids.push(id)
      await stage.fault({ route: 'run', jobId: id, cut: 'drop', when: ids.length % 2 === 0 ? 'before' : 'after' })
      await stage.fault({ route: 'void', jobId: id, times: 2, ...FAULTS[name] })
    }
    const loop = await stage.startLoop()
    expect(await pumped(ids)).toEqual(ids.map(() => 'COMPLETED'))
    await loop.stop()
    await expectTakenOnce(ids)
  }, 120_000)

  test('on the look-up, which names the job of another for ever: the unknown one ends by time, and takes nothing of it', async () => {
    const loop = await stage.startLoop()
    const other = await untilEnded((await submitSmall()).id)
    await stage.fault({ route: 'run', status: 502, body: '', handle: false })
    await stage.fault({ route: 'void', times: 1_000, status: 200, body: JSON.stringify({ found: true, id: other.attempts[0]?.jobId }) })
    const { id, ttlMs } = await submitSmall()
    await untilAttempt(id, 'SUBMIT_UNKNOWN')
    await stage.pass(ttlMs + 31 * MINUTE_MS)
    expect(await untilEnded(id)).toMatchObject({ status: 'FAILED', error: { code: 'SUBMIT_LOST' }, attempts: [{ jobId: null }] })
    await loop.stop()
    expect((await view(other.id)).attempts).toEqual(other.attempts)
  }, 120_000)
})

describe('conformance 27: clocks that jump', () => {
  const JUMP_MS = 20 * MINUTE_MS

  test.each<[string, number, number]>([['the database\'s, ahead', JUMP_MS, 0], ['the database\'s, back again', -JUMP_MS, 0], ['the endpoint\'s, ahead', 0, JUMP_MS]])('%s', async (_which, databaseMs, endpointMs) => {
    const loop = await stage.startLoop()
    await stage.behave({ kind: 'slow', seconds: 2 })
    const running = await submitSmall()
    await untilStatus(running.id, 'IN_PROGRESS')
    await stage.workers(0)
    const waiting = await submitSmall()
    await untilStatus(waiting.id, 'IN_QUEUE')
    if (endpointMs > 0) await stage.control('POST', 'clock', { advanceMs: endpointMs })
    if (databaseMs !== 0) await stage.pass(databaseMs)
    const later = await submitSmall()
    await stage.workers(2)
    for (const { id } of [running, waiting, later]) expect(await untilView(id, ({ status }) => status === 'COMPLETED')).toMatchObject({ error: null })
    await loop.stop()
    await expectTakenOnce([running.id, waiting.id, later.id])
  })
})
