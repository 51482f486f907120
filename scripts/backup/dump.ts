// Everything that a database holds, in one snapshot, as the members of an archive. It writes nothing and holds up nobody; of each table only a piece is in memory.
import type { Client } from 'pg'
import { to } from 'pg-copy-streams'
import { HEAD_NAME, jsonMember, SECRET_NAME, TableSum, TAIL_NAME, type Head, type Tail } from './archive'
import { copyOut, LEFT_OUT, NO_LIMITS, readAppliedMigrations, readSequenceNames, readTables, TEXT_FORM, type Table } from './catalog'
import type { Member } from './tar'

const PIECE_BYTES = 8 * 1024 * 1024

export type DumpOptions = {
  version: string
  madeAt: Date
  keyFingerprint: string | null
  /** Put into the archive; null leaves it out. */
  keyEncryptionKey: string | null
  /** Told now and then: which table, and how many bytes of text so far, all tables together. */
  progress(table: string, bytes: number): void
}

export async function* dump(client: Client, options: DumpOptions): AsyncGenerator<Member> {
  await client.query(`${TEXT_FORM}; ${NO_LIMITS}; BEGIN ISOLATION LEVEL REPEATABLE READ, READ ONLY`)
  const all = await readTables(client)
  const migrations = await readAppliedMigrations(client, all)
  // A migration that comes meanwhile waits.
  await client.query(`LOCK TABLE ${all.map(({ name }) => client.escapeIdentifier(name)).join(', ')} IN ACCESS SHARE MODE`)
  const leftOut = all.map(({ name }) => name).filter((name) => LEFT_OUT.includes(name))
  yield jsonMember(HEAD_NAME, headOf(options, client.database ?? '', migrations, leftOut))
  if (options.keyEncryptionKey !== null) yield { name: SECRET_NAME, content: Buffer.from(`${options.keyEncryptionKey}\n`) }
  const tables: Tail['tables'] = {}
  let bytes = 0
  for (const table of all.filter(({ name }) => !leftOut.includes(name))) {
    const sum = new TableSum()
    for await (const member of piecesOf(client, table)) {
      sum.add(member.content)
      bytes += member.content.byteLength
      options.progress(table.name, bytes)
      yield member
    }
    tables[table.name] = { columns: table.columns, rows: sum.rows, sha256: sum.sha256() }
  }
  // Sequences are outside of snapshots: read after the rows, they are never behind them.
  yield jsonMember(TAIL_NAME, { tables, sequences: await readSequences(client) })
  await client.query('COMMIT')
}

const headOf = ({ version, madeAt, keyFingerprint }: DumpOptions, database: string, migrations: Head['migrations'], leftOut: string[]): Head => ({
  format: 1, version, madeAt: madeAt.toISOString(), database, migrations, leftOut, keyFingerprint,
})

async function* piecesOf(client: Client, table: Table): AsyncGenerator<Member> {
  let held: Uint8Array[] = []
  let bytes = 0
  let number = 0
  const piece = (): Member => {
    const content = Buffer.concat(held)
    held = []
    bytes = 0
    number += 1
    return { name: `tables/${table.name}/${String(number).padStart(6, '0')}.copy`, content }
  }
  for await (const chunk of client.query(to(copyOut(client, table)))) {
    held.push(chunk)
    bytes += chunk.byteLength
    if (bytes >= PIECE_BYTES) yield piece()
  }
  if (bytes > 0) yield piece()
}

async function readSequences(client: Client): Promise<Tail['sequences']> {
  const sequences: Tail['sequences'] = []
  for (const name of await readSequenceNames(client)) {
    const { rows } = await client.query<{ value: string; isCalled: boolean }>(`SELECT last_value::text AS value, is_called AS "isCalled" FROM ${client.escapeIdentifier(name)}`)
    sequences.push(...rows.map((row) => ({ name, ...row })))
  }
  return sequences
}
