// From an answer's text to a file's bytes: strict base64, gzip with a cap on what comes out, hash. Refuses what is not exactly that.
import { createHash } from 'node:crypto'
import { Gunzip } from 'fflate'
import { decodeBase64Bytes } from '@/lib/compute/base64'
import { megabytes } from '@/lib/results/caps'

export type Bytes = { ok: true; content: Uint8Array } | { ok: false; message: string }

export const sha256Hex = (content: Uint8Array): string => createHash('sha256').update(content).digest('hex')

const BASE64_WORDS = { notBase64: 'It is not base64.', cutOff: 'Its base64 is cut off.' } as const

/** The bytes that base64 letters stand for, or why not, in a sentence. */
export function bytesOfBase64(letters: Uint8Array, maxBytes: number): Bytes {
  const decoded = decodeBase64Bytes(letters, maxBytes)
  if (decoded.ok) return decoded
  return { ok: false, message: decoded.reason === 'tooLarge' ? `It is larger than ${megabytes(maxBytes)}.` : BASE64_WORDS[decoded.reason] }
}

class TooLarge extends Error {}

/** Packed bytes that are unpacked in one step: at most a thousand times as many come out. */
const STEP = 4 * 1024

/** Unpacks gzip piece by piece into what it says it needs, and stops as soon as more than `maxBytes` have come out. */
export function gunzip(packed: Uint8Array, maxBytes: number): Bytes {
  // The last four bytes of gzip are the length of what it holds; if they lie, it grows or is cut.
  const said = packed.length < 18 ? 0 : new DataView(packed.buffer, packed.byteOffset).getUint32(packed.length - 4, true)
  let content = new Uint8Array(Math.min(said, maxBytes))
  let filled = 0
  let ended = false
  const stream = new Gunzip((piece, final) => {
    if (filled + piece.length > maxBytes) throw new TooLarge()
    if (filled + piece.length > content.length) content = grown(content, filled, Math.min(maxBytes, 2 * (filled + piece.length)))
    content.set(piece, filled)
    filled += piece.length
    ended = final
  })
  try {
    for (let at = 0; at < packed.length; at += STEP) stream.push(packed.subarray(at, at + STEP), at + STEP >= packed.length)
  } catch (error) {
    if (error instanceof TooLarge) return { ok: false, message: `It is larger than ${megabytes(maxBytes)} when unpacked.` }
    return { ok: false, message: 'It is not gzip, or it is damaged.' }
  }
  if (!ended) return { ok: false, message: 'Its gzip is cut off.' }
  return { ok: true, content: filled === content.length ? content : content.slice(0, filled) }
}

function grown(content: Uint8Array<ArrayBuffer>, filled: number, length: number): Uint8Array<ArrayBuffer> {
  const larger = new Uint8Array(length)
  larger.set(content.subarray(0, filled))
  return larger
}
