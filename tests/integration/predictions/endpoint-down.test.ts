// The endpoint is not there: proof that nothing runs. What was accepted waits, keeps its state, and goes on when the endpoint is back.
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startLocalEndpoint, type LocalEndpoint } from '@/local-endpoint/server'
import type { PredictionView } from '@/lib/predictions/schema'
import { json, untilEnded, view } from '../../support/calls'
import { MINUTE_MS, openStage, submitSmall, untilStatus, untilView, type Stage } from './stage'

let stage: Stage
let again: LocalEndpoint | null = null
beforeAll(async () => { stage = await openStage({ runPod: true }) })
afterAll(async () => {
  await again?.close()
  await stage.close()
})

const down = () => (again ?? stage.endpoint).close()
const up = async (workers: number) => { again = await startLocalEndpoint({ dataDir: process.env.ATOMERA_DATA_DIR ?? '', stageSeconds: 0, workers }) }

test('a connection that is refused: QUEUED with the notice, later handed over once', async () => {
  await down()
  const { id } = await submitSmall()
  const seen = await untilView(id, ({ notice }) => notice?.code === 'ENDPOINT_UNREACHABLE')
  expect(seen.status).toBe('QUEUED')
  await up(0)
  await stage.pass(10 * MINUTE_MS)
  await untilStatus(id, 'IN_QUEUE')
  expect(await stage.ledgerOf(id)).toHaveLength(1)
})

test('gone while a job waits there: the prediction keeps its state; a cancel is repeated until the endpoint is back', async () => {
  const { id } = await submitSmall()
  await untilStatus(id, 'IN_QUEUE')
  await down()
  await untilView(id, ({ notice }) => notice?.code === 'ENDPOINT_SILENT')
  await json<PredictionView>('POST', `/api/v1/predictions/${id}/cancel`, { expect: 202 })
  expect(await view(id)).toMatchObject({ status: 'IN_QUEUE', notice: { code: 'CANCELLING' } })
  await up(0)
  await stage.pass(MINUTE_MS)
  expect(await untilEnded(id)).toMatchObject({ status: 'CANCELLED', notice: null })
})
