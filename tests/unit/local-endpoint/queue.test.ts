// The pure parts of the queue: what a /run body must be, what a journal replays to, which fault a call meets.
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { Fault, playOf, takesEffect } from '@/local-endpoint/faults/fault'
import { FaultTable } from '@/local-endpoint/faults/fault-table'
import { memberText } from '@/local-endpoint/input-span'
import { replay, summarise, type Ending, type JournalEntry } from '@/local-endpoint/jobs/history'
import { renderJob, type Job } from '@/local-endpoint/jobs/job'
import { endOfLife } from '@/local-endpoint/jobs/lifetime'
import { parseRunBody } from '@/local-endpoint/run-body'
import { ProgressCounter, stagesAfterInput } from '@/local-endpoint/worker/stages'

const job = (id: string, fields: Partial<Job> = {}): Job => ({
  id,
  input: { job_id: `p-${id}`, attempt: 'a' },
  webhook: null,
  policy: { executionTimeout: 600_000, ttl: 86_400_000 },
  pair: { jobId: `p-${id}`, attempt: 'a' },
  submittedAt: 1_000,
  status: 'IN_QUEUE',
  startedAt: null,
  endedAt: null,
  workerId: null,
  retries: 0,
  progress: null,
  output: null,
  error: null,
  owed: null,
  keepMs: null,
  ...fields,
})

const ended = (id: string, ending: Partial<Ending> = {}): JournalEntry => ({
  type: 'ended',
  id,
  startedAt: 2_000,
  endedAt: 5_000,
  workerId: 'w',
  ending: { status: 'COMPLETED', error: null, output: { kind: 'inline', text: '{"a":1}' }, retries: 0, ...ending },
})

describe('a /run body', () => {
  it('gets the documented defaults, and policies are kept within their bounds', () => {
    expect(parseRunBody('{"input":{"x":1}}')).toMatchObject({ ok: true, body: { policy: { executionTimeout: 600_000, ttl: 86_400_000 }, pair: null } })
    const text = JSON.stringify({ input: { x: 1 }, policy: { executionTimeout: 1, ttl: 1e12 } })
    expect(parseRunBody(text)).toMatchObject({ ok: true, body: { policy: { executionTimeout: 5_000, ttl: 604_800_000 } } })
  })

  it('names the attempt it belongs to', () => {
    const text = JSON.stringify({ input: { job_id: 'p', attempt: 'a' }, webhook: 'https://example.org/x' })
    expect(parseRunBody(text)).toMatchObject({ ok: true, body: { pair: { jobId: 'p', attempt: 'a' }, webhook: 'https://example.org/x' } })
  })
})

describe('the journal', () => {
  it('replays running jobs as queued, finished ones as finished, and counts each ending once however often it is summarised', () => {
    const entries: JournalEntry[] = [
      { type: 'accepted', job: job('one') },
      { type: 'accepted', job: job('two') },
      { type: 'accepted', job: job('three') },
      ended('one'),
      ended('two', { status: 'FAILED', error: 'job timed out after 1 retries', output: null, retries: 1 }),
      { type: 'voided', jobId: 'p', attempt: 'x' },
    ]
    const once = replay(entries)
    const twice = replay(summarise(replay(summarise(once))))
    for (const history of [once, twice]) {
      expect([...history.jobs.values()].map(({ status }) => status)).toEqual(['COMPLETED', 'FAILED', 'IN_QUEUE'])
      expect(history.counts).toEqual({ completed: 1, failed: 1, retried: 1 })
      expect(history.voided.size).toBe(1)
      expect([...history.ledger.keys()]).toEqual(['one', 'two', 'three'])
    }
  })

  it('keeps a removed job in the ledger', () => {
    const history = replay([{ type: 'accepted', job: job('one') }, { type: 'removed', ids: ['one'] }])
    expect([history.jobs.size, history.ledger.size]).toEqual([0, 1])
    expect(replay(summarise(history)).ledger.size).toBe(1)
  })
})

describe('a job that a connected worker has', () => {
  const took = (workerId: string, retries: number): JournalEntry => ({ type: 'started', id: 'one', startedAt: 2_000, workerId, retries })

  it('is still with it after a replay, and after a summary of that', () => {
    const once = replay([{ type: 'accepted', job: job('one') }, took('first', 0), took('second', 1)])
    for (const history of [once, replay(summarise(once))]) {
      expect(history.jobs.inProgress()).toMatchObject([{ id: 'one', status: 'IN_PROGRESS', startedAt: 2_000, workerId: 'second', retries: 1, input: job('one').input }])
      expect([...history.jobs.queued()]).toEqual([])
    }
  })

  it('waits as if it had never started when it begins anew', () => {
    const { jobs } = replay([{ type: 'accepted', job: job('one') }, took('first', 1), { type: 'requeued', id: 'one' }])
    expect(jobs.inProgress()).toEqual([])
    expect([...jobs.queued()]).toEqual([job('one')])
  })
})

describe('the life of a job', () => {
  const LONG = { retention: 'long', queueExpiry: 'forgotten' } as const
  const RUNPOD = { retention: 'runpod', queueExpiry: 'forgotten' } as const
  const done = (fields: Partial<Job> = {}) => job('done', { status: 'COMPLETED', endedAt: 5_000, ...fields })
  const DAY = 86_400_000

  it.each([
    ['a queued job lives for its ttl', job('q'), LONG, 1_000 + DAY],
    ['so does a running one', job('r', { status: 'IN_PROGRESS', startedAt: 2_000 }), RUNPOD, 1_000 + DAY],
    ['or without end, when it is to end as TIMED_OUT', job('q'), { ...RUNPOD, queueExpiry: 'TIMED_OUT' }, Infinity],
    ['a result is kept for 7 days, whatever the ttl', done(), LONG, 5_000 + 7 * DAY],
    ['on RunPod for 30 minutes', done(), RUNPOD, 5_000 + 1_800_000],
    ['but not beyond the ttl', done({ policy: { executionTimeout: 5_000, ttl: 60_000 } }), RUNPOD, 61_000],
    ['of /runsync for one', done({ id: 'sync-done' }), RUNPOD, 5_000 + 60_000],
    ['or for as long as its reader wants', done({ keepMs: 7_000 }), LONG, 12_000],
    ['which can not make it longer', done({ keepMs: 7 * DAY }), RUNPOD, 5_000 + 1_800_000],
    ['one that timed out in the queue is to be seen', done({ status: 'TIMED_OUT', endedAt: 1_000 + DAY }), RUNPOD, 1_000 + DAY + 1_800_000],
  ] as const)('%s', (_name, one, rules, end) => {
    expect(endOfLife(one, rules)).toBe(end)
  })
})

describe('the job object', () => {
  it('leaves out what is not known instead of saying null', () => {
    expect(JSON.parse(renderJob(job('a'), null))).toEqual({ id: 'a', status: 'IN_QUEUE' })
    const running = job('a', { status: 'IN_PROGRESS', startedAt: 1_250, workerId: 'w' })
    expect(JSON.parse(renderJob(running, '{"seq":1}'))).toEqual({ delayTime: 250, id: 'a', output: { seq: 1 }, status: 'IN_PROGRESS', workerId: 'w' })
  })
})

describe('faults', () => {
  const facts = (route: string, more: { now?: number; prediction?: string; age?: number } = {}) => ({
    route,
    now: more.now ?? 0,
    predictionId: () => more.prediction ?? null,
    jobAgeMs: () => more.age ?? null,
  })
  const tableOf = (...faults: object[]) => {
    const table = new FaultTable()
    faults.forEach((fault) => table.add(Fault.parse(fault), 1_000))
    return table
  }

  it('are taken in order, counted down, and meet their route only', () => {
    const table = tableOf({ route: 'run', status: 500, times: 2 }, { route: '*', cut: 'drop' })
    expect(['status', 'run', 'run', 'run'].map((route) => playOf(table.take(facts(route)))?.status ?? null)).toEqual([null, 500, 500, null])
    expect(table.list()).toEqual([])
  })

  it('let the call take effect unless they replace its answer or cut it before', () => {
    const effects = [{ cut: 'drop' }, { status: 502 }, { status: 502, handle: true }, { body: '' }, { bodyBytes: 9 }, { cut: 'drop', when: 'before' }, { delayMs: 5, when: 'before' }]
    expect(effects.map((fault) => takesEffect(Fault.parse({ route: 'run', ...fault })))).toEqual([true, false, true, false, false, false, true])
  })

  it('that are met by chance last until a reset and are met as often as they say, again from the same seed', () => {
    const drawn = (seed: number, start = 0) => {
      const table = new FaultTable(start)
      table.add(Fault.parse({ route: '*', probability: 0.05, seed, cut: 'drop', when: 'any' }), 0)
      return Array.from({ length: 4_000 }, () => table.take(facts('status')).map(({ when, cut }) => `${when}/${cut}`)[0] ?? '')
    }
    const met = drawn(1).filter((one) => one !== '')
    expect(met.length).toBeGreaterThan(140)
    expect(met.length).toBeLessThan(260)
    expect([...new Set(met)].sort()).toEqual(['after/drop', 'before/drop', 'half/half'])
    expect(drawn(1)).toEqual(drawn(1))
    expect(drawn(2)).not.toEqual(drawn(1))
    expect(drawn(1, 1)).not.toEqual(drawn(1))
  })

  it('come together: a delay of every call, and a cut of some', () => {
    const table = tableOf({ route: '*', times: null, delayMs: 2_000 }, { route: '*', times: null, delayMs: 100, when: 'before' }, { route: 'run', cut: 'drop', when: 'half' })
    expect(playOf(table.take(facts('run')))).toMatchObject({ delayBeforeMs: 100, delayAfterMs: 2_000, cut: 'half', handled: true })
    expect(playOf(table.take(facts('run')))).toMatchObject({ delayAfterMs: 2_000, cut: 'none' })
    expect(table.lasting()).toHaveLength(2)
  })

  it('end with their time, or with the age of the job', () => {
    const table = tableOf({ route: 'status', status: 404, forMs: 500 }, { route: 'status', status: 503, jobAgeBelowMs: 300 })
    expect(playOf(table.take(facts('status', { now: 1_499 })))?.status).toBe(404)
    expect(playOf(table.take(facts('status', { now: 1_500, age: 299 })))?.status).toBe(503)
    expect(playOf(table.take(facts('status', { now: 1_501, age: 300 })))).toBeNull()
    expect(playOf(table.take(facts('health', { now: 1_502 })))).toBeNull()
  })

  it('can be meant for one prediction, and meet webhooks only under their own name', () => {
    const table = tableOf({ route: '*', jobId: 'p1', status: 500 }, { route: 'webhook', copies: 0 })
    expect(table.take(facts('webhook', { prediction: 'p1' }))).toMatchObject([{ copies: 0 }])
    expect(table.take(facts('run', { prediction: 'p2' }))).toEqual([])
    expect(table.take(facts('run', { prediction: 'p1' }))).toMatchObject([{ status: 500 }])
  })
})

describe('the text of the input', () => {
  it.each([
    ['{"input":{"a":1},"webhook":"x"}', '{"a":1}'],
    [' { "webhook" : "\\"input\\":{" ,\n "input" :  { "b" : [ "}" , "\\\\" ] }  } ', '{ "b" : [ "}" , "\\\\" ] }'],
    ['{"policy":{"input":1},"input":7}', '7'],
    ['{"input":1,"input": [2]}', '[2]'],
    ['{"\\u0069nput":"é"}', '"é"'],
    ['{"output":1}', null],
  ])('%s', (body, text) => {
    expect(memberText(body, 'input')).toBe(text)
  })

  it('is what JSON.parse reads, for any JSON', () => {
    fc.assert(
      fc.property(fc.json(), fc.json(), fc.string(), (input, other, name) => {
        const body = `{${JSON.stringify(name)}:${other}, "input" : ${input} ,"policy":{}}`
        expect(memberText(body, 'input')).toBe(input)
      }),
    )
  })
})

describe('progress', () => {
  it('names only the stages that a run has', () => {
    const names = (facts: Partial<Parameters<typeof stagesAfterInput>[0]>) =>
      stagesAfterInput({ cold: false, msa: false, affinity: false, samples: 1, ...facts }).map(({ name }) => name)
    expect(names({})).toEqual(['structure', 'packaging'])
    expect(names({ cold: true, msa: true, affinity: true })).toEqual(['weights', 'msa', 'structure', 'affinity', 'packaging'])
  })

  it('counts up and never claims to be done', () => {
    const counter = new ProgressCounter()
    expect(counter.next('structure', 0.5, 'x')).toMatchObject({ seq: 1, fraction: 0.5 })
    expect(counter.next('packaging', 1, 'x')).toMatchObject({ seq: 2, fraction: 0.99 })
  })
})
