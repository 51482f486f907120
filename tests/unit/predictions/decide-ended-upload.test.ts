// When the upload of an ended attempt is removed, as often as a worker may put it again, and when it is asked for once more.
import { describe, expect, test } from 'vitest'
import { ADDRESS_MARGIN_MS, ASKED_EVERY_MS, earliest, isAskedFor, removalAgainAt, removalOf, WORKER_STOPS_WITHIN_MS, type EndedUpload } from '@/lib/predictions/decide-ended-upload'
import { after, attempt, HOUR_MS, MINUTE_MS } from './attempt-facts'

const END = HOUR_MS
const EXPIRED = 7 * HOUR_MS + 30 * MINUTE_MS + ADDRESS_MARGIN_MS
const ended = (facts: Partial<EndedUpload> = {}): EndedUpload => ({ ...attempt(), upload: 'offered', outcome: 'CANCELLED', endedAt: after(END), removedAt: null, ...facts })
const at = (facts: Partial<EndedUpload>, ms: number, deletedAt: Date | null = null) => removalOf(ended(facts), deletedAt, after(ms))

describe('removed', () => {
  test.each(['COMPLETED', 'VOID'])('once, when no worker can be at it (%s)', (outcome) => {
    expect(at({ outcome }, END)).toEqual({ isDue: true, nextAt: null })
    expect(at({ outcome, removedAt: after(END) }, END + 1)).toEqual({ isDue: false, nextAt: null })
  })

  test.each(['CANCELLED', 'TIMED_OUT', 'FAILED'])('at once and again ten minutes later, when a worker may not have heard of the end (%s)', (outcome) => {
    const second = END + WORKER_STOPS_WITHIN_MS
    expect(at({ outcome }, END)).toEqual({ isDue: true, nextAt: after(second) })
    expect(at({ outcome, removedAt: after(END) }, second - 1)).toEqual({ isDue: false, nextAt: after(second) })
    expect(at({ outcome, removedAt: after(END) }, second)).toEqual({ isDue: true, nextAt: null })
    expect(at({ outcome, removedAt: after(second) }, second)).toEqual({ isDue: false, nextAt: null })
  })

  test.each(['COMPLETED', 'CANCELLED'])('once more when its address has expired, where somebody deleted the prediction (%s)', (outcome) => {
    const deletedAt = after(2 * HOUR_MS)
    expect(at({ outcome, removedAt: after(END + WORKER_STOPS_WITHIN_MS), upload: 'removed' }, 2 * HOUR_MS, deletedAt)).toEqual({ isDue: false, nextAt: after(EXPIRED) })
    expect(at({ outcome, removedAt: after(END + WORKER_STOPS_WITHIN_MS), upload: 'removed' }, EXPIRED, deletedAt)).toEqual({ isDue: true, nextAt: null })
    expect(at({ outcome, removedAt: after(EXPIRED), upload: 'removed' }, EXPIRED, deletedAt)).toEqual({ isDue: false, nextAt: null })
  })

  test.each(['unread', 'unusable'] as const)('not by itself when it is %s and may be a paid result; with its prediction all the same', (upload) => {
    expect(at({ upload, outcome: 'FAILED' }, END + HOUR_MS)).toEqual({ isDue: false, nextAt: null })
    expect(at({ upload, outcome: 'FAILED' }, 2 * HOUR_MS, after(2 * HOUR_MS))).toEqual({ isDue: true, nextAt: after(EXPIRED) })
  })
})

test('a storage that is away is asked again every five minutes for what somebody deleted, for a day; else at the next moment', () => {
  const removal = at({}, END)
  expect(removalAgainAt(removal, ended(), null, after(END))).toEqual(removal.nextAt)
  expect(removalAgainAt(removal, ended(), after(END), after(END))).toEqual(after(END + ASKED_EVERY_MS))
  expect(removalAgainAt(removal, ended(), after(END), after(EXPIRED + 24 * HOUR_MS))).toBeNull()
})

test('what could not be read is asked for once more for a day, unless there is a result or the prediction is deleted', () => {
  const unread = { upload: 'unread', outcome: 'FAILED' } as const
  const asked = (facts: Partial<EndedUpload>, ms = END, deletedAt: Date | null = null) => isAskedFor(ended(facts), deletedAt, after(ms))
  expect(asked(unread)).toBe(true)
  expect(asked(unread, END + 24 * HOUR_MS)).toBe(false)
  expect(asked(unread, END, after(END))).toBe(false)
  expect(asked({ ...unread, outcome: 'COMPLETED' })).toBe(false)
  for (const upload of ['offered', 'taken', 'unusable', 'removed'] as const) expect(asked({ ...unread, upload })).toBe(false)
})

test('the earliest of moments', () => {
  expect(earliest([after(3), after(1), after(2)])).toEqual(after(1))
  expect(earliest([])).toBeNull()
})
