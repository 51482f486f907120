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

/** Components whose code, name or synonym fits what was typed; at most `limit`, best first, then shorter names first. */
export function searchComponents(query: string, limit: number): Component[] {
  const wanted = query.trim().toUpperCase()
  if (wanted === '') return []
  const hits: { line: string; rank: number }[] = []
  for (const { line, upper } of searchable()) {
    const lineRank = rank(upper, wanted)
    if (lineRank !== null) hits.push({ line, rank: lineRank })
  }
  hits.sort((a, b) => a.rank - b.rank || a.line.length - b.line.length || (a.line < b.line ? -1 : 1))
  return hits.slice(0, limit).map(({ line }) => readLine(line))
}

/** True when one inserted, lost or changed character turns one code into the other. */
function isOneEditAway(a: string, b: string): boolean {
  if (Math.abs(a.length - b.length) > 1 || a === b) return false
  let start = 0
  while (start < a.length && a[start] === b[start]) start += 1
  let end = 0
  while (end < Math.min(a.length, b.length) - start && a[a.length - 1 - end] === b[b.length - 1 - end]) end += 1
  return Math.max(a.length, b.length) - start - end <= 1
}

/** Up to three components that an unknown code may have meant: another case, O for 0, a name, one character off. */
export function similarComponents(code: string): Component[] {
  const wanted = code.trim().toUpperCase()
  const variants = [wanted, wanted.replaceAll('O', '0'), wanted.replaceAll('0', 'O')].flatMap((variant) => findComponent(variant) ?? [])
  const named = wanted.length < 3 ? [] : searchComponents(wanted, 2)
  const near = wanted.length < 2 ? [] : [...table().keys()].filter((key) => isOneEditAway(key, wanted))
  near.sort((a, b) => Number(wanted.startsWith(b)) - Number(wanted.startsWith(a)))
  const found = [...variants, ...named, ...near.slice(0, 20).flatMap((key) => findComponent(key) ?? [])]
  const current = new Map(found.filter((one) => one.obsolete === null).map((one) => [one.code, one]))
  return [...current.values()].slice(0, 3)
}
