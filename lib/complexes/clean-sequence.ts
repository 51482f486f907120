// Turns a pasted sequence into bare capital letters and says what it took away; it never drops a letter.

export type CleanedSequence = {
  /** Capitals without spaces, digits and headers; letters that are not residues are still in it. */
  sequence: string
  /** What was changed, one phrase each, in the past tense; empty when nothing was. */
  changes: string[]
  /** Text of the first FASTA header without its `>`, or null. */
  header: string | null
  /** Number of FASTA headers; more than one means that several sequences were pasted at once. */
  records: number
}

const INVISIBLE = /[\u200B-\u200D\u2060\uFEFF]/g
const HEADER = /^\s*>/

/** Cleans what a person pasted: FASTA header, spaces, line breaks, residue numbers, lower case. */
export function cleanSequence(text: string): CleanedSequence {
  const lines = text.replace(INVISIBLE, '').split(/\r\n|\r|\n|\u2028|\u2029/)
  const headers = lines.filter((line) => HEADER.test(line))
  const body = lines.filter((line) => !HEADER.test(line))
  const joined = body.join('')
  const bare = joined.replace(/[\s\d]/g, '')
  const sequence = bare.replace(/[a-z]/g, (letter) => letter.toUpperCase())
  const filledLines = body.filter((line) => line.trim() !== '').length
  const changes = [
    headers.length > 0 ? 'FASTA header removed' : null,
    filledLines > 1 || (headers.length === 0 && body.length > 1) ? 'line breaks removed' : null,
    /\s/.test(joined) ? 'spaces removed' : null,
    /\d/.test(joined) ? 'numbers removed' : null,
    INVISIBLE.test(text) ? 'invisible characters removed' : null,
    sequence === bare ? null : 'small letters turned into capitals',
  ].filter((change) => change !== null)
  INVISIBLE.lastIndex = 0
  const first = headers[0]
  return { sequence, changes, header: first === undefined ? null : first.replace(HEADER, '').trim(), records: headers.length }
}
