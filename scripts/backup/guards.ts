// Triggers and foreign keys out of the way of a load, and back: a foreign key that is put back looks at every row. CHECK, UNIQUE and NOT NULL stay.
import type { Client } from 'pg'

type Trigger = { name: string; table: string; enabled: string }
type ForeignKey = { name: string; table: string; definition: string }

const ENABLE: Readonly<Record<string, string>> = { O: 'ENABLE', A: 'ENABLE ALWAYS', R: 'ENABLE REPLICA' }

/** Within the caller's transaction. */
export async function setAside(client: Client): Promise<{ putBack(): Promise<void> }> {
  const { rows: triggers } = await client.query<Trigger>(`
    SELECT quote_ident(tgname) AS name, tgrelid::regclass::text AS "table", tgenabled AS enabled FROM pg_trigger
      JOIN pg_class ON pg_class.oid = tgrelid WHERE relnamespace = current_schema()::regnamespace AND NOT tgisinternal`)
  const { rows: keys } = await client.query<ForeignKey>(`
    SELECT quote_ident(conname) AS name, conrelid::regclass::text AS "table", pg_get_constraintdef(oid) AS definition
      FROM pg_constraint WHERE contype = 'f' AND connamespace = current_schema()::regnamespace`)
  for (const { name, table } of keys) await client.query(`ALTER TABLE ${table} DROP CONSTRAINT ${name}`)
  for (const { name, table } of triggers) await client.query(`ALTER TABLE ${table} DISABLE TRIGGER ${name}`)
  return {
    putBack: async () => {
      for (const { name, table, definition } of keys) await client.query(`ALTER TABLE ${table} ADD CONSTRAINT ${name} ${definition}`)
      for (const { name, table, enabled } of triggers) {
        const enable = ENABLE[enabled]
        if (enable !== undefined) await client.query(`ALTER TABLE ${table} ${enable} TRIGGER ${name}`)
      }
    },
  }
}
