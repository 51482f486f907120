// Looks into JSON bytes without making values of them: where the members of an object stand, and the bytes of a text. For answers whose texts are megabytes.
import { JsonMembers } from '@/lib/compute/json-members'
import { CAPS } from '@/lib/results/caps'

const QUOTE = 34
const BACKSLASH = 92

export type MembersOutcome =
  /** Each member's bytes by its key, in the order of their first mention, the last of a name counting; `unnamed` had keys beyond all names. */
  | { ok: true; members: Map<string, Uint8Array>; unnamed: number }
  | { ok: false; message: string }

export const isText = (bytes: Uint8Array): boolean => bytes[0] === QUOTE
export const isObject = (bytes: Uint8Array): boolean => bytes[0] === 123

/** The members of the object in `bytes`, which may have white space around it. */
export function membersOf(bytes: Uint8Array): MembersOutcome {
  const members = new Map<string, Uint8Array>()
  let unnamed = 0
  const walk = new JsonMembers({
    mostMembers: CAPS.jsonMembers,
    mostKeyBytes: CAPS.keyBytes,
    keep: () => 0,
    found: ({ key, start, end }) => {
      if (key === null) unnamed += 1
      else members.set(key, bytes.subarray(start, end))
    },
  })
  walk.push(bytes)
  if (walk.hasTooMany) return { ok: false, message: `It holds more than ${CAPS.jsonMembers} members.` }
  return walk.isComplete ? { ok: true, members, unnamed } : { ok: false, message: 'It is not JSON.' }
}

const SHORT: Record<number, number> = { 34: 34, 92: 92, 47: 47, 98: 8, 102: 12, 110: 10, 114: 13, 116: 9 }
const encoder = new TextEncoder()

/** The UTF-8 bytes of the JSON text in `bytes` (with its quotes); the very bytes when nothing in it is escaped, null when an escape is none. */
export function textBytes(bytes: Uint8Array): Uint8Array | null {
  const inside = bytes.subarray(1, -1)
  if (!inside.includes(BACKSLASH)) return inside
  const plain = new Uint8Array(inside.length)
  let to = 0
  let from = 0
  while (from < inside.length) {
    const next = inside.indexOf(BACKSLASH, from)
    const end = next < 0 ? inside.length : next
    plain.set(inside.subarray(from, end), to)
    to += end - from
    if (next < 0) break
    const letter = inside[end + 1] ?? 0
    const short = SHORT[letter]
    if (short !== undefined) {
      plain[to] = short
      to += 1
      from = end + 2
      continue
    }
    const escapes = letter === 117 ? unicodeAt(inside, end) : null
    if (escapes === null) return null
    const letters = encoder.encode(escapes.text)
    plain.set(letters, to)
    to += letters.length
    from = escapes.end
  }
  return plain.subarray(0, to)
}

/** One \uXXXX, or two that make one letter. */
function unicodeAt(bytes: Uint8Array, at: number): { text: string; end: number } | null {
  const digits = (from: number): number | null => {
    const text = String.fromCharCode(...bytes.subarray(from + 2, from + 6))
    return bytes[from] === BACKSLASH && bytes[from + 1] === 117 && /^[0-9a-fA-F]{4}$/.test(text) ? Number.parseInt(text, 16) : null
  }
  const first = digits(at)
  if (first === null) return null
  const second = first >= 0xd800 && first < 0xdc00 ? digits(at + 6) : null
  const isPair = second !== null && second >= 0xdc00 && second < 0xe000
  return isPair ? { text: String.fromCharCode(first, second), end: at + 12 } : { text: String.fromCharCode(first), end: at + 6 }
}
