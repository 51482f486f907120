// RUNPOD_ENDPOINT_ID without RUNPOD_API_KEY: what is submitted waits in Atomera, and says exactly what must be set. Nothing is simulated instead.
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openStage, submitSmall, untilView, type Stage } from './stage'

let stage: Stage
beforeAll(async () => { stage = await openStage({ settings: { RUNPOD_ENDPOINT_ID: 'abc123' } }) })
afterAll(() => stage.close())

test('QUEUED for RunPod with the words; nothing reaches the local endpoint', async () => {
  const { id, target } = await submitSmall()
  expect(target).toBe('real')
  const seen = await untilView(id, ({ notice }) => notice !== null)
  expect(seen).toMatchObject({ status: 'QUEUED', attempts: [], notice: { code: 'RUNPOD_API_KEY_MISSING', message: 'RUNPOD_API_KEY must be set' } })
  expect(await stage.control('GET', 'requests')).toEqual([])
})
