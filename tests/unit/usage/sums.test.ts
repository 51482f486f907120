// The overview from rows: everything adds up, weeks without anything are there, and without a price there is no cost, which is not 0.
import { expect, test } from 'vitest'
import { permissionsOf, ROLES } from '@/lib/access/permissions'
import { UsageView, type Counts } from '@/lib/usage/schema'
import type { GpuRow, UsageRows } from '@/lib/usage/store'
import { usageView } from '@/lib/usage/sums'
import { lastWeeks } from '@/lib/usage/weeks'

const NOTHING: Counts = { completed: 0, failed: 0, timedOut: 0, cancelled: 0, notEnded: 0 }
const weeks = lastWeeks(3, new Date('2026-11-26T12:00:00Z'))
const gpu = (change: Partial<GpuRow>): GpuRow => ({ week: '2026-11-23', personId: 'ada', isDeleted: false, isCheck: false, predictions: 1, runPodSeconds: 0, ownSeconds: 0, notReported: 0, ...change })

const rows: UsageRows = {
  people: [{ id: 'ada', name: 'Ada' }, { id: 'bo', name: 'Bo' }],
  counts: [
    { week: '2026-11-23', personId: 'ada', simulated: false, ...NOTHING, completed: 3, failed: 1 },
    { week: '2026-11-09', personId: 'bo', simulated: false, ...NOTHING, timedOut: 2, notEnded: 1 },
    { week: '2026-11-23', personId: 'bo', simulated: true, ...NOTHING, completed: 7 },
  ],
  gpu: [gpu({ runPodSeconds: 100, notReported: 1 }), gpu({ personId: 'bo', week: '2026-11-09', ownSeconds: 300 }), gpu({ personId: 'bo', isDeleted: true, predictions: 2, runPodSeconds: 50 })],
  failures: [{ code: 'RUN_TIMED_OUT', simulated: false, predictions: 2 }, { code: 'OF_TOMORROW', simulated: true, predictions: 1 }],
}

test('the answer has its shape and adds up', () => {
  const view = UsageView.parse(usageView(weeks, rows, 0.5))
  expect(view).toMatchObject({ from: '2026-11-09', to: '2026-11-29', pricePerGpuSecond: 0.5 })
  expect(view.real.gpu).toEqual({ runPodSeconds: 150, ownSeconds: 300, notReported: 1, estimatedCostUsd: 75 })
  expect(view.real.counts).toEqual({ ...NOTHING, completed: 3, failed: 1, timedOut: 2, notEnded: 1 })
  expect(view.real.weeks.map(({ name, gpu: { runPodSeconds, ownSeconds } }) => [name, runPodSeconds, ownSeconds])).toEqual([['2026-W46', 0, 300], ['2026-W47', 0, 0], ['2026-W48', 150, 0]])
  expect(view.real.weeks[2]?.people.map(({ person, gpu: { runPodSeconds } }) => [person.name, runPodSeconds])).toEqual([['Ada', 100], ['Bo', 50]])
  expect(view.deleted).toEqual({ predictions: 2, gpu: { runPodSeconds: 50, ownSeconds: 0, notReported: 0, estimatedCostUsd: 25 } })
})

test('the conformance check is in the sums, and told apart', () => {
  const view = usageView(weeks, { ...rows, gpu: [...rows.gpu, gpu({ isCheck: true, predictions: 2, runPodSeconds: 30, ownSeconds: 4 })] }, 0.5)
  expect(view.real.gpu.runPodSeconds).toBe(180)
  expect(view.checks).toEqual({ predictions: 2, gpu: { runPodSeconds: 30, ownSeconds: 4, notReported: 0, estimatedCostUsd: 15 } })
  expect(view.deleted.predictions).toBe(2)
})

test('people with most GPU seconds stand first', () => {
  expect(usageView(weeks, rows, null).real.people.map(({ person }) => person.id)).toEqual(['bo', 'ada'])
})

test('simulated predictions are told apart and have no GPU seconds', () => {
  const { simulated, real } = usageView(weeks, rows, 0.5)
  expect(simulated.counts).toEqual({ ...NOTHING, completed: 7 })
  expect(simulated.weeks.at(-1)?.counts.completed).toBe(7)
  expect(real.counts.completed).toBe(3)
  expect(JSON.stringify(simulated)).not.toMatch(/seconds|cost/i)
})

test('failures have their words; one of another version has its code', () => {
  const { real, simulated } = usageView(weeks, rows, null)
  expect(real.failures).toEqual([{ code: 'RUN_TIMED_OUT', words: 'Job timed out: it ran longer than its time limit.', predictions: 2 }])
  expect(simulated.failures).toEqual([{ code: 'OF_TOMORROW', words: 'OF_TOMORROW', predictions: 1 }])
})

test('without a price nothing has a cost', () => {
  const view = usageView(weeks, rows, null)
  expect([view.real, view.deleted, ...view.real.weeks, ...view.real.people].map((one) => one.gpu.estimatedCostUsd)).toEqual(Array.from({ length: 7 }, () => null))
})

test('leads and admins may read it', () => {
  expect(ROLES.filter((role) => permissionsOf([role], null).has('usage:read'))).toEqual(['lead', 'admin'])
})
