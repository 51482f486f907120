// ISO weeks: the first week of a year has its first Thursday, and a week is the same at every moment and in every zone of it.
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { lastWeeks } from '@/lib/usage/weeks'

const present = (iso: string) => lastWeeks(1, new Date(iso))[0]

test.each([
  ['2026-11-26T12:00:00Z', '2026-W48', '2026-11-23', '2026-11-29'],
  ['2026-01-01T00:00:00Z', '2026-W01', '2025-12-29', '2026-01-04'],
  ['2025-12-29T00:00:00Z', '2026-W01', '2025-12-29', '2026-01-04'],
  ['2025-12-28T23:59:59.999Z', '2025-W52', '2025-12-22', '2025-12-28'],
  ['2027-01-01T00:00:00Z', '2026-W53', '2026-12-28', '2027-01-03'],
  ['2024-12-31T05:00:00Z', '2025-W01', '2024-12-30', '2025-01-05'],
  ['2023-01-01T05:00:00Z', '2022-W52', '2022-12-26', '2023-01-01'],
])('%s is in %s', (moment, name, from, to) => expect(present(moment)).toEqual({ name, from, to }))

test('weeks follow each other without a gap, and the last holds the moment', () => {
  fc.assert(fc.property(fc.date({ min: new Date('1990-01-01'), max: new Date('2100-01-01'), noInvalidDate: true }), fc.integer({ min: 1, max: 60 }), (now, count) => {
    const weeks = lastWeeks(count, now)
    expect(weeks).toHaveLength(count)
    expect(new Set(weeks.map(({ name }) => name)).size).toBe(count)
    weeks.slice(1).forEach((week, index) => expect(Date.parse(week.from) - Date.parse(weeks[index]?.to ?? '')).toBe(86_400_000))
    const day = now.toISOString().slice(0, 10)
    expect((weeks.at(-1)?.from ?? '') <= day && day <= (weeks.at(-1)?.to ?? '')).toBe(true)
    weeks.forEach(({ from }) => expect(new Date(from).getUTCDay()).toBe(1))
  }))
})
