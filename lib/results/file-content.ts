// From an answer's text to a file's bytes: strict base64, gzip with a cap on what comes out, hash. Refuses what is not exactly that.
import { createHash } from 'node:crypto'
import { Gunzip } from 'fflate'
import { decodeBase64 } from '@/lib/compute/base64'
import { megabytes } from '@/lib/results/caps'

export type Bytes = { ok: true; content: Uint8Array } | { ok: false; message: string }

export const sha256Hex = (content: Uint8Array): string => createHash('sha256').update(content).digest('hex')

/** The bytes of a base64 text, or why not, in a sentence. */
export function bytesOfBase64(text: string, maxBytes: number): Bytes {
  const decoded = decodeBase64(text, maxBytes)
  if (decoded.ok) return decoded
  const words = { notBase64: 'It is not base64.', cutOff: 'Its base64 is cut off.', tooLarge: `It is larger than ${megabytes(maxBytes)}.` }
  return { ok: false, message: words[decoded.reason] }
}

class TooLarge extends Error {}

/** Unpacks gzip piece by piece and stops as soon as more than `maxBytes` have come out. */
export function gunzip(packed: Uint8Array, maxBytes: number): Bytes {
  const pieces: Uint8Array[] = []
  let bytes = 0
  let ended = false
  const stream = new Gunzip((piece, final) => {
    bytes += piece.length
    if (bytes > maxBytes) throw new TooLarge()
    pieces.push(piece)
    ended = final
  })
  try {
    const step = 64 * 1024
    for (let at = 0; at < packed.length; at += step) stream.push(packed.subarray(at, at + step), at + step >= packed.length)
  } catch (error) {
    if (error instanceof TooLarge) return { ok: false, message: `It is larger than ${megabytes(maxBytes)} when unpacked.` }
    return { ok: false, message: 'It is not gzip, or it is damaged.' }
  }
  return ended ? { ok: true, content: new Uint8Array(Buffer.concat(pieces)) } : { ok: false, message: 'Its gzip is cut off.' }
}
