// Reads a Retry-After header, in seconds or as an HTTP date. Refuses nonsense and waits longer than an hour.

const LONGEST_MS = 3_600_000

/** Milliseconds to wait from `now` (milliseconds since 1970), or null when the header says nothing usable. */
export function retryAfterMs(header: string | null, now: number): number | null {
  const text = header?.trim() ?? ''
  if (/^\d{1,9}(\.\d+)?$/.test(text)) return Math.min(Math.ceil(Number(text) * 1000), LONGEST_MS)
  if (!/^[A-Za-z]{3,9},? /.test(text)) return null
  const at = Date.parse(text)
  return Number.isNaN(at) ? null : Math.min(Math.max(at - now, 0), LONGEST_MS)
}
