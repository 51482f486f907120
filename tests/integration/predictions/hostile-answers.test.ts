// What a stranger's worker may send, through the real reconciler and a real Postgres: each answer ends in words, is kept as it came, and shows nothing it should not.
import { gunzipSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { PredictionView } from '@/lib/predictions/schema'
import { untilEnded, view } from '../../support/calls'
import { bodyOf, errorText, HOSTILE_ANSWERS, MARKUP, UNSEEN, type HostileAnswer } from '../../support/hostile-answers'
import { expectInvariants } from '../../support/invariants'
import { openStage, submitSmall, untilStatus, untilView, type Stage } from './stage'

let stage: Stage
beforeAll(async () => {
  stage = await openStage()
  await stage.workers(0)
})
afterAll(() => stage.close())

const secret = (): string => stage.endpoint.apiKey

/** A prediction whose job waits at the endpoint, and what makes the text of a body of the job's id. */
async function answered(body: (jobId: string) => string): Promise<{ id: string; sent: string }> {
  const { id } = await submitSmall()
  const jobId = (await untilStatus(id, 'IN_QUEUE')).attempts[0]?.jobId ?? ''
  const sent = body(jobId)
  await stage.fault({ route: 'status', jobId: id, status: 200, body: sent, times: 1_000 })
  return { id, sent }
}

/** Every text in a value, names of members included. */
function textsOf(value: unknown): string[] {
  if (typeof value === 'string') return [value]
  if (typeof value !== 'object' || value === null) return []
  return Object.entries(value).flatMap(([key, inner]) => [key, ...textsOf(inner)])
}

/** Neither our key, nor what a terminal or a reader's eye would be led astray by. */
function expectHarmless(seen: PredictionView): void {
  const texts = textsOf(seen)
  expect(texts.filter((text) => text.includes(secret()))).toEqual([])
  expect(texts.filter((text) => /[^\P{C}\n\t]/u.test(text))).toEqual([])
  expect(texts.filter((text) => text.length > 4_096)).toEqual([])
}

type Stored = { id: string; raw: Buffer | null; results: number }
async function storedOf(predictionId: string): Promise<Stored & { names: string[] }> {
  const [attempt] = await stage.sql<Stored>(`SELECT id, raw_answer AS raw, (SELECT count(*)::int FROM result WHERE attempt_id = attempt.id) AS results
    FROM attempt WHERE prediction_id = $1`, [predictionId])
  if (attempt === undefined) throw new Error('There is no attempt.')
  const files = await stage.sql<{ name: string }>('SELECT name FROM result_file WHERE attempt_id = $1', [attempt.id])
  return { ...attempt, names: files.map(({ name }) => name) }
}

async function expectEnd(seen: PredictionView, { ends, says }: HostileAnswer): Promise<void> {
  const { id, results, names } = await storedOf(seen.id)
  if (ends === 'complete' || ends === 'incomplete') {
    const { verifyStoredResult } = await import('@/lib/predictions/verify-store')
    expect(seen).toMatchObject({ status: 'COMPLETED', complete: ends === 'complete', error: null })
    expect(await verifyStoredResult(id)).toEqual([])
    expect(names.filter((name) => !/^\w[\w.-]{0,99}$/.test(name))).toEqual([])
    expect(new Set(names.map((name) => name.toLowerCase())).size).toBe(names.length)
  } else {
    expect(seen).toMatchObject({ status: 'FAILED', error: { code: ends }, confidence_score: null })
    expect({ results, names }).toEqual({ results: 0, names: [] })
  }
  expect(textsOf(seen).join('\n')).toMatch(says)
}

/** The answer is kept as it came. */
async function expectKept(predictionId: string, sent: string): Promise<void> {
  const { raw } = await storedOf(predictionId)
  expect(raw !== null && gunzipSync(raw).equals(Buffer.from(sent))).toBe(true)
}

describe('a hostile answer of a finished job', () => {
  test.concurrent.each(HOSTILE_ANSWERS)('$name: $ends', async (answer) => {
    const { id, sent } = await answered((jobId) => bodyOf(jobId, answer.output({ secret: secret() })))
    const seen = await untilEnded(id, 100_000)
    await expectEnd(seen, answer)
    expectHarmless(seen)
    await expectKept(id, sent)
  }, 120_000)
})

test('a failed job whose error holds the key, colours, markup and a traceback', async () => {
  const { id, sent } = await answered((jobId) => JSON.stringify({ id: jobId, status: 'FAILED', error: errorText(secret()) }))
  const seen = await untilEnded(id)
  expect(seen).toMatchObject({ status: 'FAILED', error: { reported: expect.stringContaining('CUDA out of memory') } })
  expectHarmless(seen)
  await expectKept(id, sent)
})

test('a failed job whose error is nested 100,000 deep', async () => {
  const { id } = await answered((jobId) => `{"id":"${jobId}","status":"FAILED","error":${'{"error":'.repeat(100_000)}1${'}'.repeat(100_000)}}`)
  const seen = await untilEnded(id)
  expect(seen).toMatchObject({ status: 'FAILED', error: { reported: expect.stringContaining('nested too deeply') } })
})

test('hostile progress is shown without what is hostile, or not at all', async () => {
  const progress = { seq: 1, stage: `msa \u001b[31m\u0000${MARKUP.slice(0, 5)}`, fraction: 0.5, message: `${secret()} ${UNSEEN} ${MARKUP}` }
  const { id } = await answered((jobId) => JSON.stringify({ id: jobId, status: 'IN_PROGRESS', workerId: `${secret()}${UNSEEN}`, output: progress }))
  expectHarmless(await untilView(id, (seen) => seen.progress?.fraction === 0.5))
  for (const output of [`{"seq":1e400,"stage":"msa","fraction":2}`, `{"seq":2,"stage":"${'x'.repeat(300_000)}"}`, '['.repeat(100_000) + ']'.repeat(100_000), '{"seq":-1,"__proto__":{"stage":"x"}}']) {
    const calls = (await stage.callsOf('status')).length
    await stage.fault({ route: 'status', jobId: id, status: 200, body: `{"id":"x","status":"IN_PROGRESS","output":${output}}`, times: 1 })
    await expect.poll(async () => (await stage.callsOf('status')).length, { timeout: 20_000 }).toBeGreaterThan(calls + 1)
    expect(await view(id)).toMatchObject({ status: 'IN_PROGRESS', progress: { fraction: 0.5 } })
  }
})

test('afterwards nothing is polluted, and the database keeps what is promised of it', async () => {
  expect(Reflect.get({}, 'polluted')).toBeUndefined()
  await expectInvariants(stage.databaseUrl)
})
