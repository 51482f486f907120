// Whether the database failed in a way that passes: unreachable, shutting down, full, locked, out of time. The same may go through in a moment. Pure.
import { z } from 'zod'

/** SQLSTATEs: connections, transactions that waited for each other, resources, shutting down, cancelled by a time limit, locks, read-only after a switch-over, disks. */
const PASSING_STATE = /^(08\w{3}|25006|25P0[34]|40001|40P01|53\w{3}|55P03|57014|57P0\d|58\w{3})$/
/** Prisma's own: no connection, none in the pool, transaction closed or never opened, a conflict, too many connections. */
const PASSING_CODE = /^(P1001|P1002|P1008|P1017|P2024|P2028|P2034|P2037|ECONNREFUSED|ECONNRESET|EPIPE|ETIMEDOUT|EHOSTUNREACH|ENETUNREACH|ENOTFOUND|EAI_AGAIN)$/
const PASSING_KIND = new Set(['DatabaseNotReachable', 'ConnectionClosed', 'SocketTimeout', 'TooManyConnections', 'TransactionWriteConflict'])
/** What the driver throws as plain errors. */
const PASSING_WORDS = /Connection terminated|connection error and is not queryable|timeout exceeded when trying to connect|Connection ended|Query read timeout/i

const Cause = z.object({ cause: z.object({ originalCode: z.string().optional(), kind: z.string().optional() }) })
/** Wrapped by a query; bare when it was the beginning or the end of a transaction that failed. */
const FromDriver = z.union([z.object({ meta: z.object({ driverAdapterError: Cause }) }).transform(({ meta }) => meta.driverAdapterError), Cause])
const WithCode = z.object({ code: z.string() })

export function isPassingTrouble(error: unknown): boolean {
  if (!(error instanceof Error)) return false
  const driver = FromDriver.safeParse(error)
  if (driver.success) {
    const { originalCode, kind } = driver.data.cause
    if (originalCode !== undefined && PASSING_STATE.test(originalCode)) return true
    if (kind !== undefined && PASSING_KIND.has(kind)) return true
  }
  const coded = WithCode.safeParse(error)
  if (coded.success && (PASSING_CODE.test(coded.data.code) || PASSING_STATE.test(coded.data.code))) return true
  return PASSING_WORDS.test(error.message) || (error.cause !== undefined && isPassingTrouble(error.cause))
}
