// Bonds an atom can have. The chemistry library draws a carbon with five bonds without a word; RDKit, which Boltz uses, refuses it.

/** Highest sum of bond orders, hydrogens included, by element and charge. Source: RDKit's periodic table and its rule for charged atoms. */
const HIGHEST: Record<string, Partial<Record<number, number>>> = {
  B: { [-1]: 4, 0: 3 },
  C: { [-1]: 3, 0: 4, 1: 3 },
  N: { [-1]: 2, 0: 3, 1: 4 },
  O: { [-1]: 1, 0: 2, 1: 3 },
  F: { [-1]: 0, 0: 1 },
  Si: { 0: 4 },
  P: { 0: 7, 1: 4 },
  S: { [-1]: 1, 0: 6, 1: 7 },
  Cl: { [-1]: 0, 0: 7 },
  Br: { [-1]: 0, 0: 7 },
  I: { [-1]: 0, 0: 7 },
}

/** The highest number of bonds, or null where no rule is kept (metals, rare charges). */
export function highestValence(symbol: string, charge: number): number | null {
  return HIGHEST[symbol]?.[charge] ?? null
}
