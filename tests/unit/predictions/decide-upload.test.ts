// What the object storage says of an uploaded answer, before an attempt ends and when the endpoint's answer names one: every answer, in and after its time.
import { describe, expect, test } from 'vitest'
import { UPLOAD_SOUGHT_MS } from '@/lib/predictions/deadlines'
import { decideStatus } from '@/lib/predictions/decide-status'
import { chooseAnswer, decideEndWithUpload, isSoughtBeforeEnd, type Sought } from '@/lib/predictions/decide-upload'
import type { FailureCode } from '@/lib/predictions/failures'
import { after, attempt, HOUR_MS, job, MINUTE_MS, notFound, silence, SUBMITTED } from './attempt-facts'

const now = after(HOUR_MS)
const offered = attempt({ upload: 'offered', notFoundSince: after(HOUR_MS - 10 * MINUTE_MS), notFoundCount: 9 })
const lost = decideStatus(offered, notFound(true), now)
const AWAY: Sought = { kind: 'unavailable', words: 'it could not be reached (ECONNREFUSED)' }
const OTHER: Sought = { kind: 'unusable', words: 'it is damaged' }

describe('before an end', () => {
  const endingAs = (failureCode: FailureCode | null) => ({ ...lost, end: { status: 'FAILED' as const, failureCode, reported: null, remark: null } })

  test.each<FailureCode>(['SUBMIT_LOST', 'JOB_LOST', 'RESULT_EXPIRED', 'RUN_TIMED_OUT', 'QUEUE_EXPIRED', 'ENDPOINT_TIMED_OUT', 'WORKER_LOST', 'ENDPOINT_ERROR'])('%s an upload is sought', (code) => {
    expect(isSoughtBeforeEnd(offered, endingAs(code))).toBe(true)
  })

  test.each<FailureCode | null>(['BOLTZ_OOM', 'OUTPUT_INVALID', 'CANCELLED_AT_ENDPOINT', 'REQUEST_REFUSED', null])('%s none is: that one says what came of the run', (code) => {
    expect(isSoughtBeforeEnd(offered, endingAs(code))).toBe(false)
  })

  test('none is sought where none was offered, or it has been taken or removed, or nothing ends', () => {
    for (const upload of [null, 'taken', 'unread', 'unusable', 'removed'] as const) expect(isSoughtBeforeEnd({ upload }, lost)).toBe(false)
    expect(isSoughtBeforeEnd(offered, decideStatus(offered, silence, now))).toBe(false)
  })

  test('of a FAILED job one is sought, unless the worker itself said why', () => {
    const failed = (rest: object) => decideStatus(offered, job('FAILED', { reported: 'boom', ...rest }), now)
    expect(failed({}).end).toMatchObject({ failureCode: 'ENDPOINT_ERROR' })
    expect(isSoughtBeforeEnd(offered, failed({}))).toBe(true)
    expect(isSoughtBeforeEnd(offered, failed({ byWorker: true }))).toBe(false)
  })

  test('one that is there is the end of the run, seen now', () => {
    expect(decideEndWithUpload(offered, lost, { kind: 'taken' }, now)).toMatchObject({ end: null, next: 'collect', patch: { state: 'COLLECTING', upload: 'taken', completedSeenAt: now, uploadSoughtSince: null } })
    expect(decideEndWithUpload(attempt({ ...offered, completedSeenAt: SUBMITTED }), lost, { kind: 'taken' }, now).patch.completedSeenAt).toBe(SUBMITTED)
  })

  test.each<[Sought, string | undefined, string]>([
    [{ kind: 'absent' }, undefined, 'The object storage has no answer of this run.'],
    [{ kind: 'unconfigured' }, 'unread', 'none is configured any more'],
    [OTHER, 'unusable', 'cannot be used, because it is damaged. It is left there.'],
  ])('without one the end stays and says so; only what is not there may be removed (%o)', (sought, upload, words) => {
    const decided = decideEndWithUpload(offered, lost, sought, now)
    expect(decided).toMatchObject({ ...lost, patch: lost.patch, end: { ...lost.end, failureCode: 'JOB_LOST', reported: expect.stringContaining(words) } })
    expect(decided.patch.upload).toBe(upload)
  })

  test('what the endpoint reported stays before what the storage said', () => {
    const failed = decideStatus(offered, job('FAILED', { reported: 'job timed out after 1 retries', verdict: 'WORKER_LOST' }), now)
    expect(decideEndWithUpload(offered, failed, { kind: 'absent' }, now).end?.reported).toBe('job timed out after 1 retries\nThe object storage has no answer of this run.')
  })

  test('nothing ends while the storage does not answer, for ten minutes', () => {
    expect(decideEndWithUpload(offered, lost, AWAY, now)).toMatchObject({ end: null, next: 'wait', patch: { ...lost.patch, uploadSoughtSince: now } })
    const sought = attempt({ ...offered, uploadSoughtSince: after(MINUTE_MS) })
    expect(decideEndWithUpload(sought, lost, AWAY, after(MINUTE_MS + UPLOAD_SOUGHT_MS - 1))).toMatchObject({ end: null, patch: { uploadSoughtSince: after(MINUTE_MS) } })
    expect(decideEndWithUpload(sought, lost, AWAY, after(MINUTE_MS + UPLOAD_SOUGHT_MS))).toMatchObject({
      patch: { upload: 'unread' },
      end: { failureCode: 'JOB_LOST', reported: expect.stringContaining('may be in the object storage, but it could not be reached (ECONNREFUSED), for 10 minutes') },
    })
  })

  test('a job that the endpoint shows again is no longer one whose upload is sought', () => {
    expect(decideStatus(attempt({ ...offered, uploadSoughtSince: SUBMITTED }), job('IN_PROGRESS'), now).patch.uploadSoughtSince).toBeNull()
  })
})

describe('for a stored answer of the endpoint', () => {
  test('one that is there takes its place', () => {
    expect(chooseAnswer(offered, true, { kind: 'taken' }, now)).toEqual({ kind: 'uploaded', patch: { upload: 'taken', uploadSoughtSince: null } })
  })

  test('it is waited for while the storage does not answer, for ten minutes', () => {
    expect(chooseAnswer(offered, true, AWAY, now)).toEqual({ kind: 'later', patch: { uploadSoughtSince: now } })
    const after10 = chooseAnswer({ uploadSoughtSince: SUBMITTED }, true, AWAY, after(UPLOAD_SOUGHT_MS))
    expect(after10).toEqual({ kind: 'endpoints', patch: { upload: 'unread' }, words: 'The whole answer was put into the object storage, but it could not be reached (ECONNREFUSED), for 10 minutes; this is what came over the endpoint.' })
  })

  test.each<[Sought, object | null, string]>([
    [{ kind: 'absent' }, null, 'is not there any more'],
    [{ kind: 'unconfigured' }, { upload: 'unread' }, 'none is configured any more'],
    [OTHER, { upload: 'unusable' }, 'cannot be used, because it is damaged'],
  ])('one that cannot be had is said (%o)', (sought, patch, words) => {
    expect(chooseAnswer(offered, true, sought, now)).toEqual({ kind: 'endpoints', patch, words: expect.stringContaining(words) })
  })

  test.each<[Sought, string]>([[AWAY, 'may be in the object storage, but it could not be reached'], [{ kind: 'unconfigured' }, 'may be in an object storage, but none is configured']])(
    'that was empty, nobody says that there is a larger one (%o)', (sought, words) => {
      const choice = chooseAnswer({ uploadSoughtSince: SUBMITTED }, false, sought, after(UPLOAD_SOUGHT_MS))
      expect(choice).toMatchObject({ kind: 'endpoints', patch: { upload: 'unread' }, words: expect.stringContaining(words) })
      expect(JSON.stringify(choice)).not.toMatch(/was put|came over/)
    })

  test('that was empty, nothing is missed when the storage has none either', () => {
    expect(chooseAnswer(offered, false, { kind: 'absent' }, now)).toEqual({ kind: 'endpoints', patch: null, words: null })
  })
})
