import 'server-only'
// A ligand by its CCD code: ideal coordinates where the table has them; it refuses to invent bonds otherwise and packs the atoms of the formula.
import { inflateSync } from 'node:zlib'
import { arrangeCompactly } from './compact-arrangement'
import packed from './component-coordinates.json'
import { heavyElements } from './formula'
import type { Atom } from './model'
import type { Point } from './vector'

type Row = [name: string, element: string, x: number, y: number, z: number]

let table: Record<string, Row[]> | undefined

/** Name, element and thousandths of an Angstrom; unpacked at first use. */
function rowsOf(code: string): Row[] | undefined {
  table ??= JSON.parse(inflateSync(Buffer.from(packed.deflate, 'base64')).toString('utf8')) as Record<string, Row[]>
  return table[code]
}

export function componentLigand(code: string, formula: string | null): Atom[] {
  const rows = rowsOf(code)
  if (rows !== undefined) return rows.map(([name, element, x, y, z]) => ({ name, element, at: [x / 1_000, y / 1_000, z / 1_000] }))
  const elements = formula === null ? [] : heavyElements(formula)
  if (elements.length === 0) throw new Error(`No atoms are known for the component ${code}.`)
  const counts = new Map<string, number>()
  const places = arrangeCompactly(elements.length)
  return elements.map((element, index) => {
    const number = (counts.get(element) ?? 0) + 1
    counts.set(element, number)
    return { name: `${element}${number}`, element, at: places[index] as Point }
  })
}
