// The check of stored results on a real database: silent on what the reconciler stored, and loud on what was spoilt since.
import { gzipSync } from 'node:zlib'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { untilEnded } from '../../support/calls'
import { openStage, submitSmall, type Stage } from './stage'

let stage: Stage
beforeAll(async () => { stage = await openStage() })
afterAll(() => stage.close())

test('COMPLETED is true of what was stored, until somebody spoils it', async () => {
  const { storedResults, verifyStoredResult } = await import('@/lib/predictions/verify-store')
  const { id } = await submitSmall()
  expect((await untilEnded(id)).status).toBe('COMPLETED')
  const [{ attemptId, predictionId } = { attemptId: '', predictionId: '' }, ...others] = await storedResults('', 10)
  expect(predictionId).toBe(id)
  expect(others).toEqual([])
  expect(await storedResults(attemptId, 10)).toEqual([])
  expect(await verifyStoredResult(attemptId)).toEqual([])
  expect(await verifyStoredResult('att_nobody')).toBeNull()

  const [pose] = await stage.sql<{ sha256: string; name: string }>("SELECT sha256, name FROM result_file WHERE attempt_id = $1 AND name LIKE '%.cif'", [attemptId])
  await stage.sql('UPDATE artifact SET gzip = $1 WHERE sha256 = $2', [gzipSync('other bytes'), pose?.sha256])
  expect((await verifyStoredResult(attemptId))?.[0]).toMatchObject({ at: `files.${pose?.name}` })
  await stage.sql(`UPDATE result SET summary = jsonb_set(summary, '{confidence_score}', '1e400') WHERE attempt_id = $1`, [attemptId])
  expect((await verifyStoredResult(attemptId))?.map(({ at }) => at)).toContain('summary.confidence_score')
})
