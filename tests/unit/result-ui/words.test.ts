import { describe, expect, test } from 'vitest'
import { formatAge, formatBytes, formatDuration, formatInstant, formatSecond, formatStepped, formatTicking } from '@/components/predictions/durations'
import { listAddress } from '@/components/predictions/list-url'
import { EVERYTHING } from '@/lib/predictions/list-filters'
import { pageTitle, stageWords, stateSentence } from '@/components/predictions/status-words'
import { courseOf, phasesOf } from '@/components/predictions/timeline-phases'
import { formatFold, formatIc50, formatPic50, formatProbability } from '@/components/result/affinity-figures'
import { scalePlace } from '@/components/result/affinity-scale'
import { remarksOf } from '@/components/result/worker-remarks'
import { fileStem } from '@/components/viewer/screenshot'
import { problemFrom, problemWords } from '@/lib/predictions/client-request'
import { event, view } from './summaries'

test.each([
  [0, '0.0 s'],
  [-5_000, '0.0 s'],
  [9_940, '9.9 s'],
  [9_960, '10 s'],
  [59_600, '1 min 00 s'],
  [245_000, '4 min 05 s'],
  [3_600_000, '1 h 00 min'],
  [7_380_000, '2 h 03 min'],
  [273_600_000, '3 d 4 h'],
])('%d ms reads %s', (milliseconds, words) => {
  expect(formatDuration(milliseconds)).toBe(words)
})

test('a ticking duration shows whole seconds', () => {
  expect(formatTicking(4_900)).toBe('4 s')
  expect(formatTicking(65_000)).toBe('1 min 05 s')
})

test('ages and instants', () => {
  const at = '2026-03-04T10:00:00.000Z'
  const now = Date.parse(at)
  expect(formatAge(at, now - 5_000)).toBe('just now')
  expect(formatAge(at, now + 5 * 60_000)).toBe('5 min ago')
  expect(formatAge(at, now + 3 * 3_600_000)).toBe('3 h ago')
  expect(formatAge(at, now + 40 * 86_400_000)).toBe('2026-03-04')
  expect(formatInstant(at)).toBe('2026-03-04 10:00 UTC')
  expect(formatSecond(at)).toBe('2026-03-04 10:00:00 UTC')
})

test.each([
  [812, '812 B'],
  [999, '999 B'],
  [1_312, '1.3 kB'],
  [213_938, '214 kB'],
  [3_600_000, '3.6 MB'],
])('%d bytes read %s', (bytes, words) => {
  expect(formatBytes(bytes)).toBe(words)
})

describe('affinity', () => {
  // The first four are values that Boltz-2 gave for known pairs; log10 of micromolar.
  test.each([
    [-4.068795204162598, '85 pM', '10.07'],
    [-1.075978398323059, '84 nM', '7.08'],
    [2.432769298553467, '270 µM', '3.57'],
    [-3, '1.0 nM', '9.00'],
    [0, '1.0 µM', '6.00'],
    [-0.0001, '1.0 µM', '6.00'],
    [3.2, '1.6 mM', '2.80'],
    [-7, '0.1 pM', '13.00'],
    [-7.4, '< 0.1 pM', '13.40'],
    [6, '1000 mM', '0.00'],
    [8, '> 1 M', '-2.00'],
  ])('%d is %s, pIC50 %s', (value, ic50, pIc50) => {
    expect(formatIc50(value)).toBe(ic50)
    expect(formatPic50(value)).toBe(pIc50)
  })

  test('probabilities, gaps and places on the ruler', () => {
    expect([0.579, 0.99, 0.01].map(formatProbability)).toEqual(['58 %', '99 %', '1 %'])
    expect([0, 0.0049, 0.996, 1].map(formatProbability)).toEqual(['< 1 %', '< 1 %', '> 99 %', '> 99 %'])
    expect(formatFold(0.0557)).toBe('1.1-fold')
    expect(formatFold(1.2)).toBe('16-fold')
    expect(scalePlace(-1)).toBe(50)
    expect(scalePlace(-99)).toBe(0)
    expect(scalePlace(99)).toBe(100)
  })
})

test('the tab tells the state before the name', () => {
  const titleOf = (change: Parameters<typeof view>[0]) => pageTitle(view({ name: 'CDK2', ...change }))
  expect(titleOf({ status: 'IN_PROGRESS' })).toBe('▶ Running · CDK2')
  expect(titleOf({ status: 'COMPLETED', complete: true })).toBe('✓ Completed · CDK2')
  expect(titleOf({ status: 'COMPLETED', complete: false })).toBe('✓ Incomplete · CDK2')
  expect(titleOf({ status: 'FAILED' })).toBe('✕ Failed · CDK2')
  expect(titleOf({ status: 'COMPLETED', complete: true, simulated: true })).toBe('✓ Completed, simulated · CDK2')
})

test('a change of state is a sentence', () => {
  expect(stateSentence(view({ status: 'COMPLETED', complete: true }))).toBe('Completed. The poses are stored and can be read.')
  expect(stateSentence(view({ status: 'IN_QUEUE', simulated: true }))).toBe('In queue, simulated. Accepted by the endpoint, waiting for a GPU.')
})

test('an unknown stage keeps the worker’s word', () => {
  expect(stageWords('msa')).toBe('Building the alignment')
  expect(stageWords('relaxing')).toBe('relaxing')
})

describe('the phases', () => {
  const now = Date.parse('2026-03-04T10:01:00.000Z')

  test('count what lasts by the page’s clock and leave the rest as observed', () => {
    const phases = phasesOf(view(), now)
    expect(phases.map((phase) => [phase.state, phase.milliseconds])).toEqual([
      ['done', 5_000],
      ['done', 20_000],
      ['now', 35_000],
    ])
  })

  test('begin anew when a person runs it again', () => {
    const again = { ...event('5'), kind: 'runAgain', at: '2026-03-04T10:00:03.000Z' }
    expect(phasesOf(view({ events: [event('1'), again] }), now)[0]).toMatchObject({ at: again.at, milliseconds: 2_000 })
  })

  test('claim nothing while there is no clock', () => {
    expect(phasesOf(view(), null)[2]).toMatchObject({ state: 'now', milliseconds: null })
  })

  test.each([
    ['a short one, in tenths', ['00:00.440', '00:00.940', '00:01.640'], ['0.4 s', '0.5 s', '0.7 s'], '1.6 s'],
    ['a long one, in seconds', ['00:00.400', '00:40.600', '01:30.300'], ['0 s', '41 s', '49 s'], '1 min 30 s'],
  ])('add up to the whole: %s', (_which, [submitted, started, ended], parts, whole) => {
    const at = (clock: string | undefined) => `2026-03-04T10:${clock}Z`
    const over = view({ status: 'COMPLETED', submittedAt: at(submitted), startedAt: at(started), endedAt: at(ended) })
    const { step, lengthMs } = courseOf(over, null)
    const lengths = phasesOf(over, null).map((phase) => phase.milliseconds ?? NaN)
    expect(lengths.reduce((sum, length) => sum + length, 0)).toBe(lengthMs)
    expect(lengths.map((length) => formatStepped(length, step))).toEqual(parts)
    expect(formatStepped(lengthMs ?? NaN, step)).toBe(whole)
  })

  test('say what never happened', () => {
    const cancelled = view({ status: 'CANCELLED', submittedAt: null, startedAt: null, endedAt: '2026-03-04T10:00:30.000Z' })
    expect(phasesOf(cancelled, now).map((phase) => phase.state)).toEqual(['done', 'skipped', 'skipped'])
    expect(phasesOf(cancelled, now)[0]?.milliseconds).toBe(30_000)
  })
})

test('filters stand in the address, and a list that is not narrowed has the plain one', () => {
  expect(listAddress({ ...EVERYTHING, status: 'active', q: ' a b ' })).toBe('/?q=a+b&status=active')
  expect(listAddress(EVERYTHING)).toBe('/')
})

test('problems read as sentences', () => {
  const problem = problemFrom(409, { code: 'CONFLICT', title: 'Not possible now', detail: 'It has already ended.' })
  expect(problem).toMatchObject({ code: 'CONFLICT', httpStatus: 409 })
  expect(problemWords(problem)).toBe('It has already ended.')
  // The detail alone says all, or does not: then the title stands before it.
  expect(problemWords(problemFrom(403, { code: 'FORBIDDEN', title: 'Not permitted', detail: 'That is not the code.' }))).toBe('That is not the code.')
  expect(problemWords(problemFrom(409, { code: 'TARGET_CHANGED', title: 'Predictions run somewhere else now', detail: 'Nothing was submitted.' }))).toBe('Predictions run somewhere else now. Nothing was submitted.')
  expect(problemWords(problemFrom(403, { code: 'FORBIDDEN', title: 'Not permitted' }))).toBe('Not permitted.')
  expect(problemWords(problemFrom(502, null))).toContain('502')
  expect(problemWords(new TypeError('x is undefined'))).not.toContain('undefined')
})

test('the remark that a result is simulated is left to the marks, and others stay', () => {
  const simulated = 'Simulated: no model was run.'
  expect(remarksOf({ simulated: true, warnings: [simulated] })).toEqual([])
  expect(remarksOf({ simulated: true, warnings: [simulated, 'Files were left out.'] })).toEqual(['Files were left out.'])
  expect(remarksOf({ simulated: false, warnings: [simulated] })).toEqual([simulated])
})

test('a picture’s file name is plain', () => {
  expect(fileStem('CDK2 + ATP/site β')).toBe('CDK2-ATP-site')
  expect(fileStem('…')).toBe('prediction')
})
