// Splits an mmCIF text into its words, with the line each stands on. Knows quotes, text fields and comments; refuses nothing.
import { CAPS } from '@/lib/results/caps'

/** `quoted` words are always values: a quoted '.' is a dot, not "no value". */
export type CifToken = { text: string; quoted: boolean; line: number }

const isSpace = (code: number): boolean => code === 32 || code === 9 || code === 10 || code === 13

class Scanner {
  private at = 0
  private line = 1
  /** End of the line that `at` is on, while it is known: a line may hold the whole file. */
  private lineEnd = -1

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
    if (this.lineEnd >= this.at) return this.lineEnd
    const end = this.text.indexOf('\n', this.at)
    this.lineEnd = end < 0 ? this.text.length : end
    return this.lineEnd
  }

  /** `;` at the start of a line opens a text that runs to the next line beginning with `;`. */
  private textField(line: number): CifToken {
    const end = this.text.indexOf('\n;', this.at + 1)
    const stop = end < 0 ? this.text.length : end
    const text = this.text.slice(this.at + 1, stop)
    for (let feed = text.indexOf('\n'); feed >= 0; feed = text.indexOf('\n', feed + 1)) this.line += 1
    if (end >= 0) this.line += 1
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

type Visit = (category: string, row: CifRow) => boolean

/** Walks over the first data block. A field of its own because the word that ends one part begins the next. */
class Walk {
  private token: CifToken | null
  /** Line of a row that is cut off or beyond all columns. */
  cutLine: number | null = null

  constructor(
    private readonly scanner: Scanner,
    private readonly visit: Visit,
  ) {
    this.token = scanner.next()
  }

  private cutAt(line: number): false {
    this.cutLine = line
    return false
  }

  private step(): CifToken | null {
    this.token = this.scanner.next()
    return this.token
  }

  /** Rows of a table until its names end; false when the walk is over. */
  private loop(): boolean {
    const names: string[] = []
    while (this.step() && this.token && isName(this.token)) {
      names.push(this.token.text)
      if (names.length > CAPS.cifColumns) return this.cutAt(this.token.line)
    }
    const category = splitName(names[0] ?? '')[0]
    const columns = new Map(names.map((name, index) => [splitName(name)[1], index]))
    let cells: CifToken[] = []
    for (; this.token && !isName(this.token) && !isKeyword(this.token); this.step()) {
      cells.push(this.token)
      if (cells.length < names.length) continue
      if (!this.visit(category, rowOf(columns, cells))) return false
      cells = []
    }
    this.cutLine = cells[0]?.line ?? null
    return this.cutLine === null
  }

  /** Names with one value each; those of one category that stand together are one row. */
  private pairs(): boolean {
    const category = splitName(this.token?.text ?? '')[0]
    const columns = new Map<string, number>()
    const cells: CifToken[] = []
    while (this.token && isName(this.token) && splitName(this.token.text)[0] === category) {
      const { text, line } = this.token
      const value = this.step()
      if (!value) return this.cutAt(line)
      if (cells.length >= CAPS.cifColumns) return this.cutAt(line)
      columns.set(splitName(text)[1], cells.length)
      cells.push(value)
      this.step()
    }
    return this.visit(category, rowOf(columns, cells))
  }

  run(): void {
    let blocks = 0
    let goesOn = true
    while (goesOn && this.token) {
      const { text, quoted } = this.token
      if (!quoted && /^data_/i.test(text) && (blocks += 1) > 1) return
      if (!quoted && text.toLowerCase() === 'loop_') goesOn = this.loop()
      else if (isName(this.token)) goesOn = this.pairs()
      else this.step()
    }
  }
}

/**
 * Visits all rows of the text's first data block in order: the category (`_atom_site`) and a row that is valid only during
 * the call; the visitor answers false to stop. Returns the line of a row that is cut off or has too many columns, or null.
 */
export function walkRows(text: string, visit: Visit): number | null {
  const walk = new Walk(new Scanner(text), visit)
  walk.run()
  return walk.cutLine
}
