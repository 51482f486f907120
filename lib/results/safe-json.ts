// Reads JSON written by somebody else's Python: tolerates the bare words NaN and Infinity as null, refuses deep nesting and too many values.
import { CAPS, megabytes } from '@/lib/results/caps'

export type JsonOutcome = { ok: true; value: unknown } | { ok: false; message: string }

const QUOTE = 34
const BACKSLASH = 92
const COMMA = 44
const OPENS = new Set([91, 123])
const CLOSES = new Set([93, 125])

/**
 * Deepest nesting of brackets and number of separated values outside of strings; found without parsing, so that no parser
 * has to survive it: a few megabytes of `[],` would become a hundred times as many of objects.
 */
export function measureJson(text: string): { depth: number; values: number } {
  let depth = 0
  let deepest = 0
  let values = 1
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at)
    if (code === QUOTE) {
      at = endOfString(text, at)
    } else if (code === COMMA) {
      values += 1
    } else if (OPENS.has(code)) {
      depth += 1
      deepest = Math.max(deepest, depth)
    } else if (CLOSES.has(code)) {
      depth -= 1
    }
  }
  return { depth: deepest, values }
}

/** Index of the quote that closes the string opened at `start`, or the text's end. */
function endOfString(text: string, start: number): number {
  let end = text.indexOf('"', start + 1)
  while (end > 0) {
    let slashes = 0
    while (text.charCodeAt(end - 1 - slashes) === BACKSLASH) slashes += 1
    if (slashes % 2 === 0) return end
    end = text.indexOf('"', end + 1)
  }
  return text.length
}

/** Python writes NaN, Infinity and -Infinity bare; outside of strings they become null. */
export function withoutBareWords(text: string): string {
  const parts: string[] = []
  for (let at = 0; at < text.length; ) {
    const quote = text.indexOf('"', at)
    const outside = text.slice(at, quote < 0 ? text.length : quote)
    parts.push(outside.replace(/-?\bInfinity\b|\bNaN\b/g, 'null'))
    if (quote < 0) break
    at = endOfString(text, quote) + 1
    parts.push(text.slice(quote, at))
  }
  return parts.join('')
}

function parse(text: string): JsonOutcome {
  try {
    return { ok: true, value: JSON.parse(text) }
  } catch (error) {
    if (error instanceof SyntaxError) return { ok: false, message: 'It is not JSON.' }
    throw error
  }
}

/** The value of a JSON text, or what is wrong with it in one sentence. */
export function readJson(text: string): JsonOutcome {
  const { depth, values } = measureJson(text)
  if (values > CAPS.jsonValues) return { ok: false, message: `It holds more than ${CAPS.jsonValues} values.` }
  if (depth > CAPS.jsonDepth) return { ok: false, message: `It is nested deeper than ${CAPS.jsonDepth} levels.` }
  const first = parse(text)
  if (first.ok || !/\b(?:NaN|Infinity)\b/.test(text)) return first
  return parse(withoutBareWords(text))
}

/** As readJson, from bytes that must be UTF-8 and not too many. */
export function readJsonBytes(bytes: Uint8Array): JsonOutcome {
  if (bytes.length > CAPS.jsonBytes) return { ok: false, message: `It is larger than ${megabytes(CAPS.jsonBytes)}.` }
  try {
    return readJson(new TextDecoder('utf-8', { fatal: true }).decode(bytes))
  } catch (error) {
    if (error instanceof TypeError || error instanceof RangeError) return { ok: false, message: 'It is not UTF-8 text.' }
    throw error
  }
}

/** Own entries of an object but `__proto__`; null when it is not an object. */
export function entriesOf(value: unknown): [string, unknown][] | null {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return null
  return Object.entries(value).filter(([key]) => key !== '__proto__')
}

/** One own property of an unknown value; undefined when there is none. */
export function own(value: unknown, key: string): unknown {
  return typeof value === 'object' && value !== null && Object.hasOwn(value, key) ? Reflect.get(value, key) : undefined
}
