import 'server-only'
// Compares the keys callers present, in constant time; it refuses a missing one like a wrong one.
import { createHash, timingSafeEqual } from 'node:crypto'

const digest = (text: string) => createHash('sha256').update(text).digest()

export function isSameKey(presented: string | undefined, expected: string): boolean {
  return presented !== undefined && timingSafeEqual(digest(presented), digest(expected))
}

/** The key of an `Authorization` header: RunPod takes `Bearer K` and, as its workers send it, bare `K`. */
export function presentedKey(header: string | undefined): string | undefined {
  return header?.replace(/^Bearer\s+/i, '').trim()
}
