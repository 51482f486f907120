// From an answer's text to a file's bytes: strict base64, gzip with a cap on what comes out, hash. Refuses what is not exactly that.
import { createHash } from 'node:crypto'
import { Gunzip } from 'fflate'
import { megabytes } from '@/lib/results/caps'

export type Bytes = { ok: true; content: Uint8Array } | { ok: false; message: string }

export const sha256Hex = (content: Uint8Array): string => createHash('sha256').update(content).digest('hex')

/** Standard base64 with padding, without line breaks; at most `maxBytes` after decoding. */
export function decodeBase64(text: string, maxBytes: number): Bytes {
  if (text.length % 4 !== 0) return { ok: false, message: 'Its base64 is cut off.' }
  const padding = text.endsWith('==') ? 2 : text.endsWith('=') ? 1 : 0
  const bytes = (text.length / 4) * 3 - padding
  if (bytes > maxBytes) return { ok: false, message: `It is larger than ${megabytes(maxBytes)}.` }
  if (/[^A-Za-z0-9+/]/.test(text.slice(0, text.length - padding))) return { ok: false, message: 'It is not base64.' }
  const content = new Uint8Array(Buffer.from(text, 'base64'))
  // The spare bits of the last letter must be zero, else two texts would stand for one file.
  const tail = Buffer.from(content.subarray(content.length - (content.length % 3 || 3))).toString('base64')
  return content.length === bytes && (bytes === 0 || text.endsWith(tail)) ? { ok: true, content } : { ok: false, message: 'It is not base64.' }
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
    for (let at = 0; at < packed.length || at === 0; at += step) stream.push(packed.subarray(at, at + step), at + step >= packed.length)
  } catch (error) {
    if (error instanceof TooLarge) return { ok: false, message: `It is larger than ${megabytes(maxBytes)} when unpacked.` }
    return { ok: false, message: 'It is not gzip, or it is damaged.' }
  }
  return ended ? { ok: true, content: new Uint8Array(Buffer.concat(pieces)) } : { ok: false, message: 'Its gzip is cut off.' }
}
