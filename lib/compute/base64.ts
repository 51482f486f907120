// Strict base64: standard letters, padding, no line breaks, one text for one content. Refuses everything else, and more than was allowed.

export type Decoded = { ok: true; content: Uint8Array } | { ok: false; reason: 'notBase64' | 'cutOff' | 'tooLarge' }

/** At most `maxBytes` after decoding; the size is known before anything is allocated. */
export function decodeBase64(text: string, maxBytes: number): Decoded {
  if (text.length % 4 !== 0) return { ok: false, reason: 'cutOff' }
  const padding = text.endsWith('==') ? 2 : text.endsWith('=') ? 1 : 0
  const bytes = (text.length / 4) * 3 - padding
  if (bytes > maxBytes) return { ok: false, reason: 'tooLarge' }
  if (/[^A-Za-z0-9+/]/.test(text.slice(0, text.length - padding))) return { ok: false, reason: 'notBase64' }
  const content = new Uint8Array(Buffer.from(text, 'base64'))
  // The spare bits of the last letter must be zero, else two texts would stand for one content.
  const tail = Buffer.from(content.subarray(content.length - (content.length % 3 || 3))).toString('base64')
  const exact = content.length === bytes && (bytes === 0 || text.endsWith(tail))
  return exact ? { ok: true, content } : { ok: false, reason: 'notBase64' }
}

/** Letters that become a text of their own at a time; a multiple of 4. */
const PIECE = 256 * 1024

/** As `decodeBase64`, from the letters' bytes, which never become one long text. */
export function decodeBase64Bytes(letters: Uint8Array, maxBytes: number): Decoded {
  if (letters.length % 4 !== 0) return { ok: false, reason: 'cutOff' }
  const padding = letters.at(-1) !== 61 ? 0 : letters.at(-2) === 61 ? 2 : 1
  const bytes = (letters.length / 4) * 3 - padding
  if (bytes > maxBytes) return { ok: false, reason: 'tooLarge' }
  const content = new Uint8Array(bytes)
  let filled = 0
  for (let at = 0; at < letters.length; at += PIECE) {
    const decoded = decodeBase64(Buffer.from(letters.buffer, letters.byteOffset + at, Math.min(PIECE, letters.length - at)).toString('latin1'), bytes)
    // Padding within shows as a piece that is too short.
    if (!decoded.ok || (at + PIECE < letters.length && decoded.content.length !== (PIECE / 4) * 3)) return { ok: false, reason: 'notBase64' }
    content.set(decoded.content, filled)
    filled += decoded.content.length
  }
  return { ok: true, content }
}
