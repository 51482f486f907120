// The database of one start: the embedded one, or the one DATABASE_URL names, and its migrations. Never repeats a password.
import pg from 'pg'
import type { EnvValues } from '@/lib/env-schema'
import type { DataFolder } from './data-folder'
import { applyMigrations } from './migrations'
import { startPostgres } from './postgres'
import { say, step } from './progress'
import { Refusal, wordsOf } from './refusal'
import type { Running } from './running'

const CONNECT_LIMIT_MS = 5000
export type Database = { url: string; lost: Promise<string> }

export async function demandAnswer(url: string): Promise<void> {
  const address = new URL(url)
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: CONNECT_LIMIT_MS })
  client.on('error', () => undefined)
  try {
    await client.connect()
  } catch (error) {
    const reason = wordsOf(error) || (error instanceof Error && 'code' in error ? String(error.code) : 'no answer')
    throw new Refusal(`The database of DATABASE_URL (${address.pathname.slice(1)} at ${address.host}) can not be used: ${reason}.`)
  } finally {
    await client.end().catch(() => undefined)
  }
}

async function openDatabase(settings: EnvValues, folder: DataFolder, running: Running): Promise<Database> {
  const given = settings.DATABASE_URL
  if (given) return { url: given, lost: new Promise(() => undefined) }
  const postgres = await step('Starting the embedded PostgreSQL', () =>
    startPostgres({ dataDir: folder.path, logFile: folder.logFile('postgres'), say }),
  )
  await running.own(3, postgres.stop)
  const lost = postgres.exited.then((words) => `The embedded database ${words} (${folder.logFile('postgres')})`)
  return { url: postgres.url, lost }
}

export async function prepareDatabase(settings: EnvValues, folder: DataFolder, running: Running): Promise<Database> {
  const database = await openDatabase(settings, folder, running)
  const applied = await step('Applying migrations', () => applyMigrations(database.url))
  if (applied.length > 0) say(`  applied ${applied.join(', ')}`)
  return database
}
