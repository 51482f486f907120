import 'server-only'
// The body of an answer: read as it comes, unpacked when it says that it is packed. Refuses more than the cap, packed or not, and packings nobody knows.
import type { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { createBrotliDecompress, createGunzip, createInflate } from 'node:zlib'

export const MAX_ANSWER_BYTES = 64 * 1024 * 1024
/** Of what is no answer to the question only the words are of use. */
export const MAX_REFUSAL_BYTES = 64 * 1024

export class AnswerTooLarge extends Error {}
export class AnswerPacked extends Error {}

/** What arrived; `fault` says why there is no more, and is null when it is whole. */
export type ReadBody = { bytes: Uint8Array; fault: Error | null }

const UNPACKERS = { gzip: createGunzip, 'x-gzip': createGunzip, deflate: createInflate, br: createBrotliDecompress } as const

const isUnpackable = (packing: string): packing is keyof typeof UNPACKERS => Object.hasOwn(UNPACKERS, packing)

/** Headers of the answer: how it is packed (we ask for nothing, but edges have their own mind) and how long it says it is. */
type Announced = { packing: string; bytes: number; most: number }

/** At most `most` bytes, packed or not. Does not throw. */
export async function readBody(body: Readable, announced: Announced): Promise<ReadBody> {
  const kept = new Kept(announced.most)
  const fault = await collect(body, announced, kept).then(() => null, asError)
  return { bytes: kept.bytes(), fault: kept.isOver ? new AnswerTooLarge() : fault }
}

const asError = (reason: unknown): Error => (reason instanceof Error ? reason : new Error(String(reason)))

class Kept {
  private readonly pieces: Uint8Array[] = []
  private left: number
  /** More came than may be kept; how the rest of the pipe then ends is not news. */
  isOver = false

  constructor(most: number) {
    this.left = most
  }

  async take(source: AsyncIterable<Uint8Array>): Promise<void> {
    for await (const piece of source) {
      this.isOver = piece.length > this.left
      this.pieces.push(piece.subarray(0, this.left))
      if (this.isOver) return
      this.left -= piece.length
    }
  }

  bytes(): Uint8Array {
    return new Uint8Array(Buffer.concat(this.pieces))
  }
}

async function collect(body: Readable, { packing, bytes, most }: Announced, kept: Kept): Promise<void> {
  const sink = (source: AsyncIterable<Uint8Array>) => kept.take(source)
  const named = packing.trim().toLowerCase()
  if (bytes <= most && isUnpackable(named)) return pipeline(body, UNPACKERS[named](), sink)
  if (bytes <= most && (named === '' || named === 'identity')) return pipeline(body, sink)
  // Ended unread: what it then complains of is not news.
  body.on('error', () => undefined).destroy()
  throw bytes > most ? new AnswerTooLarge() : new AnswerPacked()
}
