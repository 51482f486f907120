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
