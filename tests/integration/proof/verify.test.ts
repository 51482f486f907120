// `npm run verify` as a program: what it says of a sound database, of a spoilt one, and of none; on the embedded one too, running or not.
import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import path from 'node:path'
import { gunzipSync, gzipSync } from 'node:zlib'
import { Client } from 'pg'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { applyMigrations } from '@/scripts/launcher/migrations'
import { runningPostgres, startPostgres } from '@/scripts/launcher/postgres'
import { untilEnded } from '../../support/calls'
import { createDataFolder } from '../../support/process'
import { cleanEnvironment, removeData } from '../../support/product'
import { openStage, submitSmall, type Stage } from '../predictions/stage'

const ROOT = path.resolve(import.meta.dirname, '../../..')
const RESULT = 'a stored result is what its files say'
type Verdict = { code: number | null; out: string; err: string }
type Report = { results: number; breaches: { rule: string; subject: string; detail: string; cure: string }[] }

function verify(flags: string[], env: Record<string, string> = {}): Promise<Verdict> {
  const child = spawn(process.execPath, ['--conditions=react-server', '--import', 'tsx', 'scripts/verify.ts', ...flags], { cwd: ROOT, env: cleanEnvironment(env) })
  const verdict: Verdict = { code: null, out: '', err: '' }
  child.stdout.on('data', (bytes: Buffer) => void (verdict.out += bytes.toString('utf8')))
  child.stderr.on('data', (bytes: Buffer) => void (verdict.err += bytes.toString('utf8')))
  return new Promise((resolve) => child.on('close', (code) => resolve({ ...verdict, code })))
}

let stage: Stage
let id: string
let attemptId: string
beforeAll(async () => {
  stage = await openStage()
  id = (await submitSmall()).id
  expect((await untilEnded(id)).status).toBe('COMPLETED')
  attemptId = (await stage.sql<{ id: string }>('SELECT id FROM attempt'))[0]?.id ?? ''
})
afterAll(() => stage.close())

const here = (flags: string[] = []) => verify(flags, { DATABASE_URL: stage.databaseUrl })

/** The report on the database after `spoil`, with its guards out of the way; undone afterwards. */
async function reportAfter(spoil: string, values: unknown[], undo: string, undoValues: unknown[]): Promise<Report> {
  const client = new Client({ connectionString: stage.databaseUrl })
  await client.connect()
  try {
    await client.query('SET session_replication_role = replica')
    await client.query(spoil, values)
    const { code, out } = await here(['--json'])
    expect(code).toBe(1)
    await client.query(undo, undoValues)
    return JSON.parse(out) as Report
  } finally {
    await client.end()
  }
}

type Stored = { sha256: string; name: string; size: number; gzip: Buffer }
const pose = async (): Promise<Stored> =>
  (await stage.sql<Stored>("SELECT f.sha256, f.name, t.size, t.gzip FROM result_file f JOIN artifact t USING (sha256) WHERE f.name LIKE '%.cif'"))[0] ?? expect.fail('no pose is stored')

test('a sound database: 0, and how much was read', async () => {
  expect(await here()).toEqual({ code: 0, out: 'All invariants hold; 1 stored results are what their files say.\n', err: '' })
  expect(JSON.parse((await here(['--json'])).out)).toEqual({ results: 1, breaches: [] })
})

test('a byte that changed on its way to the disk', async () => {
  const { sha256, name, gzip } = await pose()
  const damaged = gunzipSync(gzip)
  damaged[damaged.length >> 1] = (damaged[damaged.length >> 1] ?? 0) ^ 1
  const { breaches } = await reportAfter('UPDATE artifact SET gzip = $1 WHERE sha256 = $2', [gzipSync(damaged), sha256], 'UPDATE artifact SET gzip = $1 WHERE sha256 = $2', [gzip, sha256])
  // What can only be judged against the pose is named after it.
  expect(breaches[0]).toEqual({ rule: RESULT, subject: attemptId, detail: `prediction ${id}, files.${name}: Its bytes are missing or damaged.`, cure: expect.stringContaining('backup') })
  expect(new Set(breaches.map(({ rule }) => rule))).toEqual(new Set([RESULT]))
})

test('bytes that are gone', async () => {
  const { sha256, name, size, gzip } = await pose()
  const { breaches } = await reportAfter('DELETE FROM artifact WHERE sha256 = $1', [sha256], 'INSERT INTO artifact (sha256, size, gzip, created_at) VALUES ($1, $2, $3, app_now())', [sha256, size, gzip])
  expect(breaches[0]).toMatchObject({ rule: 'listed bytes exist', subject: attemptId, detail: `${name}: no bytes` })
  expect(breaches[1]).toMatchObject({ rule: RESULT, detail: `prediction ${id}, files.${name}: Its bytes are missing or damaged.` })
})

test('a score that is no number, in words for people too', async () => {
  const was = (await stage.sql<{ score: number }>('SELECT confidence_score AS score FROM prediction'))[0]?.score
  const { breaches } = await reportAfter("UPDATE prediction SET confidence_score = 'NaN'", [], 'UPDATE prediction SET confidence_score = $1', [was])
  expect(breaches).toMatchObject([
    { rule: 'scores are finite and in range', subject: id },
    { rule: RESULT, detail: `prediction ${id}, prediction.confidenceScore: It is not ${was}, as the result says.` },
  ])
  await stage.sql("UPDATE prediction SET confidence_score = 'Infinity'")
  const { code, out } = await here()
  await stage.sql('UPDATE prediction SET confidence_score = $1', [was])
  expect([code, out]).toEqual([1, expect.stringMatching(/^scores are finite and in range\n {2}pred_\w+: Infinity.*\n {2}Do not use/)])
})

test('no database, one without tables, a wrong flag: 2, and what to do', async () => {
  const refused = await verify([], { DATABASE_URL: 'postgresql://somebody:pass-word@127.0.0.1:9/nothing' })
  expect(refused).toEqual({ code: 2, out: '', err: expect.stringMatching(/^The database of DATABASE_URL \(nothing at 127\.0\.0\.1:9\) can not be used: /) })
  expect(refused.err).not.toContain('pass-word')
  const empty = new URL(stage.databaseUrl)
  empty.pathname = '/postgres'
  expect(await verify([], { DATABASE_URL: empty.href })).toMatchObject({ code: 2, err: expect.stringContaining('npm run migrate') })
  expect(await verify(['--data', '/nowhere/at/all'])).toMatchObject({ code: 2, err: expect.stringContaining('npm run up') })
  expect(await verify(['--no-such-flag'])).toMatchObject({ code: 2, err: expect.stringContaining('unknown option') })
})

test('the embedded database, running or not, is left as it was', async () => {
  const dataDir = createDataFolder()
  try {
    const postgres = await startPostgres({ dataDir, logFile: path.join(dataDir, 'logs/postgres.log'), forgetful: true })
    await applyMigrations(postgres.url)
    expect(await verify(['--data', dataDir])).toMatchObject({ code: 0, out: expect.stringContaining('All invariants hold') })
    expect(await runningPostgres(dataDir)).not.toBeNull()
    await postgres.stop()
    expect(await verify(['--data', dataDir])).toMatchObject({ code: 0, out: expect.stringContaining('All invariants hold') })
    expect(await runningPostgres(dataDir)).toBeNull()
    expect(existsSync(path.join(dataDir, 'up.lock'))).toBe(false)
  } finally {
    removeData(dataDir)
  }
})
