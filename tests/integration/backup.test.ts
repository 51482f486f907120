// `npm run backup` and `npm run restore` as programs: there and back again with everything compared, and every archive that is refused.
import { spawn } from 'node:child_process'
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { gunzipSync, gzipSync } from 'node:zlib'
import { Client } from 'pg'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { checkArchive } from '@/scripts/backup/archive'
import { setAside } from '@/scripts/backup/guards'
import { MIGRATIONS_TABLE_SQL } from '@/scripts/backup/load'
import { readBreaches } from '@/scripts/launcher/invariants'
import { applyMigrations, knownMigrations } from '@/scripts/launcher/migrations'
import { runningPostgres, startPostgres } from '@/scripts/launcher/postgres'
import { until, untilEnded, view } from '../support/calls'
import { createEmptyDatabase } from '../support/database'
import { createDataFolder, KEY_ENCRYPTION_KEY } from '../support/process'
import { cleanEnvironment, removeData } from '../support/product'
import { startReconcilerProcess } from './predictions/reconciler-process'
import { openStage, submitSmall, type Stage } from './predictions/stage'

const ROOT = path.resolve(import.meta.dirname, '../..')
/** What the text of COPY has to escape, and words that look like its own. */
const SPECIAL = 'tab\tline\nreturn\rback\\slash \\N \\.\n\\.\n"quoted" \u0001\u007f é 漢字 🧬 {curly,"comma"}'
type Verdict = { code: number | null; words: string }

function run(script: 'backup' | 'restore' | 'verify', flags: string[], env: Record<string, string> = {}): Promise<Verdict> {
  const child = spawn(process.execPath, ['--conditions=react-server', '--import', 'tsx', `scripts/${script}.ts`, ...flags], { cwd: ROOT, env: cleanEnvironment({ ATOMERA_KEY_ENCRYPTION_KEY: KEY_ENCRYPTION_KEY, ...env }) })
  let words = ''
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (bytes: Buffer) => void (words += bytes.toString('utf8')))
  return new Promise((resolve) => child.on('close', (code) => resolve({ code, words })))
}

async function sqlAt<Row extends object>(url: string, text: string, values: unknown[] = []): Promise<Row[]> {
  const client = new Client({ connectionString: url })
  await client.connect()
  try {
    return (await client.query<Row>(text, values)).rows
  } finally {
    await client.end()
  }
}

/** Each restore writes one of its own. */
const OF_RESTORES = "verb = 'restored a backup'"

/** A digest of every row of every table, and all that stands around them, asked in another way than a backup does. */
async function everythingIn(url: string): Promise<Record<string, unknown>> {
  const tables = await sqlAt<{ name: string }>(url, "SELECT relname::text AS name FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind = 'r' ORDER BY 1")
  const rows = await Promise.all(tables.map(async ({ name }) => [name, await sqlAt(url, `SELECT count(*), md5(string_agg(row::text, '|' ORDER BY row::text COLLATE "C")) FROM (SELECT t FROM "${name}" t${name === 'audit_line' ? ` WHERE NOT ${OF_RESTORES}` : ''}) each(row)`)]))
  return {
    rows: Object.fromEntries(rows),
    triggers: await sqlAt(url, 'SELECT tgname, tgenabled, pg_get_triggerdef(oid) FROM pg_trigger WHERE NOT tgisinternal ORDER BY 1, 3'),
    constraints: await sqlAt(url, "SELECT conname, convalidated, pg_get_constraintdef(oid) FROM pg_constraint WHERE connamespace = 'public'::regnamespace ORDER BY 1, 3"),
    indexes: await sqlAt(url, "SELECT indexdef FROM pg_indexes WHERE schemaname = 'public' ORDER BY 1"),
    columns: await sqlAt(url, "SELECT table_name, column_name, data_type, column_default, is_nullable FROM information_schema.columns WHERE table_schema = 'public' ORDER BY 1, 2"),
    functions: await sqlAt(url, "SELECT proname, prosrc FROM pg_proc WHERE pronamespace = 'public'::regnamespace ORDER BY 1"),
    sequences: await sqlAt(url, "SELECT sequencename, last_value FROM pg_sequences WHERE schemaname = 'public' AND sequencename <> 'audit_line_id_seq' ORDER BY 1"),
  }
}

/** Those that the reconciler does not touch while a prediction waits. */
const lastingRows = (url: string): Promise<unknown[]> =>
  Promise.all([
    'SELECT id, name, complex, yaml, options, note, status, confidence_score, created_at FROM prediction',
    'SELECT id, state, job_id, raw_answer, outcome, execution_time_ms FROM attempt',
    ...['result', 'result_file', 'artifact', 'person', 'membership', 'settings', 'prediction_tag', '_prisma_migrations'].map((name) => `SELECT * FROM ${name}`),
    `SELECT * FROM audit_line WHERE NOT ${OF_RESTORES}`,
  ].map((text) => sqlAt(url, `${text} ORDER BY 1, 2`)))

const folder = mkdtempSync(path.join(tmpdir(), 'atomera-backup-'))
const place = (name: string): string => path.join(folder, name)
const emptied: { drop(): Promise<void> }[] = []
async function emptyDatabase(): Promise<string> {
  const database = await createEmptyDatabase()
  emptied.push(database)
  return database.url
}

let stage: Stage
let inFlight: string
const archive = place('whole.tar.gz')
beforeAll(async () => {
  stage = await openStage()
  const { id } = await submitSmall()
  expect((await untilEnded(id)).status).toBe('COMPLETED')
  await stage.workers(0)
  inFlight = (await submitSmall()).id
  await until(() => view(inFlight), ({ status }) => status === 'IN_QUEUE')
  await stage.sql('UPDATE prediction SET note = $1 WHERE id = $2', [SPECIAL, id])
  await stage.sql("INSERT INTO artifact (sha256, size, gzip, created_at) VALUES ('bytes', 256, $1, app_now())", [Buffer.from(Array.from({ length: 256 }, (_, byte) => byte))])
  const made = await run('backup', [archive], { DATABASE_URL: stage.databaseUrl })
  expect(made).toEqual({ code: 0, words: expect.stringContaining('key-encryption key is not in it') })
}, 120_000)
afterAll(async () => {
  await stage.close()
  for (const database of emptied) await database.drop()
  rmSync(folder, { recursive: true, force: true })
})

test('there while everything runs, and back into an empty database: the same in everything', async () => {
  expect(statSync(archive).mode & 0o777).toBe(0o600)
  expect(readdirSync(folder)).toEqual(['whole.tar.gz'])
  const url = await emptyDatabase()
  const restored = await run('restore', [archive], { DATABASE_URL: url })
  expect(restored).toEqual({ code: 0, words: expect.stringContaining('the one under which the backup was made') })
  // A second backup of what was restored holds the same, since only the reconciler goes on.
  expect(await run('backup', [place('again.tar.gz')], { DATABASE_URL: url })).toMatchObject({ code: 0 })
  const again = await emptyDatabase()
  expect(await run('restore', [place('again.tar.gz')], { DATABASE_URL: again })).toMatchObject({ code: 0 })
  expect(await everythingIn(again)).toEqual(await everythingIn(url))
  expect(await lastingRows(url)).toEqual(await lastingRows(stage.databaseUrl))
  expect(await sqlAt(url, 'SELECT note FROM prediction WHERE note IS NOT NULL')).toEqual([{ note: SPECIAL }])
  expect(await sqlAt(url, "SELECT length(gzip) AS bytes FROM artifact WHERE sha256 = 'bytes'")).toEqual([{ bytes: 256 }])
  const restores = (at: string) => sqlAt(at, `SELECT actor_name AS who, subject_name AS what, detail FROM audit_line WHERE ${OF_RESTORES} ORDER BY id`)
  const [line] = await restores(url)
  expect(line).toEqual({ who: 'Somebody at the console of the server', what: 'whole.tar.gz', detail: { facts: { madeAt: expect.stringMatching(/^20\d\d-/), byVersion: expect.any(String) } } })
  expect(await restores(again)).toEqual([line, expect.objectContaining({ what: 'again.tar.gz' })])
  expect(await applyMigrations(url)).toEqual([])
  expect(await run('verify', [], { DATABASE_URL: url })).toEqual({ code: 0, words: 'All invariants hold; 1 stored results are what their files say.\n' })
}, 120_000)

test('what stands around the rows is what it was, and serial numbers go on', async () => {
  const url = await emptyDatabase()
  expect(await run('restore', [archive], { DATABASE_URL: url })).toMatchObject({ code: 0 })
  const [before, after] = [await everythingIn(stage.databaseUrl), await everythingIn(url)]
  for (const kind of ['triggers', 'constraints', 'indexes', 'columns', 'functions']) expect(after[kind], kind).toEqual(before[kind])
  const newest = await sqlAt<{ seq: string }>(url, "INSERT INTO event (prediction_id, team_id, kind, message, created_at) SELECT prediction_id, team_id, 'stage', 'after', app_now() FROM event LIMIT 1 RETURNING seq")
  expect(BigInt(newest[0]?.seq ?? 0)).toBe(BigInt((await sqlAt<{ seq: string }>(url, "SELECT max(seq) AS seq FROM event WHERE message <> 'after'"))[0]?.seq ?? 0) + 1n)
  await expect(sqlAt(url, "UPDATE prediction SET target = 'real'")).rejects.toThrow('the target never changes')
  await expect(sqlAt(url, "UPDATE attempt SET prediction_id = 'other'")).rejects.toThrow('never change')
}, 120_000)

test('a run that was under way at the time of the backup is followed to its end after the restore', async () => {
  const url = await emptyDatabase()
  expect(await run('restore', [archive], { DATABASE_URL: url })).toMatchObject({ code: 0 })
  const reconciler = await startReconcilerProcess({ DATABASE_URL: url })
  try {
    await stage.workers(1)
    await until(() => sqlAt<{ status: string }>(url, 'SELECT status FROM prediction WHERE id = $1', [inFlight]), (rows) => rows[0]?.status === 'COMPLETED')
    await untilEnded(inFlight)
  } finally {
    await reconciler.kill()
  }
  expect(await stage.ledgerOf(inFlight)).toHaveLength(1)
  expect(await run('verify', [], { DATABASE_URL: url })).toMatchObject({ code: 0, words: expect.stringContaining('2 stored results') })
}, 120_000)

test('transaction ids of another cluster keep the order of what happened', async () => {
  const { settleRestoredEvents } = await import('@/lib/predictions/event-store')
  await stage.sql("UPDATE event SET xid = xid + 1000000000000 WHERE to_status = 'COMPLETED'")
  await settleRestoredEvents()
  expect(await readBreaches(stage.databaseUrl)).toEqual([])
  expect(await stage.sql('SELECT DISTINCT xid FROM event')).toEqual([{ xid: '0' }])
})

test('triggers and foreign keys come back as they were found', async () => {
  const url = await emptyDatabase()
  await applyMigrations(url)
  const client = new Client({ connectionString: url })
  await client.connect()
  try {
    await client.query('ALTER TABLE attempt ENABLE ALWAYS TRIGGER attempt_guard; ALTER TABLE prediction DISABLE TRIGGER prediction_guard')
    const before = await everythingIn(url)
    const guards = await setAside(client)
    expect(await sqlAt(url, "SELECT 1 FROM pg_trigger WHERE NOT tgisinternal AND tgenabled <> 'D' UNION ALL SELECT 1 FROM pg_constraint WHERE contype = 'f'")).toEqual([])
    await guards.putBack()
    expect(await everythingIn(url)).toEqual(before)
  } finally {
    await client.end()
  }
})

test('only into an empty database, or over one that is named while nobody uses it', async () => {
  const url = await emptyDatabase()
  const name = new URL(url).pathname.slice(1)
  await sqlAt(url, 'CREATE TABLE kept (id int); INSERT INTO kept VALUES (1)')
  const restore = (...flags: string[]) => run('restore', [archive, ...flags], { DATABASE_URL: url })
  expect(await restore()).toEqual({ code: 1, words: expect.stringContaining(`--replace ${name}`) })
  expect(await restore('--replace', 'atomera')).toEqual({ code: 1, words: expect.stringContaining(`called ${name} and not atomera`) })
  const visitor = new Client({ connectionString: url })
  await visitor.connect()
  expect(await restore('--replace', name)).toEqual({ code: 1, words: expect.stringContaining('Another connection is open') })
  await visitor.end()
  expect(await sqlAt(url, 'SELECT id FROM kept')).toEqual([{ id: 1 }])
  expect(await restore('--replace', name)).toMatchObject({ code: 0 })
  expect(await sqlAt(url, "SELECT to_regclass('kept') AS kept")).toEqual([{ kept: null }])
  expect(await readBreaches(url)).toEqual([])
}, 120_000)

/** The archive with something done to it, under a name of its own. */
function spoilt(name: string, spoil: (whole: Buffer) => Buffer): string {
  writeFileSync(place(name), spoil(readFileSync(archive)))
  return place(name)
}

/** One piece changed, and packed again without a trace. */
function edited(name: string, from: string, to: string): string {
  return spoilt(name, (whole) => {
    const plain = gunzipSync(whole)
    const at = plain.indexOf(from)
    if (at === -1 || from.length !== to.length) throw new Error(`${from} is not in the archive`)
    plain.write(to, at, 'latin1')
    return gzipSync(plain)
  })
}

test('a damaged, cut off, doctored or foreign file is refused, and nothing is touched', async () => {
  const url = await emptyDatabase()
  const files = [
    spoilt('flipped', (whole) => Buffer.concat([whole.subarray(0, whole.length >> 1), Buffer.from([(whole[whole.length >> 1] ?? 0) ^ 1]), whole.subarray((whole.length >> 1) + 1)])),
    spoilt('cut', (whole) => whole.subarray(0, whole.length - 1)),
    spoilt('half', (whole) => whole.subarray(0, whole.length >> 1)),
    // Whole for gzip, and not for us.
    spoilt('tables-alone', (whole) => gzipSync(gunzipSync(whole).subarray(0, -4096))),
    spoilt('longer', (whole) => gzipSync(Buffer.concat([gunzipSync(whole), Buffer.from('more')]))),
    edited('row', 'line\\nreturn', 'line\\treturn'),
    edited('format', '"format": 1', '"format": 2'),
    spoilt('text', () => Buffer.from('no archive at all')),
    spoilt('other-tar', () => gzipSync(Buffer.alloc(10_240))),
    spoilt('nothing', () => Buffer.alloc(0)),
  ]
  for (const file of files) expect(await checkArchive(file).then(() => 'taken', String), file).toMatch(/Refusal: .*is not a whole and undamaged backup.*Nothing was changed\.$/)
  expect(await run('restore', [files[0] ?? ''], { DATABASE_URL: url })).toEqual({ code: 1, words: expect.stringContaining('not a whole and undamaged backup') })
  expect(await run('restore', [place('absent')], { DATABASE_URL: url })).toEqual({ code: 1, words: expect.stringContaining('cannot be read') })
  expect(await sqlAt(url, "SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace")).toEqual([])
}, 120_000)

test('what fails on the way leaves everything as it was', async () => {
  const url = await emptyDatabase()
  await applyMigrations(url)
  const before = await everythingIn(url)
  // A row whose foreign key leads nowhere: the archive is whole and says so.
  const source = await emptyDatabase()
  await applyMigrations(source)
  await sqlAt(source, "SET session_replication_role = replica; INSERT INTO membership (team_id, person_id, role) VALUES ('nobody', 'nowhere', 'lead')")
  expect(await run('backup', [place('dangling.tar.gz')], { DATABASE_URL: source })).toMatchObject({ code: 0 })
  const refused = await run('restore', [place('dangling.tar.gz'), '--replace', new URL(url).pathname.slice(1)], { DATABASE_URL: url })
  expect(refused).toEqual({ code: 1, words: expect.stringMatching(/violates foreign key constraint .*Nothing was changed\.\n$/) })
  expect(await everythingIn(url)).toEqual(before)
}, 120_000)

test('a backup of an older version is brought up to date, and one of a newer version is refused', async () => {
  const older = await emptyDatabase()
  const then = knownMigrations().slice(0, 4)
  await sqlAt(older, MIGRATIONS_TABLE_SQL)
  for (const { name, sql, checksum } of then) {
    await sqlAt(older, sql)
    await sqlAt(older, 'INSERT INTO _prisma_migrations (id, checksum, finished_at, migration_name, applied_steps_count) VALUES (gen_random_uuid()::text, $1, now(), $2, 1)', [checksum, name])
  }
  await sqlAt(older, "INSERT INTO team (id, name) VALUES ('t', 'Team'); INSERT INTO person (id, name) VALUES ('p', 'Person'); INSERT INTO membership VALUES ('t', 'p', 'scientist')")
  expect(await run('backup', [place('older.tar.gz')], { DATABASE_URL: older })).toMatchObject({ code: 0 })
  const url = await emptyDatabase()
  expect(await run('restore', [place('older.tar.gz')], { DATABASE_URL: url })).toEqual({ code: 0, words: expect.stringContaining(`Brought up to date: ${knownMigrations()[4]?.name}`) })
  expect(await applyMigrations(url)).toEqual([])
  expect(await sqlAt(url, 'SELECT name FROM person')).toEqual([{ name: 'Person' }])
  expect((await everythingIn(url)).columns).toEqual((await everythingIn(stage.databaseUrl)).columns)
  await sqlAt(older, "INSERT INTO _prisma_migrations (id, checksum, finished_at, migration_name) VALUES ('x', repeat('a', 64), now(), '20991231000000_of_the_future')")
  expect(await run('backup', [place('newer.tar.gz')], { DATABASE_URL: older })).toMatchObject({ code: 0 })
  expect(await run('restore', [place('newer.tar.gz')], { DATABASE_URL: await emptyDatabase() })).toEqual({ code: 1, words: expect.stringMatching(/20991231000000_of_the_future.*that version or a newer one/) })
}, 120_000)

test('nothing is overwritten, and a backup that fails leaves nothing behind', async () => {
  const was = readFileSync(archive)
  expect(await run('backup', [archive], { DATABASE_URL: stage.databaseUrl })).toEqual({ code: 1, words: expect.stringContaining('overwrites nothing') })
  expect(readFileSync(archive).equals(was)).toBe(true)
  expect(await run('backup', [place('no/such/folder')], { DATABASE_URL: stage.databaseUrl })).toEqual({ code: 1, words: expect.stringContaining('There is no folder') })
  expect(await run('backup', [place('strange')], { DATABASE_URL: await emptyDatabase() })).toEqual({ code: 1, words: expect.stringContaining('does not hold the tables of Atomera') })
  expect(readdirSync(folder).filter((name) => name.startsWith('strange'))).toEqual([])
}, 120_000)

test('the embedded database, running or not, and into a new data folder with its key', async () => {
  const [from, into] = [createDataFolder(), createDataFolder()]
  const logFile = path.join(from, 'logs/postgres.log')
  try {
    writeFileSync(path.join(from, 'key-encryption-key'), `${KEY_ENCRYPTION_KEY}\n`)
    const postgres = await startPostgres({ dataDir: from, logFile, forgetful: true })
    await applyMigrations(postgres.url)
    await sqlAt(postgres.url, "INSERT INTO team (id, name) VALUES ('t', 'Team')")
    const own = { ATOMERA_KEY_ENCRYPTION_KEY: '' }
    expect(await run('backup', [place('running.tar.gz'), '--data', from], own)).toMatchObject({ code: 0 })
    expect(await runningPostgres(from)).not.toBeNull()
    await postgres.stop()
    expect(await run('backup', [place('stopped.tar.gz'), '--data', from, '--with-secrets'], own)).toEqual({ code: 0, words: expect.stringContaining('can open the API keys') })
    expect(await runningPostgres(from)).toBeNull()
    expect(gunzipSync(readFileSync(place('running.tar.gz'))).includes(KEY_ENCRYPTION_KEY)).toBe(false)
    expect(gunzipSync(readFileSync(place('stopped.tar.gz'))).includes(KEY_ENCRYPTION_KEY)).toBe(true)
    writeFileSync(path.join(into, 'key-encryption-key'), 'another')
    expect(await run('restore', [place('running.tar.gz'), '--data', into], own)).toEqual({ code: 0, words: expect.stringContaining('is not the one under which') })
    expect(await run('restore', [place('stopped.tar.gz'), '--data', into, '--replace', 'atomera'], own)).toEqual({ code: 0, words: expect.stringContaining('is in ') })
    expect(readFileSync(path.join(into, 'key-encryption-key'), 'utf8').trim()).toBe(KEY_ENCRYPTION_KEY)
    expect(readFileSync(path.join(into, 'key-encryption-key.before-restore'), 'utf8')).toBe('another')
    expect(await run('verify', ['--data', into], own)).toMatchObject({ code: 0 })
    expect(existsSync(path.join(into, 'up.lock'))).toBe(false)
  } finally {
    removeData(from)
    removeData(into)
  }
}, 120_000)
