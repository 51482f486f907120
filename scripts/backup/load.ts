// A checked archive into a database, in one transaction, which the caller commits. What the database held before goes in the same transaction.
import { pipeline } from 'node:stream/promises'
import type { Client } from 'pg'
import { from, to } from 'pg-copy-streams'
import type { KnownMigration } from '../launcher/migrations'
import { Refusal } from '../launcher/refusal'
import { readPieces, TableSum, type Piece, type ReadArchive, type Tail } from './archive'
import { copyOut, MIGRATIONS_TABLE, NO_LIMITS, readTables, TEXT_FORM, type Table } from './catalog'
import { setAside } from './guards'

/** As Prisma's engine makes it; the rows are those of the archive. */
export const MIGRATIONS_TABLE_SQL = `CREATE TABLE ${MIGRATIONS_TABLE} (
  id VARCHAR(36) PRIMARY KEY NOT NULL, checksum VARCHAR(64) NOT NULL, finished_at TIMESTAMPTZ, migration_name VARCHAR(255) NOT NULL, logs TEXT,
  rolled_back_at TIMESTAMPTZ, started_at TIMESTAMPTZ NOT NULL DEFAULT now(), applied_steps_count INTEGER NOT NULL DEFAULT 0)`
/** Whoever uses the tables meanwhile is waited for that long. */
const LOCK_LIMIT = '10s'

/** `detail` comes often, and may end the load by throwing. */
export type Progress = { step(words: string): void; detail(words: string): void }
export type Plan = { then: KnownMigration[]; since: KnownMigration[] }

/** Which migrations come before the rows, and which after them. @throws Refusal when the archive has one that is not known here */
export function planMigrations({ head }: Pick<ReadArchive, 'head'>, known: readonly KnownMigration[]): Plan {
  const unknown = head.migrations.filter(({ name, checksum }) => !known.some((each) => each.name === name && each.checksum === checksum))
  if (unknown.length > 0) {
    throw new Refusal(`The backup was made by Atomera ${head.version} and holds a form of the database that is not known here (${unknown.map(({ name }) => name).join(', ')}): restore it with that version or a newer one. Nothing was changed.`)
  }
  const names = new Set(head.migrations.map(({ name }) => name))
  return { then: known.filter(({ name }) => names.has(name)), since: known.filter(({ name }) => !names.has(name)) }
}

export async function load(client: Client, file: string, archive: ReadArchive, plan: Plan, progress: Progress): Promise<void> {
  await client.query(`${TEXT_FORM}; ${NO_LIMITS}; SET lock_timeout = '${LOCK_LIMIT}'; BEGIN`)
  await clear(client)
  for (const { sql } of plan.then) await client.query(sql)
  await client.query(MIGRATIONS_TABLE_SQL)
  const tables = matching(await readTables(client), archive)
  const guards = await setAside(client)
  // Migrations write rows too: those of the archive are all there are.
  await client.query(`TRUNCATE ${(await readTables(client)).map(({ name }) => client.escapeIdentifier(name)).join(', ')}`)
  progress.step('Filling the tables')
  await fill(client, file, tables, progress)
  progress.step('Reading everything back')
  await demandSameRows(client, tables, archive.tail, progress)
  await setSequences(client, archive.tail)
  progress.step('Checking what holds between the tables')
  await guards.putBack()
  for (const migration of plan.since) await migrate(client, migration)
}

/** Everything in the schema but what extensions brought along; the schema itself stays, with the rights on it. */
async function clear(client: Client): Promise<void> {
  const { rows } = await client.query<{ sql: string }>(`
    SELECT format('DROP TABLE IF EXISTS %s CASCADE', c.oid::regclass) AS sql FROM pg_class c
     WHERE c.relnamespace = current_schema()::regnamespace AND c.relkind IN ('r', 'p') AND NOT EXISTS (SELECT 1 FROM pg_depend d WHERE d.objid = c.oid AND d.deptype = 'e')
    UNION ALL
    SELECT format('DROP ROUTINE IF EXISTS %s CASCADE', p.oid::regprocedure) FROM pg_proc p
     WHERE p.pronamespace = current_schema()::regnamespace AND NOT EXISTS (SELECT 1 FROM pg_depend d WHERE d.objid = p.oid AND d.deptype = 'e')`)
  for (const { sql } of rows) await client.query(sql)
}

/** The archive's tables as they are here. @throws Refusal when either side has a table or a column that the other has not */
function matching(here: Table[], { head, tail }: ReadArchive): Table[] {
  const wanted = here.filter(({ name }) => !head.leftOut.includes(name))
  const sorted = (words: readonly string[]): string => [...words].sort().join(' ')
  const strange = [...new Set([...wanted.map(({ name }) => name), ...Object.keys(tail.tables)])].filter((name) => {
    const table = wanted.find((each) => each.name === name)
    const told = tail.tables[name]
    return table === undefined || told === undefined || sorted(table.columns) !== sorted(told.columns)
  })
  if (strange.length > 0) throw new Refusal(`The tables of the backup are not those of its migrations (${strange.join(', ')}). Nothing was changed.`)
  return wanted.map((table) => ({ ...table, columns: tail.tables[table.name]?.columns ?? [] }))
}

async function fill(client: Client, file: string, tables: readonly Table[], progress: Progress): Promise<void> {
  const pieces = readPieces(file)
  let next: IteratorResult<Piece, void> = await pieces.next()
  while (next.done !== true) {
    const { table: name } = next.value
    const table = tables.find((each) => each.name === name)
    if (table === undefined) throw new Error(`The archive changed while it was read: ${name}`)
    const ofTable = async function* (): AsyncGenerator<Uint8Array> {
      for (; next.done !== true && next.value.table === name; next = await pieces.next()) {
        progress.detail(`at ${name}`)
        yield next.value.content
      }
    }
    await pipeline(ofTable, client.query(from(copyIn(client, table))))
  }
}

const copyIn = (client: Client, { name, columns }: Table): string => `COPY ${client.escapeIdentifier(name)} (${columns.map((column) => client.escapeIdentifier(column)).join(', ')}) FROM STDIN`

/** Reads back what was written: it must be the same text. */
async function demandSameRows(client: Client, tables: readonly Table[], tail: Tail, progress: Progress): Promise<void> {
  for (const table of tables) {
    const sum = new TableSum()
    for await (const chunk of client.query(to(copyOut(client, table)))) {
      progress.detail(`at ${table.name}`)
      sum.add(chunk)
    }
    const told = tail.tables[table.name]
    if (told?.rows !== sum.rows || told.sha256 !== sum.sha256()) throw new Refusal(`What the database gives back of ${table.name} is not what the backup holds. Nothing was changed.`)
  }
}

async function setSequences(client: Client, { sequences }: Tail): Promise<void> {
  for (const { name, value, isCalled } of sequences) await client.query('SELECT setval(quote_ident($1)::regclass, $2::bigint, $3)', [name, value, isCalled])
}

/** As Prisma's engine does it, and writes it down. */
async function migrate(client: Client, { name, sql, checksum }: KnownMigration): Promise<void> {
  await client.query(sql)
  await client.query('SET CONSTRAINTS ALL IMMEDIATE')
  await client.query(`INSERT INTO ${MIGRATIONS_TABLE} (id, checksum, finished_at, migration_name, applied_steps_count) VALUES (gen_random_uuid()::text, $1, now(), $2, 1)`, [checksum, name])
}
