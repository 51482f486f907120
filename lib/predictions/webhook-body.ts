// Finds the job's id in a webhook's body as its bytes come in, without holding or parsing the rest, which may be a whole result.
// It refuses nothing: what is no JSON object has no id, and what it finds is a claim to be checked. Pure.

const QUOTE = 34
const COMMA = 44
const COLON = 58
const BACKSLASH = 92
const OPENING = new Set([91, 123])
const CLOSING = new Set([93, 125])
/** Longer texts are neither the key nor an id. */
const MOST_LETTERS = 100

/** Takes pieces of a body until the top-level `id` has been seen. */
export class JobIdFinder {
  private depth = 0
  private inText = false
  private escaped = false
  private letters: number[] = []
  private text: string | null = null
  private key: string | null = null
  private found: string | null = null

  /** @returns the id once it is known */
  take(piece: Uint8Array): string | null {
    for (const byte of piece) {
      if (this.found !== null) break
      if (this.inText) this.within(byte)
      else this.between(byte)
    }
    return this.found
  }

  private within(byte: number): void {
    if (this.escaped) this.escaped = false
    else if (byte === BACKSLASH) this.escaped = true
    else if (byte === QUOTE) return this.endText()
    if (this.depth === 1 && this.letters.length <= MOST_LETTERS) this.letters.push(byte)
  }

  private endText(): void {
    this.inText = false
    if (this.depth !== 1) return
    this.text = String.fromCharCode(...this.letters)
    if (this.key === 'id') this.found = this.text
  }

  private between(byte: number): void {
    if (byte === QUOTE) {
      this.inText = true
      this.letters = []
    } else if (OPENING.has(byte)) this.depth += 1
    else if (CLOSING.has(byte)) this.depth -= 1
    else if (this.depth === 1 && byte === COLON) this.key = this.text
    else if (this.depth === 1 && byte === COMMA) this.key = null
  }
}
