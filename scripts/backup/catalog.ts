// What a database of ours holds beside its rows: tables, columns and order, sequences, migrations. Reads only.
import type { Client } from 'pg'
import { Refusal } from '../launcher/refusal'

/** Where Prisma writes down what was applied. */
export const MIGRATIONS_TABLE = '_prisma_migrations'
/** Who is signed in, links that were sent out, and counted tries: worth something to whoever reads an archive, and nothing after a restore. */
export const LEFT_OUT: readonly string[] = ['session', 'verification', 'try_count', 'invitation', 'password_link']

export type Table = { name: string; columns: string[]; order: string }

/** The caller's settings decide how values are written as text; these write each in one way. */
export const TEXT_FORM = "SET client_encoding = 'UTF8'; SET datestyle = 'ISO, MDY'; SET intervalstyle = 'postgres'; SET timezone = 'UTC'; SET bytea_output = 'hex'; SET extra_float_digits = 1"
/** A long transaction is what a backup is; the database's own limits are for the app. */
export const NO_LIMITS = 'SET statement_timeout = 0; SET idle_in_transaction_session_timeout = 0'

/** Ordered by the primary key, bytewise, so that one content has one text. */
export async function readTables(client: Client): Promise<Table[]> {
  const { rows } = await client.query<Table>(`
    SELECT c.relname::text AS name,
           (SELECT array_agg(a.attname::text ORDER BY a.attnum) FROM pg_attribute a
             WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped AND a.attgenerated = '') AS columns,
           COALESCE((SELECT string_agg(quote_ident(a.attname) || CASE WHEN a.attcollation <> 0 THEN ' COLLATE "C"' ELSE '' END, ', ' ORDER BY array_position(i.indkey::int2[], a.attnum))
                       FROM pg_index i JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = ANY (i.indkey) WHERE i.indrelid = c.oid AND i.indisprimary),
                    quote_ident(c.relname) || '::text COLLATE "C"') AS "order"
      FROM pg_class c
     WHERE c.relnamespace = current_schema()::regnamespace AND c.relkind = 'r'
       AND NOT EXISTS (SELECT 1 FROM pg_depend d WHERE d.classid = 'pg_class'::regclass AND d.objid = c.oid AND d.deptype = 'e')
     ORDER BY c.relname::text COLLATE "C"`)
  return rows
}

export async function readSequenceNames(client: Client): Promise<string[]> {
  const { rows } = await client.query<{ name: string }>("SELECT relname::text AS name FROM pg_class WHERE relnamespace = current_schema()::regnamespace AND relkind = 'S' ORDER BY 1")
  return rows.map(({ name }) => name)
}

export type AppliedMigration = { name: string; checksum: string }

/** @throws Refusal when the tables are not ours */
export async function readAppliedMigrations(client: Client, tables: readonly Table[]): Promise<AppliedMigration[]> {
  if (!tables.some(({ name }) => name === MIGRATIONS_TABLE)) throw new Refusal('This database does not hold the tables of Atomera.')
  const { rows } = await client.query<AppliedMigration>(`SELECT migration_name AS name, checksum FROM ${MIGRATIONS_TABLE} WHERE finished_at IS NOT NULL AND rolled_back_at IS NULL ORDER BY migration_name`)
  return rows
}

export const copyOut = (client: Client, { name, columns, order }: Table): string => {
  const quote = (word: string): string => client.escapeIdentifier(word)
  return `COPY (SELECT ${columns.map(quote).join(', ')} FROM ${quote(name)} ORDER BY ${order}) TO STDOUT`
}
