// What comes from an endpoint is made storable and free of keys before anything is decided on it.
import { describe, expect, test } from 'vitest'
import { RunPodJob } from '@/lib/compute/wire'
import { observationOf } from '@/lib/predictions/observation'

const observe = (job: object, secrets: string[] = []) => observationOf({ kind: 'job', job: RunPodJob.parse({ id: 'j1', ...job }), raw: { isWhole: true } }, secrets)

describe('a hostile job', () => {
  test('NUL and half a surrogate pair are taken out of what is stored as text', () => {
    expect(observe({ status: 'WEI\u0000RD', workerId: 'w\u0000\ud800' })).toMatchObject({ status: 'WEIRD', workerId: 'w' })
  })

  test('a long status and a count beyond the column are not taken as they are', () => {
    const observation = observe({ status: 'X'.repeat(5_000), retries: 9_999_999_999 })
    expect(observation).toMatchObject({ retries: null })
    expect(observation.kind === 'job' && observation.status.length).toBe(80)
  })

  test('an error nested 100,000 deep is said in words', () => {
    let error: unknown = 'deep'
    for (let depth = 0; depth < 100_000; depth += 1) error = { nested: error }
    expect(observe({ status: 'FAILED', error })).toMatchObject({ reported: expect.stringMatching(/deep/), verdict: null })
  })

  test('conformance 2: our key is hidden in what was reported', () => {
    const observation = observe({ status: 'FAILED', error: 'refused key abcdefghijkl' }, ['abcdefghijkl'])
    expect(JSON.stringify(observation)).not.toContain('abcdefghijkl')
  })
})

describe('hostile progress', () => {
  const progressOf = (output: object, secrets: string[] = []) => {
    const observation = observe({ status: 'IN_PROGRESS', output }, secrets)
    return observation.kind === 'job' ? observation.progress : null
  }

  test('colours, what is not seen, and our key are taken out of stage and message', () => {
    const progress = progressOf({ seq: 1, stage: '\u001b[31mmsa\u0000\u202e', message: 'key \u001b[1mabcd\u001b[0mefghijkl\n<b>bold</b>' }, ['abcdefghijkl'])
    expect(progress).toEqual({ seq: 1, stage: 'msa', fraction: undefined, message: 'key [hidden] <b>bold</b>' })
  })

  test.each<[string, object]>([
    ['a message of a megabyte', { seq: 1, stage: 'msa', message: 'x'.repeat(1_000_000) }],
    ['a stage that cannot be seen', { seq: 1, stage: '\u0000\u200b' }],
    ['a stage that is a list', { seq: 1, stage: ['msa'] }],
    ['a fraction above 1', { seq: 1, stage: 'msa', fraction: 7 }],
    ['a fraction that is a text', { seq: 1, stage: 'msa', fraction: '0.5' }],
    ['a number below zero', { seq: -1, stage: 'msa' }],
    ['a number beyond all bounds', { seq: 1e300, stage: 'msa' }],
    ['a message that is an object', { seq: 1, stage: 'msa', message: { toString: 'x' } }],
  ])('%s is no progress', (_case, output) => expect(progressOf(output)).toBeNull())

  test('our key as the name of the worker', () => {
    expect(observe({ status: 'IN_PROGRESS', workerId: 'w-abcdefghijkl' }, ['abcdefghijkl'])).toMatchObject({ workerId: 'w-[hidden]' })
  })
})

test('the worker\'s own code, its words and the tail of its log', () => {
  expect(observe({ status: 'FAILED', error: 'ran out of memory', output: { error_code: 'BOLTZ_OOM', details: { stderr_tail: 'CUDA out of memory' } } }))
    .toMatchObject({ verdict: 'BOLTZ_OOM', reported: 'ran out of memory\nCUDA out of memory', byWorker: true })
})

test('a code that nobody knows is the worker\'s own word too; without one nobody knows whose word it is', () => {
  expect(observe({ status: 'FAILED', error: 'Strange.', output: { error_code: 'NO_SUCH_CODE' } })).toMatchObject({ verdict: null, byWorker: true })
  expect(observe({ status: 'FAILED', error: 'Strange.' })).not.toHaveProperty('byWorker')
})

test('conformance 14: output of a job that runs is progress, of any other it is none', () => {
  expect(observe({ status: 'IN_PROGRESS', output: { seq: 1, stage: 'msa' } })).toMatchObject({ progress: { seq: 1, stage: 'msa' } })
  expect(observe({ status: 'IN_QUEUE', output: { seq: 1, stage: 'msa' } })).toMatchObject({ progress: null })
  expect(observe({ status: 'IN_PROGRESS', output: { percent: 3 } })).toMatchObject({ progress: null })
})
