// The checker of the soak: silent on what fits together, and each of its rules can be broken.
import { describe, expect, test } from 'vitest'
import { CHECKS, checkEvidence } from '../../soak/check-evidence'
import type { AttemptRow, Evidence, JobSeen, PredictionRow, SubmissionSeen } from '../../soak/evidence'
import type { ErrandRecord } from '../../soak/load'

const errand = (fields: Partial<ErrandRecord> = {}): ErrandRecord =>
  ({ key: 'ada-1', ids: ['pred_1'], posts: 1, accepted: 1, unanswered: 0, anotherBody: null, deeds: [], strange: [], ...fields })
const prediction = (fields: Partial<PredictionRow> = {}): PredictionRow =>
  ({ id: 'pred_1', key: 'ada-1', status: 'COMPLETED', failureCode: null, remark: null, generation: 1, deleted: false, yamlSha256: 'yaml', secondsToEnd: 3, ...fields })
const attempt = (fields: Partial<AttemptRow> = {}): AttemptRow =>
  ({ id: 'att_1', predictionId: 'pred_1', endpoint: 'local', jobId: 'job-1', state: 'ENDED', outcome: 'COMPLETED', failureCode: null, ended: true, sentInputSha256: 'input', sentYamlSha256: 'yaml', ...fields })
const job = (fields: Partial<JobSeen> = {}): JobSeen => ({ endpointId: 'local', id: 'job-1', status: 'COMPLETED', webhook: null, ...fields })
const line = (fields: Partial<SubmissionSeen> = {}): SubmissionSeen =>
  ({ endpointId: 'local', id: 'job-1', jobId: 'pred_1', attempt: 'att_1', at: 1, inputSha256: 'input', yamlSha256: 'yaml', ...fields })

/** An attempt that was void, and the one after it. */
const sound = (): Evidence => ({
  errands: [errand()],
  predictions: [prediction()],
  attempts: [attempt({ id: 'att_0', jobId: null, outcome: 'VOID', sentInputSha256: null, sentYamlSha256: null }), attempt()],
  events: {},
  jobs: [job()],
  ledger: [line()],
  asked: new Set(['local/job-1']),
  diedAlone: [],
})

const brokenBy = (change: Partial<Evidence>): string[] => [...new Set(checkEvidence({ ...sound(), ...change }).map(({ rule }) => rule))]

test('what fits together', () => expect(checkEvidence(sound())).toEqual([]))

const BREAKS: [string, Partial<Evidence>][] = [
  ['every 202 has its row', { predictions: [prediction({ key: 'ada-2' })] }],
  ['one key, one prediction', { errands: [errand({ ids: ['pred_1', 'pred_2'] })] }],
  ['every row was asked for', { predictions: [prediction(), prediction({ id: 'pred_2', key: 'ada-2' })] }],
  ['no answer is strange', { errands: [errand({ strange: ['cancel: 500'] })] }],
  ['at most one accepted /run per attempt', { ledger: [line(), line({ id: 'job-2' })] }],
  ['each submission is an attempt of ours', { ledger: [line(), line({ id: 'job-2', attempt: 'att_2' })] }],
  ['each submission is an attempt of ours', { ledger: [line({ jobId: 'pred_2' })] }],
  ['what was sent is what is stored', { ledger: [line({ inputSha256: 'other' })] }],
  ['what was sent is what is stored', { ledger: [line({ inputSha256: null })] }],
  ['what was sent is what is stored', { predictions: [prediction({ yamlSha256: 'other' })] }],
  ['every job is known', { attempts: [attempt({ jobId: null })] }],
  ['every job is known', { jobs: [job(), job({ id: 'job-2' })] }],
  ['every attempt with a job was submitted', { attempts: [attempt(), attempt({ id: 'att_2', jobId: 'job-2' })] }],
  ['every attempt with a job was submitted', { attempts: [attempt({ endpoint: 'other' })] }],
  ['a proof that nothing runs is true', { attempts: [attempt({ outcome: 'VOID' })] }],
  ['everything has ended', { predictions: [prediction({ status: 'QUEUED' })] }],
  ['everything has ended', { attempts: [attempt({ ended: false })] }],
  ['everything has ended', { jobs: [job({ status: 'IN_QUEUE' })] }],
  ['an attempt ends as its job ended', { jobs: [job({ status: 'FAILED' })] }],
  ['an attempt ends as its job ended', { attempts: [attempt({ outcome: 'FAILED', failureCode: 'JOB_LOST' })] }],
  ['/status is asked only where it was submitted', { asked: new Set(['other/job-1']) }],
  ['nothing dies by itself', { diedAlone: ['the server ended by SIGSEGV'] }],
]

describe('each rule can be broken', () => {
  test.each(BREAKS)('%s', (rule, change) => expect(brokenBy(change)).toContain(rule))
  test('none is left out', () => expect([...new Set(BREAKS.map(([rule]) => rule))].sort()).toEqual([...CHECKS].sort()))
})

test('an unusable result, and a cancel, end as they should', () => {
  expect(brokenBy({ attempts: [attempt({ outcome: 'FAILED', failureCode: 'OUTPUT_INVALID' })] })).toEqual([])
  expect(brokenBy({ attempts: [attempt({ outcome: 'CANCELLED' })], jobs: [job({ status: 'CANCELLED' })] })).toEqual([])
})
