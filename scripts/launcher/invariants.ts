// The invariants of prisma/invariants.sql over one database: which are broken, and where. Reads only.
import { readFileSync } from 'node:fs'
import path from 'node:path'
import pg from 'pg'

export const INVARIANTS = readFileSync(path.resolve(import.meta.dirname, '../../prisma/invariants.sql'), 'utf8')

export type Breach = { rule: string; subject: string; detail: string }

/** One snapshot of the database at `url`; an empty list means that all is well. */
export async function readBreaches(url: string): Promise<Breach[]> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 10_000, application_name: 'atomera-verify' })
  client.on('error', () => undefined)
  await client.connect()
  try {
    return (await client.query<Breach>(INVARIANTS)).rows
  } finally {
    await client.end()
  }
}
