import 'server-only'
// Bytes with gzip on their way into and out of a table, piece by piece: a driver holds what one statement carries about five times over.
import { createGunzip } from 'node:zlib'

/** What one statement carries. */
export const PIECE_BYTES = 4 * 1024 * 1024

/** Many pieces of any size as few of a size that a statement may have. */
export function* gathered(pieces: Iterable<Uint8Array>): Generator<Uint8Array<ArrayBuffer>> {
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

/** Length of what gzip holds, as its last four bytes say. */
export const unpackedLength = (tail: Uint8Array): number => (tail.length < 4 ? 0 : new DataView(tail.buffer, tail.byteOffset).getUint32(tail.length - 4, true))

type Packed = { packed: number; unpacked: number; /** Up to `length` packed bytes from there. */ read: (from: number, length: number) => Promise<Uint8Array | null> }

/** The unpacked bytes, filled into one piece of memory as they come; null when they are damaged or more than was said. */
export async function unpack({ packed, unpacked, read }: Packed): Promise<Uint8Array<ArrayBuffer> | null> {
  const content = new Uint8Array(unpacked)
  let filled = 0
  const gunzip = createGunzip()
  const ended = new Promise<boolean>((resolve) => {
    gunzip.on('data', (piece: Buffer) => {
      if (filled + piece.length > content.length) return void gunzip.destroy(new Error('It holds more than it says.'))
      content.set(piece, filled)
      filled += piece.length
    })
    gunzip.on('end', () => resolve(true))
    gunzip.on('error', () => resolve(false))
  })
  for (let at = 0; at < packed && !gunzip.destroyed; at += PIECE_BYTES) {
    const piece = await read(at, PIECE_BYTES)
    // What cannot be taken is told by `ended`, and its write is never called back.
    await Promise.race([ended, new Promise<void>((resolve) => gunzip.write(piece ?? new Uint8Array(), () => resolve()))])
  }
  gunzip.end()
  return (await ended) ? content.subarray(0, filled) : null
}
