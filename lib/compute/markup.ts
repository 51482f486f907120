// Takes the tags out of a text that may be a page of an edge. Walks once from left to right, since the text is a stranger's and may be made to be slow.

/** Elements whose content is nothing to read. */
const UNREAD = ['script', 'style']

const isTagStart = (letter: string): boolean => /[a-z!/]/i.test(letter)

/** Where the tag at `start` ends, with its content when that is not for reading. */
function endOfTag(text: string, lower: string, start: number): number {
  const end = text.indexOf('>', start)
  if (end < 0) return text.length
  const unread = UNREAD.find((name) => lower.startsWith(name, start + 1))
  if (unread === undefined) return end + 1
  const closing = lower.indexOf(`</${unread}`, end)
  const closed = closing < 0 ? -1 : text.indexOf('>', closing)
  return closed < 0 ? text.length : closed + 1
}

/** The text between the tags, each tag a space; a `<` that begins none stays. */
export function withoutMarkup(text: string): string {
  const lower = text.toLowerCase()
  const kept: string[] = []
  let at = 0
  for (;;) {
    const start = text.indexOf('<', at)
    if (start < 0) break
    if (!isTagStart(text.charAt(start + 1))) {
      kept.push(text.slice(at, start + 1))
      at = start + 1
      continue
    }
    kept.push(text.slice(at, start), ' ')
    at = endOfTag(text, lower, start)
  }
  kept.push(text.slice(at))
  return kept.join('').replace(/&nbsp;/gi, ' ').replace(/&amp;/gi, '&')
}
