import 'server-only'
// The raw answers of attempts, in pieces on the way in and on the way out, so that a large one is never held several times over.
import { createGunzip } from 'node:zlib'
import { database, type Transaction } from '@/lib/db'

/** What one statement carries: its driver holds a parameter about five times over. */
const PIECE_BYTES = 4 * 1024 * 1024

/** Writes what was packed on the way in, `rawStoredAt` with it. */
export async function storeRawAnswer(transaction: Transaction, attemptId: string, packed: readonly Uint8Array<ArrayBuffer>[], now: Date): Promise<void> {
  const [first = new Uint8Array(), ...rest] = gathered(packed)
  await transaction.attempt.update({ select: { id: true }, where: { id: attemptId }, data: { rawAnswer: first, rawStoredAt: now } })
  for (const piece of rest) await transaction.$executeRaw`UPDATE attempt SET raw_answer = raw_answer || ${piece} WHERE id = ${attemptId}`
}

/** Many small pieces as few of a size that a statement may have. */
export function* gathered(pieces: Iterable<Uint8Array<ArrayBuffer>>): Generator<Uint8Array<ArrayBuffer>> {
  let waiting: Uint8Array[] = []
  let bytes = 0
  for (const whole of pieces) {
    for (let at = 0; at < whole.length; at += PIECE_BYTES) {
      const piece = whole.subarray(at, at + PIECE_BYTES)
      if (bytes > 0 && bytes + piece.length > PIECE_BYTES) {
        yield new Uint8Array(Buffer.concat(waiting))
        waiting = []
        bytes = 0
      }
      waiting.push(piece)
      bytes += piece.length
    }
  }
  if (bytes > 0) yield new Uint8Array(Buffer.concat(waiting))
}

/** How much there is, packed and unpacked; null when nothing is stored. */
export async function rawAnswerSize(attemptId: string): Promise<{ packed: number; unpacked: number } | null> {
  // The last four bytes of gzip are the length of what it holds.
  const rows = await database().$queryRaw<{ packed: number | null; tail: Uint8Array | null }[]>`
    SELECT octet_length(raw_answer) AS packed, substring(raw_answer FROM greatest(octet_length(raw_answer) - 3, 1)) AS tail FROM attempt WHERE id = ${attemptId}`
  const row = rows[0]
  if (row === undefined || row.packed === null || row.tail === null) return null
  return { packed: row.packed, unpacked: row.tail.length < 4 ? 0 : new DataView(row.tail.buffer, row.tail.byteOffset).getUint32(0, true) }
}

/** The answer as it came, in one piece of memory. null when nothing is stored, it is damaged, or holds more than `most` bytes. */
export async function readRawAnswer(attemptId: string, most: number): Promise<Uint8Array<ArrayBuffer> | null> {
  const size = await rawAnswerSize(attemptId)
  if (size === null || size.unpacked > most) return null
  const raw = new Uint8Array(size.unpacked)
  let filled = 0
  const gunzip = createGunzip()
  const ended = new Promise<boolean>((resolve) => {
    gunzip.on('data', (piece: Buffer) => {
      if (filled + piece.length > raw.length) return void gunzip.destroy(new Error('It holds more than it says.'))
      raw.set(piece, filled)
      filled += piece.length
    })
    gunzip.on('end', () => resolve(filled === raw.length))
    gunzip.on('error', () => resolve(false))
  })
  for (let at = 0; at < size.packed && !gunzip.destroyed; at += PIECE_BYTES) {
    const rows = await database().$queryRaw<{ piece: Uint8Array }[]>`SELECT substring(raw_answer FROM ${at + 1}::int FOR ${PIECE_BYTES}::int) AS piece FROM attempt WHERE id = ${attemptId}`
    // A piece that cannot be taken ends in `ended`.
    await new Promise<void>((resolve) => gunzip.write(rows[0]?.piece ?? new Uint8Array(), () => resolve()))
  }
  gunzip.end()
  return (await ended) ? raw : null
}
