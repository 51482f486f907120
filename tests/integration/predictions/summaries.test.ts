// The list reads its rows in a statement of its own; a prediction's page reads them by Prisma. Both say the same of every prediction.
import { afterAll, beforeAll, expect, test } from 'vitest'
import { PredictionSummary, type PredictionPage } from '@/lib/predictions/schema'
import { call, json, untilEnded, view } from '../../support/calls'
import { HOUR_MS, openStage, submitSmall, untilStatus, type Stage } from './stage'

let stage: Stage
// The second test writes into rows what no machine does.
beforeAll(async () => { stage = await openStage({ loop: false, breaks: 'all' }) })
afterAll(() => stage.close())

const listed = async (): Promise<PredictionSummary[]> => (await json<PredictionPage>('GET', '/api/v1/predictions?limit=100')).items

/** Nothing changes them while nobody reconciles. */
async function expectSame(): Promise<PredictionSummary[]> {
  const items = await listed()
  const pages = await Promise.all(items.map(({ id }) => view(id)))
  expect(items).toEqual(pages.map((page) => PredictionSummary.parse(page)))
  return items
}

test('queued, running, completed, failed, cancelled, tagged and with a note', async () => {
  const loop = await stage.startLoop()
  const completed = await submitSmall({ name: 'Done' })
  await untilEnded(completed.id)
  await json('PUT', `/api/v1/predictions/${completed.id}/tags/zinc`)
  await json('PUT', `/api/v1/predictions/${completed.id}/tags/${encodeURIComponent('Äther')}`)
  await json('PATCH', `/api/v1/predictions/${completed.id}`, { body: { note: 'Two\nlines "quoted" \\ and €' } })
  await stage.behave({ kind: 'error', error: 'It ran out of memory.', errorCode: 'BOLTZ_OOM' })
  const failed = await submitSmall({ name: 'Failed' })
  await untilEnded(failed.id)
  await stage.behave({ kind: 'slow', seconds: 600 })
  const running = await submitSmall({ name: 'Running' })
  await untilStatus(running.id, 'IN_PROGRESS')
  await stage.workers(0)
  const waiting = await submitSmall({ name: 'Waiting' })
  await untilStatus(waiting.id, 'IN_QUEUE')
  const cancelled = await submitSmall({ name: 'Cancelled' })
  await call('POST', `/api/v1/predictions/${cancelled.id}/cancel`)
  await untilEnded(cancelled.id)
  await loop.stop()
  const states = (await expectSame()).map(({ name, status }) => `${name}: ${status}`)
  expect(states).toEqual(['Cancelled: CANCELLED', 'Waiting: IN_QUEUE', 'Running: IN_PROGRESS', 'Failed: FAILED', 'Done: COMPLETED'])
})

test('every moment and count that a notice is told from', async () => {
  const moments = ['files_removed_at', 'not_found_since', 'cancel_answered_at', 'submitted_at', 'first_running_at', 'last_answer_at', 'upload_sought_since', 'progress_at']
  for (const [index, moment] of moments.entries()) {
    await stage.sql(`UPDATE attempt SET ${moment} = app_now() - $1 * interval '1 ms' WHERE prediction_id IN (SELECT id FROM prediction WHERE name IN ('Running', 'Waiting'))`, [HOUR_MS + index * 61_001])
  }
  await stage.sql("UPDATE attempt SET not_found_count = 7, unanswered_count = 9, last_status = 'IN_PROGRESS', files_removed_after_days = 30, fallback_reason = 'AUTH'")
  await stage.sql("UPDATE prediction SET remark = 'MAY_STILL_RUN', complete = false WHERE name IN ('Cancelled', 'Done')")
  expect((await expectSame()).flatMap(({ notice }) => notice?.code ?? [])).not.toEqual([])
})
