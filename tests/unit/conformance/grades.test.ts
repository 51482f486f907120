// The grades of a conformance check: every way in which an item can come out, each bad one with what to change in the handler.
import { describe, expect, test } from 'vitest'
import { gradeCheck, type SeenJob } from '@/lib/conformance/grades'
import type { CheckItem, Grade } from '@/lib/conformance/schema'
import { failureView, type FailureCode } from '@/lib/predictions/failures'
import type { ResultView } from '@/lib/predictions/schema'
import type { AnswerSurvey } from '@/lib/results/survey-answer'

const RESULT: ResultView = {
  simulated: false,
  affinity_pred_value: 0.4, affinity_probability_binary: 0.6, affinity_pred_value1: null, affinity_probability_binary1: null, affinity_pred_value2: null, affinity_probability_binary2: null,
  affinityState: 'verified', confidence_score: 0.91, confidenceState: 'verified', chains: [], warnings: [], complete: true, missing: [], files: [],
  samples: [{ index: 0, confidence: null, confidenceState: 'verified', poseFile: 'pose_0.cif', plddtFile: null, paeFile: 'pae_0.npz', files: [] }],
  provenance: { engine: { package: 'boltz', version: '2.2.1' }, gpu: 'RTX 4090', command: ['boltz', 'predict'], timings: { structure: 20 }, msa: null },
}
const BYTES = 40_000
const SURVEY: AnswerSurvey = { claimed: { confidence: 0.91, affinity: 0.4 }, files: { pose_files: ['pose_0.cif'], output_files: ['confidence_result.json', 'affinity_result.json'], files: ['pae_0.npz'] } }

const ENDPOINT = 'RunPod abc'
const attempt = {
  number: 1, state: 'ENDED', outcome: 'COMPLETED', current: true, resultOffered: false, jobId: 'j', callingAt: null, submittedAt: null, firstRunningAt: null, endedAt: null,
  delayTimeMs: 10, executionTimeMs: 21_000, workerId: null, retries: null, error: null, endpoint: { kind: 'runpod', endpointId: 'abc', label: 'RunPod abc', why: 'As the settings say.' },
} as const
const stage = { id: '1', at: '2026-01-01T00:00:00.000Z', kind: 'stage', from: null, to: null, stage: 'structure', attempt: 1, message: '' }

const ended = (result: Partial<ResultView> = {}, rest: Partial<SeenJob['view']> = {}): SeenJob => ({ view: { status: 'COMPLETED', error: null, events: [stage], attempts: [attempt], result: { ...RESULT, ...result }, ...rest }, bytes: BYTES, survey: SURVEY })
const failed = (code: FailureCode, reported: string | null, survey: AnswerSurvey | null = SURVEY): SeenJob => ({
  view: { status: 'FAILED', error: failureView(code, reported), events: [], attempts: [attempt], result: null }, bytes: survey && BYTES, survey,
})
const WRONG = failed('INPUT_REJECTED', 'Invalid entity type: polymer')

function item(code: CheckItem['code'], jobs: Partial<Parameters<typeof gradeCheck>[1]>): CheckItem {
  const items = gradeCheck(ENDPOINT, { structure: ended(), wrongInput: WRONG, ...jobs })
  for (const { grade, found, change } of items) {
    expect(found).toMatch(/\S/)
    expect(found).not.toMatch(/undefined|null|NaN/)
    if (grade === 'bad' || grade === 'warn') expect(change).toMatch(/\.$/)
  }
  return items.find((one) => one.code === code) ?? expect.fail(`no ${code}`)
}

test('an endpoint that does all is good in all', () => {
  expect(new Set(gradeCheck(ENDPOINT, { structure: ended(), wrongInput: WRONG }).map(({ grade }) => grade))).toEqual(new Set(['good']))
})

test('what has not come yet waits, and what will never come is not judged', () => {
  expect(new Set(gradeCheck(ENDPOINT, { structure: 'waiting', wrongInput: { ...WRONG, view: { ...WRONG.view, status: 'IN_PROGRESS' } } }).map(({ grade }) => grade))).toEqual(new Set(['waiting']))
  expect(new Set(gradeCheck(ENDPOINT, { structure: null, wrongInput: null }).map(({ grade }) => grade))).toEqual(new Set(['unknown']))
})

describe('a number without its file', () => {
  const bare: AnswerSurvey = { ...SURVEY, claimed: { confidence: 0.85, affinity: -1.2 }, files: { pose_files: [], output_files: [], files: [] } }

  test('is an invented one, also where there is no result at all', () => {
    const structure = failed('OUTPUT_MISSING', 'The worker sent an answer without a structure in it.', bare)
    expect(item('confidence', { structure })).toMatchObject({ grade: 'bad', found: expect.stringContaining('0.85 is what the first integration guide') })
    expect(item('affinity', { structure }).found).toContain('-1.2')
    expect(item('poses', { structure }).change).toContain('OUT_DIR/boltz_results_')
  })

  test('is one beside a good structure too', () => {
    const structure = { ...ended({ confidenceState: 'unverified', confidence_score: 0.77 }), survey: { ...bare, files: { ...bare.files, pose_files: ['a.cif'] } } }
    const { grade, found } = item('confidence', { structure })
    expect([grade, found]).toEqual(['bad', expect.stringContaining('It reports confidence 0.77')])
    expect(found).not.toContain('guide')
  })
})

describe('the job', () => {
  test.each<[CheckItem['code'], Grade, SeenJob]>([
    ['confidence', 'bad', ended({ confidenceState: 'notReported', confidence_score: null })],
    ['confidence', 'bad', ended({ confidenceState: 'unverified' })],
    ['affinity', 'bad', ended({ affinityState: 'notReported', affinity_pred_value: null })],
    ['pae', 'warn', ended({ samples: [{ index: 0, confidence: null, confidenceState: 'verified', poseFile: 'pose_0.cif', plddtFile: null, paeFile: null, files: [] }] })],
    ['progress', 'warn', ended({}, { events: [] })],
    ['times', 'warn', ended({ provenance: { ...RESULT.provenance, timings: null } })],
    ['engine', 'warn', ended({ provenance: { ...RESULT.provenance, engine: null } })],
    ['provenance', 'warn', ended({ provenance: { ...RESULT.provenance, gpu: null } })],
    ['size', 'warn', { ...ended(), bytes: 2_000_000 }],
    ['size', 'bad', { ...ended(), bytes: 12_000_000 }],
    ['size', 'bad', { ...failed('OUTPUT_INVALID', null, null), bytes: 20_000_000 }],
    ['size', 'unknown', { ...ended(), bytes: null, survey: null }],
    ['poses', 'bad', ended({ complete: false, missing: ['The worker did not predict what was asked. Chain B is missing; a ligand was asked for.'] })],
    ['poses', 'good', ended({ complete: false, missing: ['No confidence was reported for 1 sample.'] })],
    ['ran', 'bad', failed('BOLTZ_OOM', null, null)],
    ['poses', 'unknown', failed('BOLTZ_OOM', null, null)],
    ['poses', 'bad', failed('OUTPUT_INVALID', 'pose_0.cif is no mmCIF.')],
    ['confidence', 'unknown', failed('BOLTZ_OOM', null, null)],
  ])('%s is %s', (code, grade, structure) => expect(item(code, { structure }).grade).toBe(grade))
})

test('an answer that is too large to look into is not called a result that did not come', () => {
  const structure = { ...failed('OUTPUT_INVALID', null, null), bytes: 20_000_000 }
  expect(item('poses', { structure })).toMatchObject({ grade: 'unknown', found: 'Could not be seen: the answer of 19.1 MB is too large to look into.' })
})

test('of molecules in part others it is said what differs, and of the right ones no more than was compared', () => {
  const structure = ended({ complete: false, missing: ['The worker did not predict what was asked. Chain B is missing; a ligand was asked for.'] })
  expect(item('poses', { structure }).found).toContain('Chain B is missing')
  expect(item('poses', {}).found).toBe('pose_0.cif: readable; their chains have the ids, types and lengths that were asked for.')
})

test('what ran at another endpoint than the one that is checked is not seen, item by item', () => {
  const elsewhere = { ...attempt, endpoint: { kind: 'local', endpointId: 'gpu', label: 'Own worker', why: 'Because RunPod could not be reached for two minutes.' } } as const
  const items = gradeCheck(ENDPOINT, { structure: ended({}, { attempts: [elsewhere] }), wrongInput: WRONG })
  expect(items.filter(({ grade }) => grade !== 'unknown').map(({ code }) => code)).toEqual(['errorShape'])
  expect(items[0]?.found).toBe('Not seen at RunPod abc: the job ran at another place (Own worker).')
})

describe('a wrong input', () => {
  test.each<[string, Grade, SeenJob]>([
    ['a failure without a code', 'warn', failed('ENDPOINT_ERROR', 'exit code 1', null)],
    ['completed with a result', 'bad', ended()],
    ['completed without one', 'bad', failed('OUTPUT_MISSING', null)],
    ['a time-out', 'unknown', { ...WRONG, view: { ...WRONG.view, status: 'TIMED_OUT' } }],
  ])('%s is %s', (_words, grade, wrongInput) => expect(item('errorShape', { wrongInput }).grade).toBe(grade))
})
