import 'server-only'
// The body of an answer as it comes, unpacked when it says that it is packed. Refuses packings nobody knows.
import { pipeline, Readable } from 'node:stream'
import { createBrotliDecompress, createGunzip, createInflate } from 'node:zlib'

export class AnswerPacked extends Error {}

const UNPACKERS = { gzip: createGunzip, 'x-gzip': createGunzip, deflate: createInflate, br: createBrotliDecompress } as const

const isUnpackable = (packing: string): packing is keyof typeof UNPACKERS => Object.hasOwn(UNPACKERS, packing)

/** `packing` as its header names it: we ask for none, but edges have their own mind. */
export function unpacked(body: AsyncIterable<Uint8Array>, packing: string): AsyncIterable<Uint8Array> {
  const named = packing.trim().toLowerCase()
  if (named === '' || named === 'identity') return body
  if (!isUnpackable(named)) throw new AnswerPacked()
  const unpacker = UNPACKERS[named]()
  // Whoever reads hears of every fault; whoever stops reading ends the body.
  pipeline(Readable.from(body, { objectMode: false }), unpacker, () => undefined)
  return unpacker
}
