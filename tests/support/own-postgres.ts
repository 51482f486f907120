// A PostgreSQL of a test's own, flushed to disk as in production, that can be cut off in the middle of its work and started again.
import { readFileSync, rmSync } from 'node:fs'
import path from 'node:path'
import pg from 'pg'
import { applyMigrations } from '@/scripts/launcher/migrations'
import { startPostgres } from '@/scripts/launcher/postgres'

export type OwnPostgres = {
  url: string
  /** Immediate shutdown: nothing is finished and nothing flushed; what was committed is recovered at the next start. */
  stopImmediately(): Promise<void>
  startAgain(): Promise<void>
  /** On a connection of its own. */
  sql<Row extends object>(text: string, values?: unknown[]): Promise<Row[]>
  close(): Promise<void>
}

/** `settings` are those of postgresql.conf that only a start can set. */
export async function startOwnPostgres(dataDir: string, settings: Record<string, string> = {}): Promise<OwnPostgres> {
  const options = { dataDir, logFile: path.join(dataDir, 'logs', 'postgres.log') }
  let server = await startPostgres(options)
  const { url, folder } = server
  const sql = async <Row extends object>(text: string, values: unknown[] = []): Promise<Row[]> => {
    const client = new pg.Client({ connectionString: url, application_name: 'test' })
    await client.connect()
    try {
      return (await client.query<Row>(text, values)).rows
    } finally {
      await client.end()
    }
  }
  const stopImmediately = async () => {
    const [pid] = readFileSync(path.join(folder, 'pg', 'postmaster.pid'), 'utf8').split('\n')
    process.kill(Number(pid), 'SIGQUIT')
    await server.exited
  }
  const startAgain = async () => {
    server = await startPostgres(options)
    if (server.url !== url) throw new Error('Somebody took the port of the database meanwhile.')
  }
  await applyMigrations(url)
  for (const [name, value] of Object.entries(settings)) await sql(`ALTER SYSTEM SET ${name} = '${value}'`)
  if (Object.keys(settings).length > 0) {
    await server.stop()
    await startAgain()
  }
  return {
    url,
    stopImmediately,
    startAgain,
    sql,
    close: async () => {
      await server.stop()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}
