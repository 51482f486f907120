// Deeds that are at the same place at the same moment: each waits for rows that somebody else holds, and they are let go together.
import { Client } from 'pg'
import { until } from './calls'

/** @param lock the statement that holds the rows @param deeds as many as will have to wait for them, or for one that does */
export async function atOnce<Outcome>(databaseUrl: string, [lock, values]: [string, unknown[]], deeds: (() => Promise<Outcome>)[]): Promise<Outcome[]> {
  const holder = new Client({ connectionString: databaseUrl })
  await holder.connect()
  try {
    await holder.query('BEGIN')
    await holder.query(lock, values)
    const done = deeds.map((deed) => deed())
    const waiting = async (): Promise<number> => {
      // Within a transaction it would stay as it was first seen.
      await holder.query('SELECT pg_stat_clear_snapshot()')
      const { rows } = await holder.query<{ waiting: number }>("SELECT count(*)::int AS waiting FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'")
      return rows[0]?.waiting ?? 0
    }
    await until(waiting, (count) => count >= deeds.length, 30_000)
    await holder.query('COMMIT')
    return await Promise.all(done)
  } finally {
    await holder.end()
  }
}
