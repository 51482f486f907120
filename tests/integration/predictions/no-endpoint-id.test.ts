// RUNPOD_API_KEY without RUNPOD_ENDPOINT_ID: what is submitted waits in Atomera, and says exactly what must be set. Nothing is simulated instead.
import { afterAll, beforeAll, expect, test } from 'vitest'
import { call, json } from '../../support/calls'
import { openStage, submitSmall, untilView, type Stage } from './stage'

let stage: Stage
beforeAll(async () => { stage = await openStage({ settings: { RUNPOD_API_KEY: 'rpa_of_this_test' } }) })
afterAll(() => stage.close())

test('QUEUED for RunPod with the words; nothing reaches the local endpoint', async () => {
  const { id, target } = await submitSmall()
  expect(target).toBe('real')
  const seen = await untilView(id, ({ notice }) => notice !== null)
  expect(seen).toMatchObject({ status: 'QUEUED', attempts: [], notice: { code: 'RUNPOD_ENDPOINT_ID_MISSING', message: 'RUNPOD_ENDPOINT_ID must be set' } })
  await stage.pass(60_000)
  expect(await json('POST', `/api/v1/predictions/${id}/cancel`, { expect: 202 })).toMatchObject({ status: 'CANCELLED' })
  expect(await stage.control('GET', 'requests')).toEqual([])
})

test('health says so and is 200: the server itself works', async () => {
  const response = await call('GET', '/api/health')
  expect(response.status).toBe(200)
  expect(await response.json()).toMatchObject({ endpoint: { kind: 'unconfigured', message: expect.stringContaining('must both be set') } })
})
