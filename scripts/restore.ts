// `npm run restore -- FILE`: what `npm run backup` wrote, into an empty database, or in place of another that is named. All of it or nothing.
import path from 'node:path'
import { Command } from 'commander'
import pg from 'pg'
import type { AuditVerb } from '@/lib/audit/verbs'
import { checkArchive, fingerprintOf, type ReadArchive } from './backup/archive'
import { readTables } from './backup/catalog'
import { keyAt, keyPlace, putKey } from './backup/key'
import { load, planMigrations, type Plan } from './backup/load'
import { applyMigrations, knownMigrations } from './launcher/migrations'
import { openAlone } from './launcher/open-database'
import { nowAndThen, say } from './launcher/progress'
import { Refusal, wordsOf } from './launcher/refusal'

const ROOT = path.resolve(import.meta.dirname, '..')

const interrupted = new AbortController()
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => interrupted.abort(new Refusal('Interrupted. Nothing was changed.')))

type Flags = { data?: string; replace?: string }

/** @throws Refusal while others use the database, or when it holds something that was not named to be replaced */
async function demandMayReplace(client: pg.Client, named: string | undefined): Promise<void> {
  const { rows } = await client.query<{ name: string; others: number }>(`
    SELECT current_database()::text AS name, (SELECT count(*)::int FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid() AND backend_type = 'client backend') AS others`)
  const { name = '', others = 0 } = rows[0] ?? {}
  if (others > 0) throw new Refusal(`${others === 1 ? 'Another connection is' : `${others} other connections are`} open to the database ${name}: stop Atomera, npm run reconciler and whatever else uses it first.`)
  if (named === name) return
  if (named !== undefined) throw new Refusal(`The database is called ${name} and not ${named}. Nothing was changed.`)
  for (const table of await readTables(client)) {
    const { rows: found } = await client.query<{ filled: boolean }>(`SELECT EXISTS (SELECT 1 FROM ${client.escapeIdentifier(table.name)}) AS filled`)
    if (found[0]?.filled === true) throw new Refusal(`The database ${name} is not empty. To lose what it holds and have the backup in its place, add --replace ${name}; make a backup of it first.`)
  }
}

/** In the transaction of the rows: whoever reads the audit sees where what came after the backup went. */
async function tellAudit(client: pg.Client, file: string, { head }: ReadArchive): Promise<void> {
  const verb: AuditVerb = 'restored a backup'
  const facts = { madeAt: head.madeAt, byVersion: head.version }
  await client.query(
    "INSERT INTO audit_line (team_id, actor_id, actor_name, verb, subject, subject_name, detail, via, created_at) VALUES ('', 'console', 'Somebody at the console of the server', $1, 'backup', $2, $3, 'program', app_now())",
    [verb, path.basename(file), { facts }],
  )
}

async function write(url: string, file: string, archive: ReadArchive, plan: Plan, named: string | undefined): Promise<void> {
  const client = new pg.Client({ connectionString: url, application_name: 'atomera-restore' })
  client.on('error', () => undefined)
  await client.connect()
  const tell = nowAndThen()
  const detail = (words: string): void => {
    interrupted.signal.throwIfAborted()
    tell(words)
  }
  try {
    await demandMayReplace(client, named)
    await load(client, file, archive, plan, { step: (words) => say(`  ${words}`), detail }).catch((error: unknown) => {
      throw error instanceof Refusal ? error : new Refusal(`The backup could not be restored: ${wordsOf(error)}. Nothing was changed.`)
    })
    await tellAudit(client, file, archive)
    await client.query('COMMIT')
    await client.query('ANALYZE')
  } finally {
    await client.end()
  }
}

const rowsOf = ({ tail }: ReadArchive): number => Object.values(tail.tables).reduce((sum, { rows }) => sum + rows, 0)

function wordsOnKey({ head, keyEncryptionKey }: ReadArchive, dataDir: string | undefined): string {
  const place = keyPlace(ROOT, dataDir)
  if (keyEncryptionKey !== null) return putKey(place, keyEncryptionKey.trim())
  const here = keyAt(place)
  if (head.keyFingerprint === null || (here !== null && fingerprintOf(here) === head.keyFingerprint)) return 'The key-encryption key is the one under which the backup was made.'
  return `The key-encryption key here is not the one under which the backup was made, so the API keys in it cannot be opened: put that one into ${place.file} (or ATOMERA_KEY_ENCRYPTION_KEY), or set the API keys again on the page Admin.`
}

async function restore(name: string, flags: Flags): Promise<void> {
  const file = path.resolve(process.env.INIT_CWD ?? process.cwd(), name)
  say(`- Reading ${file}`)
  const archive = await checkArchive(file)
  const plan = planMigrations(archive, knownMigrations())
  say(`  whole: ${rowsOf(archive)} rows of ${archive.head.madeAt}, by Atomera ${archive.head.version}`)
  const database = await openAlone(ROOT, flags.data)
  try {
    say(`- Restoring into ${new URL(database.url).pathname.slice(1)} at ${new URL(database.url).host}`)
    await write(database.url, file, archive, plan, flags.replace)
    await applyMigrations(database.url)
  } finally {
    await database.close()
  }
  say(`Restored.${plan.since.length > 0 ? ` Brought up to date: ${plan.since.map((migration) => migration.name).join(', ')}.` : ''}`)
  say(`  ${wordsOnKey(archive, flags.data)}`)
  say('  Look at it with npm run verify. Predictions that were on their way: see "Backup and restore" in docs/operations.md before you start Atomera.')
}

const command = new Command('npm run restore --')
  .description('Puts a backup into an empty database, whole or not at all. Atomera must not run.')
  .argument('<file>', 'what npm run backup wrote')
  .option('--data <folder>', 'the embedded database of this data folder')
  .option('--replace <database>', 'lose what the database of this name holds')
  .parse()

await restore(command.args[0] ?? '', command.opts<Flags>()).catch((error: unknown) => {
  process.stderr.write(`${error instanceof Refusal ? wordsOf(error) : error instanceof Error ? error.stack : String(error)}\n`)
  process.exitCode = 1
})
