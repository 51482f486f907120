// The overview's charts: every part of a column leads to the list that it counts, and says in words what it is.
import { expect, test } from 'vitest'
import { countColumns, dayWords, gpuColumns, secondsWords, weekWords } from '@/components/usage/chart-rows'
import { formatDollars } from '@/components/ui/figures'

const week = { name: '2026-W53', from: '2026-12-28', to: '2027-01-03' }
const counts = { completed: 1200, failed: 2, timedOut: 0, cancelled: 0, notEnded: 1 }

test('a column of predictions and its parts open the list of that week', () => {
  const [column] = countColumns([{ ...week, counts }], 'no')
  expect(column).toMatchObject({ name: 'W53', words: 'W53, 28 Dec to 3 Jan 2027: 1,200 completed, 2 failed, 1 not ended yet', href: '/?simulated=no&from=2026-12-28&to=2027-01-03' })
  expect(column?.parts.map(({ key, href }) => [key, new URLSearchParams(href.slice(2)).get('status')])).toEqual([
    ['completed', 'COMPLETED'], ['failed', 'FAILED'], ['timedOut', 'TIMED_OUT'], ['cancelled', 'CANCELLED'], ['notEnded', 'active'],
  ])
  expect(countColumns([{ ...week, counts }], 'yes')[0]?.parts[1]?.href).toBe('/?status=FAILED&simulated=yes&from=2026-12-28&to=2027-01-03')
})

test('a column of GPU seconds says where they were spent', () => {
  const gpu = { runPodSeconds: 12_345.6, ownSeconds: 5, notReported: 0, estimatedCostUsd: null }
  expect(gpuColumns([{ ...week, counts, gpu, people: [] }])[0]?.words).toBe('W53, 28 Dec to 3 Jan 2027: 12,346 GPU seconds on RunPod, 5.0 GPU seconds on own workers')
  expect(gpuColumns([{ ...week, counts, gpu: { ...gpu, runPodSeconds: 0, ownSeconds: 0 }, people: [] }])[0]?.words).toBe('W53, 28 Dec to 3 Jan 2027: nothing')
})

test('days, weeks, seconds and dollars as they are read', () => {
  expect([dayWords('2026-03-04'), weekWords(week)]).toEqual(['4 Mar', 'W53, 28 Dec to 3 Jan 2027'])
  expect([0, 0.04, 9.94, 9.96, 1234.5].map(secondsWords)).toEqual(['0', '< 0.1', '9.9', '10', '1,235'])
  expect([0, 0.00019, 0.01, 1234.5].map(formatDollars)).toEqual(['$0', '$0.0002', '$0.01', '$1,234.50'])
})
