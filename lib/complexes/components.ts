import 'server-only'
// Looks up wwPDB's chemical components: name, formula, atom counts. The table (1.3 MB) is an imported JSON rather than a file
// read at run time, so that Next's bundle, tsx and Vitest all find it, whatever the working folder; it is unpacked at first use.
import { brotliDecompressSync } from 'node:zlib'
import type { Component } from './chemistry'
import packed from './component-table.json'

let lines: Map<string, string> | undefined
let capitals: readonly { line: string; upper: string }[] | undefined

/** One text line per code; 49,000 lines are split in about 50 ms, and a line is read only when it is asked for. */
function table(): Map<string, string> {
  lines ??= new Map(
    brotliDecompressSync(Buffer.from(packed.brotli, 'base64'))
      .toString('utf8')
      .split('\n')
      .map((line) => [line.slice(0, line.indexOf('\t')), line]),
  )
  return lines
}

/** The lines for searching, in capitals once: doing it per search took 200 ms, without it a search takes 10 to 20 ms. */
function searchable(): readonly { line: string; upper: string }[] {
  capitals ??= [...table().values()].map((line) => ({ line, upper: line.toUpperCase() }))
  return capitals
}

function readLine(line: string): Component {
  const [code = '', name = '', type = '', formula = '', heavyAtoms, atoms, obsolete = '', synonyms = ''] = line.split('\t')
  return {
    code,
    name,
    type,
    formula: formula === '' ? null : formula,
    heavyAtoms: Number(heavyAtoms),
    atoms: Number(atoms),
    synonyms: synonyms === '' ? null : synonyms,
    obsolete: obsolete === '' ? null : { replacedBy: obsolete === '?' ? null : obsolete },
  }
}

/** The component of this exact code (codes are strings in capitals: `NO`, `017`), or null. */
export function findComponent(code: string): Component | null {
  const line = table().get(code)
  return line === undefined ? null : readLine(line)
}

/**
 * How well a line fits: 0 the code itself, 1 the whole name or a whole synonym, 2 a code that begins so, 3 a name that begins
 * so, 4 a name or synonym that holds it; null: it does not fit.
 */
function rank(upper: string, wanted: string): number | null {
  if (!upper.includes(wanted)) return null
  const [code = '', name = '', , , , , , synonyms = ''] = upper.split('\t')
  if (code === wanted) return 0
  if (name === wanted || synonyms.split(/[;,] /).includes(wanted)) return 1
  if (code.startsWith(wanted)) return 2
  if (name.startsWith(wanted)) return 3
  return name.includes(wanted) || synonyms.includes(wanted) ? 4 : null
}

/** Everything that fits what was typed, best first, then shorter names first. */
function hitsFor(query: string): { line: string; rank: number }[] {
  const wanted = query.trim().toUpperCase()
  if (wanted === '') return []
  const hits: { line: string; rank: number }[] = []
  for (const { line, upper } of searchable()) {
    const lineRank = rank(upper, wanted)
    if (lineRank !== null) hits.push({ line, rank: lineRank })
  }
  return hits.sort((a, b) => a.rank - b.rank || a.line.length - b.line.length || (a.line < b.line ? -1 : 1))
}

/** Components whose code, name or synonym fits what was typed; at most `limit`. */
export function searchComponents(query: string, limit: number): Component[] {
  return hitsFor(query).slice(0, limit).map(({ line }) => readLine(line))
}

const MOST_SIMILAR = 3
/** Shorter than this, a text stands in some name by chance. */
const LEAST_OF_A_NAME = 3
const LEAST_WITHIN_A_NAME = 5

/** Components that are called what was given as a code. A code that merely begins so says nothing. */
function calledSo(wanted: string): Component[] {
  if (wanted.length < LEAST_OF_A_NAME) return []
  const named = hitsFor(wanted).filter(({ rank }) => rank === 1 || rank === 3 || (rank === 4 && wanted.length >= LEAST_WITHIN_A_NAME))
  return named.slice(0, 2 * MOST_SIMILAR).map(({ line }) => readLine(line))
}

/** Characters that are taken for one another. */
const LOOK_ALIKE: Readonly<Record<string, string>> = { O: '0', 0: 'O', I: '1', L: '1', 1: 'I', S: '5', 5: 'S' }

/**
 * The slips of a hand: a character that looks alike, or one written twice. Not every code at one edit's distance, nor two
 * swapped: nearly all short codes are taken, so that any text has dozens of neighbours that nobody meant.
 */
function slipsOf(wanted: string): string[] {
  return [...wanted].flatMap((letter, at) => {
    const [before, after] = [wanted.slice(0, at), wanted.slice(at + 1)]
    const alike = LOOK_ALIKE[letter]
    return [
      ...(alike === undefined ? [] : [before + alike + after]),
      ...(after.startsWith(letter) && wanted.length > 2 ? [before + after] : []),
    ]
  })
}

/** Up to three components that an unknown code may have meant: by a slip of the hand, or by name. None when nothing is near. */
export function similarComponents(code: string): Component[] {
  const wanted = code.trim().toUpperCase()
  const found = [...slipsOf(wanted).flatMap((slip) => findComponent(slip) ?? []), ...calledSo(wanted)]
  const current = new Map(found.filter((one) => one.obsolete === null).map((one) => [one.code, one]))
  return [...current.values()].slice(0, MOST_SIMILAR)
}
