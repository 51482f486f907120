// A ligand by its CCD code; it refuses to invent geometry it does not have and then packs the atoms of the formula.
import { arrangeCompactly } from './compact-arrangement'
import { heavyElements } from './formula'
import type { Atom } from './model'
import type { Point } from './vector'

export function componentLigand(code: string, formula: string | null): Atom[] {
  const elements = formula === null ? ['C'] : heavyElements(formula)
  const known = elements.length > 0 ? elements : ['C']
  const counts = new Map<string, number>()
  const places = arrangeCompactly(known.length)
  return known.map((element, index) => {
    const number = (counts.get(element) ?? 0) + 1
    counts.set(element, number)
    return { name: known.length === 1 ? code : `${element}${number}`, element, at: places[index] as Point }
  })
}
