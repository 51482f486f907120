// Of which ends a person is told, and in which words.
import { expect, test } from 'vitest'
import { endNotice } from '@/components/predictions/end-notice'
import type { EventView, PredictionSummary } from '@/lib/predictions/schema'
import { event, summary } from './summaries'

const told = (change: Partial<PredictionSummary>, happened: Partial<EventView> | null = {}, me = 'person_1') =>
  endNotice({ predictionId: 'pred_1', summary: summary({ status: 'COMPLETED', ...change }), event: happened && { ...event('9'), ...happened } }, me)

test('a prediction of one\'s own that ended is told of, with what is simulated or missing', () => {
  expect(told({})).toEqual({ id: 'pred_1', tone: 'good', title: 'Kinase and inhibitor', detail: 'Completed.' })
  expect(told({ complete: false, simulated: true })?.detail).toBe('Completed, but incomplete. Simulated.')
  const error = { code: 'BOLTZ_OOM', message: 'The GPU ran out of memory.', cure: '', reported: null, rerunMayHelp: false, links: [] }
  expect(told({ status: 'FAILED', error }, { to: 'FAILED' })).toMatchObject({ tone: 'bad', detail: 'Failed: The GPU ran out of memory.' })
  expect(told({ status: 'TIMED_OUT' }, { to: 'TIMED_OUT' })).toMatchObject({ tone: 'bad', detail: 'Timed out.' })
})

test.each<[string, Parameters<typeof told>]>([
  ['of others', [{}, {}, 'person_2']],
  ['mere progress', [{}, null]],
  ['a move that is no end', [{ status: 'IN_PROGRESS' }, { to: 'IN_PROGRESS' }]],
  ['a cancel', [{ status: 'CANCELLED' }, { to: 'CANCELLED' }]],
  ['an end that is over: it runs again', [{ status: 'QUEUED' }, { to: 'FAILED' }]],
  ['a change of its name', [{}, { kind: 'renamed', to: null }]],
  ['a result that a person chose', [{}, { kind: 'usedAttempt', to: 'COMPLETED' }]],
])('nobody is told of %s', (_name, given) => expect(told(...given)).toBeNull())
