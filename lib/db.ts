import 'server-only'
// The connection to Postgres: one Prisma client per process, made when first used, so that a build needs no database.
import { PrismaPg } from '@prisma/adapter-pg'
import { PrismaClient, type Prisma } from '@/lib/generated/prisma/client'
import { env } from '@/lib/env'
import { storableText } from '@/lib/storable-text'
import { log } from '@/lib/log'

export type Database = PrismaClient
export type Transaction = Parameters<Parameters<PrismaClient['$transaction']>[0]>[0]

const POOL_SIZE = 10
/** Whoever waits longer for one statement, a lock for instance, is told so; below the time limit of a transaction, which could not end one. */
const STATEMENT_WITHIN_MS = 25_000
/** A transaction of a process that froze or whose machine is gone must not keep its locks: others wait for them. */
const IDLE_IN_TRANSACTION_MS = 60_000

function connect(): PrismaClient {
  const adapter = new PrismaPg(
    {
      connectionString: env().databaseUrl,
      max: POOL_SIZE,
      connectionTimeoutMillis: 10_000,
      idleTimeoutMillis: 30_000,
      application_name: 'atomera',
      // Not as parameters of the start, which a pooler in between may refuse.
      onConnect: (client) => client.query(`SET statement_timeout = ${STATEMENT_WITHIN_MS}; SET idle_in_transaction_session_timeout = ${IDLE_IN_TRANSACTION_MS}`),
    },
    { onPoolError: (error: Error) => log.warn({ reason: error.message }, 'a pooled database connection was lost') },
  )
  // minimal: the longer messages repeat a statement's arguments, sequences among them.
  return new PrismaClient({ adapter, errorFormat: 'minimal', transactionOptions: { maxWait: 10_000, timeout: 30_000 } })
}

const created = globalThis as typeof globalThis & { atomeraDatabase?: PrismaClient }

/** The process's client. */
export const database = (): PrismaClient => (created.atomeraDatabase ??= connect())

/** Database time, which all deadlines are judged by; tests shift it through the clock_shift table. */
export async function databaseNow(on: Transaction | Database = database()): Promise<Date> {
  const rows = await on.$queryRaw<{ now: Date }[]>`SELECT app_now() AS now`
  const row = rows[0]
  if (row === undefined) throw new Error('The database did not say what time it is.')
  return row.now
}

/** Wakes listeners when the transaction commits. */
export async function notify(on: Transaction, channel: 'atomera_work' | 'atomera_progress', payload: string): Promise<void> {
  await on.$executeRaw`SELECT pg_notify(${channel}, ${payload})`
}

/** A value as it is stored in a JSON column: what JSON or Postgres cannot say is left out. */
export const jsonColumn = (value: object): Prisma.InputJsonObject =>
  JSON.parse(JSON.stringify(value, (_key, field: unknown) => (typeof field === 'string' ? storableText(field) : field)))
