// The conformance check against real handlers on RunPod's own library: one as the first integration guide's example has it fails, and the page can
// say why; ours passes. What the check submits obeys all that predictions obey.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import type { CheckItem, ConformanceCheck, ConformanceChecks } from '@/lib/conformance/schema'
import { call, json, until, view } from '../../support/calls'
import { addPerson } from '../../support/people'
import { demandRunpod, startRunpodWorker } from '../../support/runpod-worker'
import { play } from '../../support/stand-in-boltz'
import { startStandInWorker } from '../../support/stand-in-worker'
import { openStage, type Stage } from '../predictions/stage'

const LARGE_HANDLER = path.join(import.meta.dirname, 'large_handler.py')
const GUIDE_HANDLER = path.join(import.meta.dirname, 'guide_handler.py')

let stage: Stage
let home: string
beforeAll(async () => {
  demandRunpod()
  stage = await openStage({ runPod: true, workerKind: 'real' })
})
afterAll(() => stage.close())
beforeEach(() => {
  home = mkdtempSync(path.join(tmpdir(), 'atomera-conformance-'))
  return () => rmSync(home, { recursive: true, force: true })
})

const start = (): Promise<ConformanceCheck> => json('POST', '/api/v1/settings/conformance', { body: { target: 'real' }, expect: 202 })

async function untilCheckEnded(id: string): Promise<ConformanceCheck> {
  const { items } = await until(() => json<ConformanceChecks>('GET', '/api/v1/settings/conformance'), (checks) => checks.items.some((check) => check.id === id && check.ended), 100_000)
  return items.find((check) => check.id === id) ?? expect.fail('the check is gone')
}

const itemOf = ({ items }: ConformanceCheck, code: CheckItem['code']): CheckItem => items.find((item) => item.code === code) ?? expect.fail(`no ${code}`)

test('a handler like the first integration guide\'s example fails, and what it has to change is said', async () => {
  play(home, 'success')
  startRunpodWorker(stage.endpoint, { workerId: 'guide', home, program: [GUIDE_HANDLER, home], environment: {} })
  const begun = await start()
  expect(begun.items.map(({ grade }) => grade)).not.toContain('bad')
  // Two at once would cost twice what was agreed to.
  expect((await call('POST', '/api/v1/settings/conformance', { body: { target: 'real' } })).status).toBe(409)

  const check = await untilCheckEnded(begun.id)
  expect(itemOf(check, 'poses')).toMatchObject({ grade: 'bad', found: expect.stringContaining('no structure in its answer'), change: expect.stringContaining('boltz_results_<stem of the input>/predictions') })
  expect(itemOf(check, 'confidence')).toMatchObject({ grade: 'bad', found: expect.stringContaining('It reports confidence 0.85, but the file'), change: expect.stringContaining('return null') })
  expect(itemOf(check, 'errorShape')).toMatchObject({ grade: 'bad', change: expect.stringContaining('INPUT_REJECTED') })
  expect(itemOf(check, 'ran')).toMatchObject({ grade: 'bad' })

  // Each job went out once, and its made-up number is no result.
  const { structure, wrongInput } = check.predictions
  for (const id of [structure, wrongInput]) expect(await stage.ledgerOf(id ?? '')).toHaveLength(1)
  expect(await view(structure ?? '')).toMatchObject({ status: 'FAILED', confidence_score: null, result: null })
}, 150_000)

test('our own worker conforms: every item but what only a machine with Boltz-2 and a GPU can tell is as the contract says', async () => {
  startStandInWorker(stage.endpoint, { workerId: 'ours', home, situation: 'success' })
  const check = await untilCheckEnded((await start()).id)
  for (const code of ['ran', 'poses', 'confidence', 'affinity', 'pae', 'size', 'times', 'errorShape'] as const) expect(itemOf(check, code)).toMatchObject({ code, grade: 'good', change: null })
  expect(check.items.filter(({ grade }) => grade === 'bad')).toEqual([])
  expect(check).toMatchObject({ by: 'Demo admin', target: 'real', endpoint: expect.stringContaining('RunPod') })
  expect(itemOf(check, 'errorShape').found).toContain('INPUT_REJECTED')
}, 150_000)

test('an answer of 2 MB is looked into, and its size is said', async () => {
  startRunpodWorker(stage.endpoint, { workerId: 'large', home, program: [LARGE_HANDLER], environment: {} })
  const check = await untilCheckEnded((await start()).id)
  expect(itemOf(check, 'size')).toMatchObject({ grade: 'warn', found: expect.stringMatching(/^2\d{3} kB /), change: expect.stringContaining('gzip') })
  expect(itemOf(check, 'poses')).toMatchObject({ grade: 'bad', found: expect.stringContaining('no structure in its answer') })
}, 150_000)

test('the grades are kept when the predictions are deleted, with who ran it and when', async () => {
  const [newest, first] = (await json<ConformanceChecks>('GET', '/api/v1/settings/conformance')).items
  await call('DELETE', `/api/v1/predictions/${first?.predictions.structure}`)
  const [newestNow, firstNow] = (await json<ConformanceChecks>('GET', '/api/v1/settings/conformance')).items
  expect(newestNow).toEqual(newest)
  expect(firstNow).toEqual({ ...first, predictions: { ...first?.predictions, structure: null } })
  const lines = await stage.sql<{ verb: string }>("SELECT verb FROM audit_line WHERE verb = 'checked the endpoint'")
  expect(lines).toHaveLength(3)
})

test('nothing is submitted where the page showed another target', async () => {
  const before = await stage.sql('SELECT id FROM prediction')
  expect(await json('POST', '/api/v1/settings/conformance', { body: { target: 'simulated' }, expect: 409 })).toMatchObject({ code: 'TARGET_CHANGED' })
  expect(await stage.sql('SELECT id FROM prediction')).toEqual(before)
})

test.each([
  ['an admin who only reads in the team', { role: null }, 'Choose a team you belong to as scientist or lead'],
  ['a key that may not submit', { role: 'lead', scopes: ['read', 'manage'] }, 'Make a key with a wider scope'],
] as const)('%s starts none, and nothing is written', async (_who, person, words) => {
  const { headers } = await addPerson(stage.sql, { ...person, isAdmin: true })
  const before = await stage.sql('SELECT (SELECT count(*) FROM prediction) AS predictions, (SELECT count(*) FROM audit_line) AS lines')
  expect(await json('POST', '/api/v1/settings/conformance', { body: { target: 'real' }, headers, expect: 403 })).toMatchObject({ code: 'FORBIDDEN', detail: expect.stringContaining(words) })
  expect(await stage.sql('SELECT (SELECT count(*) FROM prediction) AS predictions, (SELECT count(*) FROM audit_line) AS lines')).toEqual(before)
})
