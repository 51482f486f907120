// Finds the text of one top-level member in a JSON object without changing a byte of it; it refuses to judge the JSON, which was parsed before.

/** The text of `member` as it came, or null. As in JSON.parse, the last of several counts. */
export function memberText(json: string, member: string): string | null {
  let found: string | null = null
  let at = skipSpace(json, json.indexOf('{') + 1)
  while (at < json.length && json[at] === '"') {
    const nameEnd = endOfString(json, at)
    const start = skipSpace(json, skipSpace(json, nameEnd) + 1)
    const end = endOfValue(json, start)
    if (isName(json.slice(at, nameEnd), member)) found = json.slice(start, end)
    at = skipSpace(json, skipSpace(json, end) + 1)
  }
  return found
}

/** Names may be written with escapes. */
const isName = (text: string, member: string) => text === `"${member}"` || (text.includes('\\') && JSON.parse(text) === member)

function skipSpace(json: string, from: number): number {
  let at = from
  while (at < json.length && ' \n\r\t'.includes(json.charAt(at))) at += 1
  return at
}

/** The place after the closing quote of the string that opens at `from`. */
function endOfString(json: string, from: number): number {
  let at = from + 1
  for (;;) {
    const quote = json.indexOf('"', at)
    if (quote === -1) return json.length
    let slashes = 0
    while (json[quote - 1 - slashes] === '\\') slashes += 1
    if (slashes % 2 === 0) return quote + 1
    at = quote + 1
  }
}

/** The place after the value that begins at `from`. */
function endOfValue(json: string, from: number): number {
  let depth = 0
  let at = from
  while (at < json.length) {
    const sign = json.charAt(at)
    if (sign === '"') at = endOfString(json, at)
    else if (depth === 0 && (sign === ',' || sign === '}')) return trimEnd(json, from, at)
    else {
      if (sign === '{' || sign === '[') depth += 1
      if (sign === '}' || sign === ']') depth -= 1
      at += 1
    }
  }
  return at
}

function trimEnd(json: string, from: number, end: number): number {
  let at = end
  while (at > from && ' \n\r\t'.includes(json.charAt(at - 1))) at -= 1
  return at
}
