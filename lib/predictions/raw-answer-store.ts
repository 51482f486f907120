import 'server-only'
// The raw answers of attempts, in pieces on the way in and on the way out, so that a large one is never held several times over.
import { MINUTE } from '@/lib/clock'
import { database, type Transaction } from '@/lib/db'
import { gathered, unpack, unpackedLength } from '@/lib/packed-bytes'

/** Up to 64 MB go to the database in one transaction. */
export const STORED_WITHIN_MS = 2 * MINUTE

/** Writes what was packed on the way in, `rawStoredAt` with it. */
export async function storeRawAnswer(transaction: Transaction, attemptId: string, packed: readonly Uint8Array[], now: Date): Promise<void> {
  const [first = new Uint8Array(), ...rest] = gathered(packed)
  await transaction.attempt.update({ select: { id: true }, where: { id: attemptId }, data: { rawAnswer: first, rawStoredAt: now } })
  for (const piece of rest) await transaction.$executeRaw`UPDATE attempt SET raw_answer = raw_answer || ${piece} WHERE id = ${attemptId}`
}

export type StoredSize = { packed: number; unpacked: number }

/** How much there is; null when nothing is stored. */
export async function rawAnswerSize(attemptId: string): Promise<StoredSize | null> {
  const rows = await database().$queryRaw<{ packed: number | null; tail: Uint8Array | null }[]>`
    SELECT octet_length(raw_answer) AS packed, substring(raw_answer FROM greatest(octet_length(raw_answer) - 3, 1)) AS tail FROM attempt WHERE id = ${attemptId}`
  const row = rows[0]
  return row === undefined || row.packed === null || row.tail === null ? null : { packed: row.packed, unpacked: unpackedLength(row.tail) }
}

/** The answer as it came; null when it is damaged. */
export const readRawAnswer = (attemptId: string, size: StoredSize): Promise<Uint8Array<ArrayBuffer> | null> =>
  unpack({
    ...size,
    read: async (from, length) => {
      const rows = await database().$queryRaw<{ piece: Uint8Array | null }[]>`
        SELECT substring(raw_answer FROM ${from + 1}::int FOR ${length}::int) AS piece FROM attempt WHERE id = ${attemptId}`
      return rows[0]?.piece ?? null
    },
  })
