// Looks up wwPDB's chemical components: name, formula, atom counts. The table (1.3 MB) is an imported JSON rather than a file
// read at run time, so that Next's bundle, tsx and Vitest all find it, whatever the working folder; it is unpacked at first use.
import 'server-only'
import { brotliDecompressSync } from 'node:zlib'
import type { Component } from './chemistry'
import packed from './component-table.json'

/** Where the table comes from: the package with its version, and the dictionary's last change. */
export const COMPONENT_SOURCE = { source: packed.source, lastChange: packed.lastChange, components: packed.components }

let lines: Map<string, string> | undefined

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

function readLine(line: string): Component {
  const [code = '', name = '', type = '', formula = '', heavyAtoms, atoms, obsolete = ''] = line.split('\t')
  return {
    code,
    name,
    type,
    formula: formula === '' ? null : formula,
    heavyAtoms: Number(heavyAtoms),
    atoms: Number(atoms),
    obsolete: obsolete === '' ? null : { replacedBy: obsolete === '?' ? null : obsolete },
  }
}

/** The component of this exact code (codes are strings in capitals: `NO`, `017`), or null. */
export function findComponent(code: string): Component | null {
  const line = table().get(code)
  return line === undefined ? null : readLine(line)
}

/** 0 for the code itself, 1 for a code that begins so, 2 for a name that begins so, 3 for a name that holds it; null: no match. */
function rank(line: string, code: string, name: string): number | null {
  if (line.startsWith(`${code}\t`)) return 0
  if (line.startsWith(code)) return 1
  const start = line.indexOf('\t') + 1
  const found = line.slice(start, line.indexOf('\t', start)).toUpperCase().indexOf(name)
  if (found < 0) return null
  return found === 0 ? 2 : 3
}

/** Components whose code or name fits what was typed, codes first, shorter lines first; at most `limit`. */
export function searchComponents(query: string, limit: number): Component[] {
  const wanted = query.trim().toUpperCase()
  if (wanted === '') return []
  const hits: { line: string; rank: number }[] = []
  for (const line of table().values()) {
    const lineRank = rank(line, wanted, wanted)
    if (lineRank !== null) hits.push({ line, rank: lineRank })
  }
  hits.sort((a, b) => a.rank - b.rank || a.line.length - b.line.length || (a.line < b.line ? -1 : 1))
  return hits.slice(0, limit).map(({ line }) => readLine(line))
}

/** Number of single-character edits between two short codes; more than 1 is reported as 2. */
function isOneEditAway(a: string, b: string): boolean {
  if (Math.abs(a.length - b.length) > 1 || a === b) return false
  let start = 0
  while (start < a.length && a[start] === b[start]) start += 1
  let end = 0
  while (end < Math.min(a.length, b.length) - start && a[a.length - 1 - end] === b[b.length - 1 - end]) end += 1
  return Math.max(a.length, b.length) - start - end <= 1
}

/** Up to three components that an unknown code may have meant: another case, O for 0, one character off, or a name. */
export function similarComponents(code: string): Component[] {
  const wanted = code.trim().toUpperCase()
  const exact = [wanted, wanted.replaceAll('O', '0'), wanted.replaceAll('0', 'O')].flatMap((variant) => findComponent(variant) ?? [])
  const named = searchComponents(wanted, 3).filter((component) => component.name.toUpperCase() === wanted)
  const near = wanted.length < 2 ? [] : [...table().keys()].filter((key) => isOneEditAway(key, wanted))
  const found = new Map([...exact, ...named, ...near.slice(0, 50).flatMap((key) => findComponent(key) ?? [])].map((one) => [one.code, one]))
  return [...found.values()].filter((one) => one.obsolete === null).slice(0, 3)
}
