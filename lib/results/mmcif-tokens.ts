// Splits an mmCIF text into its words, with the line each stands on. Knows quotes, text fields and comments; refuses nothing.

/** `quoted` words are always values: a quoted '.' is a dot, not "no value". */
export type CifToken = { text: string; quoted: boolean; line: number }

const isSpace = (code: number): boolean => code === 32 || code === 9 || code === 10 || code === 13

class Scanner {
  private at = 0
  private line = 1

  constructor(private readonly text: string) {}

  private skipSpace(): void {
    while (this.at < this.text.length) {
      const code = this.text.charCodeAt(this.at)
      if (code === 10) this.line += 1
      else if (code === 35) this.at = this.endOfLine() - 1
      else if (!isSpace(code)) return
      this.at += 1
    }
  }

  private endOfLine(): number {
    const end = this.text.indexOf('\n', this.at)
    return end < 0 ? this.text.length : end
  }

  /** `;` at the start of a line opens a text that runs to the next line beginning with `;`. */
  private textField(line: number): CifToken {
    const end = this.text.indexOf('\n;', this.at + 1)
    const stop = end < 0 ? this.text.length : end
    const text = this.text.slice(this.at + 1, stop)
    this.line += text.split('\n').length - 1 + (end < 0 ? 0 : 1)
    this.at = Math.min(stop + 2, this.text.length)
    return { text, quoted: true, line }
  }

  /** A quote closes only before white space, so that 5'-AMP needs no escape. */
  private quotedWord(quote: string, line: number): CifToken {
    const stop = this.endOfLine()
    let end = this.text.indexOf(quote, this.at + 1)
    while (end >= 0 && end < stop && end + 1 < this.text.length && !isSpace(this.text.charCodeAt(end + 1))) end = this.text.indexOf(quote, end + 1)
    const closed = end < 0 || end > stop ? stop : end
    const text = this.text.slice(this.at + 1, closed)
    this.at = closed === stop ? stop : closed + 1
    return { text, quoted: true, line }
  }

  next(): CifToken | null {
    this.skipSpace()
    if (this.at >= this.text.length) return null
    const first = this.text.charAt(this.at)
    const line = this.line
    if (first === ';' && (this.at === 0 || this.text.charCodeAt(this.at - 1) === 10)) return this.textField(line)
    if (first === "'" || first === '"') return this.quotedWord(first, line)
    const start = this.at
    while (this.at < this.text.length && !isSpace(this.text.charCodeAt(this.at))) this.at += 1
    return { text: this.text.slice(start, this.at), quoted: false, line }
  }
}

/** One row of a category: column name (without the category) to word, and the line it begins on. */
export type CifRow = { line: number; word: (column: string) => string | null }

const isKeyword = (token: CifToken): boolean => !token.quoted && /^(?:loop_|data_|save_|global_|stop_)/i.test(token.text)
const isName = (token: CifToken): boolean => !token.quoted && token.text.startsWith('_')

const splitName = (name: string): [string, string] => {
  const dot = name.indexOf('.')
  return dot < 0 ? [name, ''] : [name.slice(0, dot), name.slice(dot + 1)]
}

function rowOf(columns: Map<string, number>, cells: CifToken[]): CifRow {
  return {
    line: cells[0]?.line ?? 0,
    word: (column) => {
      const index = columns.get(column)
      const cell = index === undefined ? undefined : cells[index]
      return cell === undefined || (!cell.quoted && (cell.text === '.' || cell.text === '?')) ? null : cell.text
    },
  }
}

/**
 * Walks over all rows of the text's first data block in order. `visit` gets the category (`_atom_site`) and a row that is valid
 * only during the call; it answers false to stop. Returns the line of a loop whose last row is cut off, or null.
 */
export function walkRows(text: string, visit: (category: string, row: CifRow) => boolean): number | null {
  const scanner = new Scanner(text)
  let blocks = 0
  let token = scanner.next()
  while (token) {
    if (/^data_/i.test(token.text) && !token.quoted && (blocks += 1) > 1) return null
    if (!token.quoted && token.text.toLowerCase() === 'loop_') {
      const names: string[] = []
      for (token = scanner.next(); token && isName(token); token = scanner.next()) names.push(token.text)
      const category = splitName(names[0] ?? '')[0]
      const columns = new Map(names.map((name, index) => [splitName(name)[1], index]))
      let cells: CifToken[] = []
      for (; token && !isName(token) && !isKeyword(token); token = scanner.next()) {
        cells.push(token)
        if (cells.length < names.length) continue
        if (!visit(category, rowOf(columns, cells))) return null
        cells = []
      }
      if (cells.length > 0) return cells[0]?.line ?? null
    } else if (isName(token)) {
      const [category, column] = splitName(token.text)
      const value = scanner.next()
      if (!value) return token.line
      if (!visit(category, rowOf(new Map([[column, 0]]), [value]))) return null
      token = scanner.next()
    } else {
      token = scanner.next()
    }
  }
  return null
}
