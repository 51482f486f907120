// Every shape of /health has its reason, RunPod's words and the local endpoint's, each with a cure; and what /health cannot tell apart is not told apart.
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { diagnoseQueue, type Waiting } from '@/lib/compute/diagnosis'
import { RunPodHealth } from '@/lib/compute/wire'

const DAY = 86_400_000
const NONE = { idle: 0, initializing: 0, ready: 0, running: 0, throttled: 0, unhealthy: 0 }
const diagnose = (workers: object, jobs: object = {}, rest: Partial<Waiting> = {}) =>
  diagnoseQueue({ kind: 'runpod', health: RunPodHealth.parse({ workers, jobs }), waitedMs: 90_000, lastRunMsAgo: null, ...rest })

describe('conformance 23: why a job waits', () => {
  test.each([
    ['unknown', {}, {}],
    ['unknown', { idle: 'many', running: null }, {}],
    ['noWorkers', NONE, { inQueue: 1 }],
    ['noWorkers', { idle: 0, running: 0 }, {}],
    ['starting', { ...NONE, initializing: 1 }, { inQueue: 1 }],
    ['starting', { ...NONE, initializing: 1, throttled: 3 }, {}],
    ['throttled', { ...NONE, throttled: 3 }, { inQueue: 1 }],
    ['crashing', { ...NONE, unhealthy: 2 }, { inQueue: 1 }],
    ['crashing', { ...NONE, unhealthy: 2, initializing: 1, throttled: 1 }, { inQueue: 1 }],
    ['crashing', { ...NONE, unhealthy: 1, ready: 1, idle: 1 }, { inQueue: 1 }],
    ['idleWorkers', { ...NONE, ready: 1, idle: 1 }, { inQueue: 4, inProgress: 0 }],
    ['idleWorkers', { ...NONE, ready: 1 }, {}],
    ['idleWorkers', { ...NONE, running: 1, idle: 1 }, { inQueue: 4, inProgress: 0 }],
    ['busy', { ...NONE, ready: 1 }, { inProgress: 1 }],
    ['busy', { ...NONE, running: 2, unhealthy: 1 }, { inProgress: 2, inQueue: 1 }],
    ['busy', { ...NONE, running: 1, throttled: 4 }, { inProgress: 1 }],
    ['busy', { running: 1 }, {}],
  ])('%s for workers %j and jobs %j', (reason, workers, jobs) => {
    expect(diagnose(workers, jobs).reason).toBe(reason)
    expect(diagnose(workers, jobs, { kind: 'local' }).reason).toBe(reason)
  })

  test('no answer of /health at all is unknown', () => {
    expect(diagnose({}, {}, { health: null }).reason).toBe('unknown')
  })

  test('any counters have a reason with words and a cure, for both kinds, and a crash is never called a lack of GPUs', () => {
    const count = fc.option(fc.nat(3), { nil: undefined })
    const counters = fc.record({ idle: count, initializing: count, ready: count, running: count, throttled: count, unhealthy: count })
    const jobs = fc.record({ inQueue: count, inProgress: count, completed: count })
    const rest = fc.record({ kind: fc.constantFrom('runpod' as const, 'local' as const), waitedMs: fc.nat(DAY), lastRunMsAgo: fc.option(fc.nat(30 * DAY), { nil: null }) })
    fc.assert(fc.property(counters, jobs, rest, (workers, queue, waiting) => {
      const { reason, message, cure, links } = diagnose(workers, queue, waiting)
      for (const words of [message, cure]) {
        expect(words).toMatch(/^[A-Z].*\.$/)
        expect(words).not.toMatch(/undefined|NaN|null/)
      }
      expect(links.length > 0).toBe(waiting.kind === 'runpod')
      if ((workers.unhealthy ?? 0) > 0) expect(['crashing', 'busy', 'idleWorkers']).toContain(reason)
      if (waiting.kind === 'local') expect(`${message} ${cure}`).not.toMatch(/RunPod/)
    }))
  })
})

describe('conformance 23: no worker at all', () => {
  test('three causes that /health cannot tell apart are all named', () => {
    const { message, cure } = diagnose(NONE)
    expect(message).toBe('The endpoint has no worker, and does not tell why.')
    for (const cause of ['max workers', '0 after 7 days without requests', 'no GPU of its types is free', 'beginning to start a worker']) expect(cure).toContain(cause)
  })

  test('when the last job ran there a week ago or more, idleness is named first, and the other cause after it', () => {
    expect(diagnose(NONE, {}, { lastRunMsAgo: 7 * DAY - 1 }).reason).toBe('noWorkers')
    const { reason, message, cure } = diagnose(NONE, {}, { lastRunMsAgo: 12.5 * DAY })
    expect([reason, message]).toEqual(['scaledToZero', 'The endpoint has no worker; the last job ran there 12 days ago.'])
    expect(cure).toMatch(/lowers max workers to 0 after 7 days.*set it above 0.*no GPU of its types is free/)
  })

  test('a worker of any kind is evidence against it, however long ago the last job ran', () => {
    for (const kind of ['initializing', 'throttled', 'unhealthy', 'ready', 'running']) expect(diagnose({ ...NONE, [kind]: 1 }, {}, { lastRunMsAgo: 99 * DAY }).reason).not.toMatch(/scaledToZero|noWorkers/)
  })
})

describe('conformance 23: the words', () => {
  test('a cold start that lasts for more than a quarter of an hour is worth a look at the logs', () => {
    expect(diagnose({ initializing: 1 }).cure).toMatch(/^Wait/)
    expect(diagnose({ initializing: 1 }, {}, { waitedMs: 900_000 }).cure).toContain('read the worker\'s logs')
  })

  test('busy workers and the queue are counted as reported, with what else is known of the others', () => {
    expect(diagnose({ running: 1 }).message).toBe('The one worker that runs is busy with other jobs at the endpoint.')
    const { message, cure } = diagnose({ running: 3, initializing: 1, throttled: 2, unhealthy: 1 }, { inQueue: 14, inProgress: 3 })
    expect(message).toBe('All 3 workers that run are busy with other jobs at the endpoint; 14 jobs wait there.')
    expect(cure).toBe('Wait, or raise max workers of the endpoint. Besides: 1 more worker starting, 2 more workers waiting for a GPU, 1 more worker crashing at the start (read their logs).')
  })

  test('a local endpoint has its own cures', () => {
    expect(diagnose({ running: 1 }, {}, { kind: 'local' })).toMatchObject({ message: 'The one worker that runs is busy with other jobs at the local endpoint.', cure: 'Wait: it takes its turn on this machine.' })
    expect(diagnose(NONE, {}, { kind: 'local' }).cure).toContain('npm run up')
    expect(diagnose(NONE, {}, { kind: 'own' })).toMatchObject({ message: 'No worker of your own is connected to this server.', cure: expect.stringContaining('npm run worker') })
    expect(diagnose({ running: 1 }, {}, { kind: 'own' }).message).toContain('The one worker that runs is busy')
  })
})
