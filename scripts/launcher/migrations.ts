// Migrations: applies what is missing, and says what prisma/schema.prisma has that the migrations do not. Refuses a history that was changed after use.
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import type { MigrationList } from '@prisma/schema-engine-wasm'
import { Refusal, wordsOf } from './refusal'
import { withSchemaEngine } from './schema-engine'

const ROOT = path.resolve(import.meta.dirname, '../..')
const MIGRATIONS = path.join(ROOT, 'prisma/migrations')
const SCHEMA = path.join(ROOT, 'prisma/schema.prisma')
const LOCK = path.join(MIGRATIONS, 'migration_lock.toml')
const LOCK_TEXT = '# Read by Prisma; not to be edited.\nprovider = "postgresql"\n'
const EVERYTHING = { externalTables: [], externalEnums: [] }

function schemaFile(): { path: string; content: string } {
  return { path: 'schema.prisma', content: readFileSync(SCHEMA, 'utf8') }
}

function migrationNames(): string[] {
  if (!existsSync(MIGRATIONS)) return []
  return readdirSync(MIGRATIONS, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => entry.name)
    .sort()
}

export type KnownMigration = { name: string; sql: string; checksum: string }

/** All that this version has, in their order; the checksum is what Prisma writes down of each. */
export function knownMigrations(): KnownMigration[] {
  return migrationNames().map((name) => {
    const sql = readFileSync(path.join(MIGRATIONS, name, 'migration.sql'), 'utf8')
    return { name, sql, checksum: createHash('sha256').update(sql).digest('hex') }
  })
}

function migrationList(): MigrationList {
  return {
    baseDir: MIGRATIONS,
    lockfile: { path: path.basename(LOCK), content: LOCK_TEXT },
    shadowDbInitScript: '',
    migrationDirectories: knownMigrations().map(({ name, sql }) => ({ path: name, migrationFile: { path: 'migration.sql', content: { tag: 'ok', value: sql } } })),
  }
}

/** Without the engine's own trace, whose lines begin with a number and a colon. */
function shortWords(error: unknown): string {
  const lines = wordsOf(error).split('\n')
  const trace = lines.findIndex((line) => /^\s+\d+: /.test(line))
  return lines.slice(0, trace === -1 ? undefined : trace).join(' ').trim()
}

/** The names of those just applied. */
export async function applyMigrations(databaseUrl: string): Promise<string[]> {
  return withSchemaEngine(databaseUrl, schemaFile(), async (engine) => {
    const { appliedMigrationNames } = await engine.applyMigrations({ migrationsList: migrationList(), filters: EVERYTHING })
    return appliedMigrationNames
  }).catch((error: unknown) => {
    throw new Refusal(`The migrations could not be applied: ${shortWords(error)}`, { cause: error })
  })
}

/**
 * The SQL that brings the migrations' end state to prisma/schema.prisma; null when they agree. Triggers, functions and check
 * constraints written by hand are invisible to it and stay. Builds the end state in a database of its own on the same server.
 */
export async function missingSql(databaseUrl: string): Promise<string | null> {
  return withSchemaEngine(databaseUrl, schemaFile(), async (engine) => {
    const { exitCode, stdout } = await engine.diff({
      from: { tag: 'migrations', ...migrationList() },
      to: { tag: 'schemaDatamodel', files: [schemaFile()] },
      script: true,
      exitCode: true,
      filters: EVERYTHING,
    })
    return exitCode === 2 ? (stdout ?? '') : null
  })
}

/** Writes the next migration and answers its file; null when nothing is missing. */
export async function writeMigration(databaseUrl: string, name: string, now: Date): Promise<string | null> {
  if (!/^[a-z0-9_]{1,60}$/.test(name)) throw new Refusal('A migration is named with small letters, digits and underscores.')
  const sql = await missingSql(databaseUrl)
  if (sql === null) return null
  const stamp = now.toISOString().replace(/\D/g, '').slice(0, 14)
  const folder = path.join(MIGRATIONS, `${stamp}_${name}`)
  mkdirSync(folder, { recursive: true })
  writeFileSync(path.join(folder, 'migration.sql'), sql)
  if (!existsSync(LOCK)) writeFileSync(LOCK, LOCK_TEXT)
  return path.join(folder, 'migration.sql')
}
