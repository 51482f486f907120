// Makes words for people out of what an endpoint says went wrong: JSON inside strings, HTML, tracebacks and colour codes.
// Refuses to repeat a key or more than 2 KB.
import { withoutMarkup } from '@/lib/compute/markup'
import { storableText } from '@/lib/storable-text'

export const MAX_ERROR_CHARACTERS = 2048

// CSI and OSC sequences that terminals use for colour, also in their one-byte form.
const ANSI = new RegExp('(?:\\u001b\\[|\\u009b)[0-?]*[ -/]*[@-~]|(?:\\u001b\\]|\\u009d)[^\\u0007\\u001b\\u009c]*(?:\\u0007|\\u009c|\\u001b\\\\)?|\\u001b[@-Z\\\\-_]', 'g')
/** What is not seen, or turns the order of what is: controls but line feed and tab, direction marks, zero-width letters, private use. */
const UNSEEN = /[^\P{C}\n\t]/gu
const BEARER = /\b(bearer\s+)[A-Za-z0-9._~+/=-]{8,}/gi
const RUNPOD_KEY = /\brpa_[A-Za-z0-9]{6,}/g
/** Also where a proxy has escaped the address: `;` ends `&amp;`, and `%` may be escaped itself. */
const SIGNED_QUERY = /((?:[?&;]|\\u00(?:26|3f)|%(?:25)*(?:26|3f))(?:api_key|x-amz-signature|x-amz-credential|x-amz-security-token|signature|token)(?:=|\\u003d|%(?:25)*3d))[^&\s"']+/gi
/** 256 random bits in base64url, as the token of a webhook is. */
const TOKEN = /(?<![\w-])(?=[\w-]*\d)(?=[\w-]*[a-z])(?=[\w-]*[A-Z])[\w-]{43}(?![\w-])/g
/** Longer texts are read up to here: what bounds the regular expressions. */
const MOST_READ = 64 * 1024

/** Replaces the given secrets, and whatever looks like a key, a webhook's token or a signed URL's secret, by `[hidden]`. */
export function redact(text: string, secrets: readonly string[] = []): string {
  const named = secrets.filter((secret) => secret.length >= 4).reduce((rest, secret) => rest.split(secret).join('[hidden]'), text)
  return named.replace(BEARER, '$1[hidden]').replace(RUNPOD_KEY, '[hidden]').replace(SIGNED_QUERY, '$1[hidden]').replace(TOKEN, '[hidden]')
}

/** Drops a Python traceback and keeps its last line, which names the exception. */
function withoutTraceback(text: string): string {
  const start = text.search(/traceback(?: \(most recent call last\))?:/i)
  if (start < 0) return text
  const before = text.slice(0, start).trim()
  if (before) return before
  const lines = text.slice(start).split('\n').map((line) => line.trimEnd()).filter(Boolean)
  return lines.findLast((line) => /^\S/.test(line) && !/^traceback/i.test(line)) ?? 'The worker reported a Python traceback without a message.'
}

function cap(text: string, characters: number): string {
  return text.length <= characters ? storableText(text) : `${storableText(text, characters - 1).trimEnd()}…`
}

/** Without colour codes, letters that are not seen, and keys, also where those stood within a key. */
function cleaned(text: string, secrets: readonly string[]): string {
  // Hidden before it is cut, so that no half of a key is left at the end; and again when nothing stands within a key any more.
  const longest = Math.max(0, ...secrets.map((secret) => secret.length))
  const read = redact(text.slice(0, MOST_READ + longest), secrets).slice(0, MOST_READ)
  return redact(read.replace(ANSI, '').replace(/[\r\v\f\u0085\u2028\u2029]/g, '\n').replace(UNSEEN, ''), secrets)
}

/** One readable text out of any: no colour codes, markup, traceback or key. */
export function plainWords(text: string, secrets: readonly string[] = []): string {
  const clean = cleaned(text, secrets)
  const bare = /<\/?[a-z!]/i.test(clean) ? redact(withoutMarkup(clean), secrets) : clean
  const words = withoutTraceback(bare).replace(/[^\S\n]+/g, ' ').replace(/ ?\n\s*/g, '\n').trim()
  return cap(words, MAX_ERROR_CHARACTERS)
}

/** One line of a stranger's, as it stands but for what cannot be seen: tags and quotes are kept, since they are shown as text. */
export function plainLine(text: string, characters: number, secrets: readonly string[] = []): string {
  return cap(cleaned(text, secrets).replace(/\s+/g, ' ').trim(), characters)
}

const SPEAKING_KEYS = ['error_message', 'message', 'detail', 'error', 'title', 'description']

function speakingPart(found: unknown, depth: number): string | null {
  if (typeof found === 'string') return unpack(found, depth + 1)
  if (typeof found !== 'object' || found === null || Array.isArray(found) || depth > 4) return null
  for (const key of SPEAKING_KEYS) {
    if (!Object.hasOwn(found, key)) continue
    const words = speakingPart(Reflect.get(found, key), depth + 1)
    if (words) return words
  }
  return null
}

/** The message inside a text that may be JSON, several layers deep; the text itself when it is not. */
function unpack(text: string, depth: number): string {
  const trimmed = text.trim()
  if (depth > 4 || !/^[{"]/.test(trimmed)) return text
  try {
    return speakingPart(JSON.parse(trimmed), depth) ?? text
  } catch (error) {
    if (error instanceof SyntaxError) return text
    throw error
  }
}

/** A job's `error` field, or an error body, as words; null when it says nothing. */
export function reportedWords(error: unknown, secrets: readonly string[] = []): string | null {
  try {
    return wordsIn(error, secrets)
  } catch (fault) {
    // JSON nested tens of thousands deep overflows the stack of whoever walks it.
    if (fault instanceof RangeError) return 'The error is nested too deeply to be read.'
    throw fault
  }
}

function wordsIn(error: unknown, secrets: readonly string[]): string | null {
  const text = typeof error === 'string' ? unpack(error, 0) : speakingPart(error, 0)
  if (text === null) return error === null || error === undefined ? null : plainWords(JSON.stringify(error) ?? '', secrets) || null
  return plainWords(text, secrets) || null
}
