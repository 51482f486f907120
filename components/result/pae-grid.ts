// The predicted aligned error as numbers: rows are the token aligned on, columns the token scored, in Angstrom. Pure.
import type { PoseChain } from '@/components/viewer/pose-chains'
import { arrayNamed, readNpz } from '@/lib/results/npz'

export type PaeGrid = { tokens: number; /** Angstrom, row by row. */ values: Float32Array }

/** Bytes of a quantised file stand for steps of an eighth of an Angstrom. */
const STEP_ANGSTROM = 0.125

/** The grid of a `pae_*.npz`, or null when the file holds no square of numbers. */
export function readPae(content: Uint8Array): PaeGrid | null {
  const outcome = readNpz(content)
  const array = outcome.ok ? arrayNamed(outcome.arrays, 'pae') : null
  const [rows, columns] = array?.shape ?? []
  if (!array || rows === undefined || rows !== columns || rows === 0) return null
  const factor = array.values instanceof Uint8Array ? STEP_ANGSTROM : 1
  return { tokens: rows, values: Float32Array.from(array.values, (value) => value * factor) }
}

/** The tokens of one chain: one per polymer residue, one per ligand atom. */
export type Block = { chainId: string; from: number; to: number }

/** Blocks in file order; null when they do not add up to the grid, and then no chain is named. */
export function blocksOf(chains: PoseChain[], tokens: number): Block[] | null {
  let from = 0
  const blocks = chains.map((chain) => {
    const size = chain.kind === 'ligand' || chain.kind === 'ion' ? chain.atoms : chain.residues
    const block = { chainId: chain.chainId, from, to: from + size }
    from += size
    return block
  })
  return from === tokens ? blocks : null
}

/** Mean error of the columns of `scored` when aligned on the rows of `alignedOn`. */
export function meanBetween({ tokens, values }: PaeGrid, alignedOn: Block, scored: Block): number {
  let sum = 0
  for (let row = alignedOn.from; row < alignedOn.to; row++) {
    for (let column = scored.from; column < scored.to; column++) sum += values[row * tokens + column] ?? Number.NaN
  }
  return sum / ((alignedOn.to - alignedOn.from) * (scored.to - scored.from))
}

/** Zero-based tokens: the one aligned on and the one scored. */
export type TokenPair = { row: number; column: number }

const STEPS: Record<string, TokenPair> = {
  ArrowUp: { row: -1, column: 0 },
  ArrowDown: { row: 1, column: 0 },
  ArrowLeft: { row: 0, column: -1 },
  ArrowRight: { row: 0, column: 1 },
}

/** Where a key leads from a pair, by ten with Shift; the first arrow lands on the first pair. null for a key that leads nowhere. */
export function movedBy(key: string, far: boolean, from: TokenPair | null, tokens: number): TokenPair | null {
  const step = STEPS[key]
  if (!step) return null
  if (from === null) return { row: 0, column: 0 }
  const along = (token: number, by: number): number => Math.min(tokens - 1, Math.max(0, token + by * (far ? 10 : 1)))
  return { row: along(from.row, step.row), column: along(from.column, step.column) }
}

export const WORST_ANGSTROM = 30

type Rgb = readonly [number, number, number]
const SURE: Rgb = [6, 75, 70]
const UNSURE: Rgb = [245, 247, 243]

/** Dark is sure, pale is not: red, green and blue of an error in Angstrom. */
export function paeColour(angstrom: number): Rgb {
  const share = Math.sqrt(Math.min(1, Math.max(0, angstrom / WORST_ANGSTROM)))
  const mix = (sure: number, unsure: number) => Math.round(sure + (unsure - sure) * share)
  return [mix(SURE[0], UNSURE[0]), mix(SURE[1], UNSURE[1]), mix(SURE[2], UNSURE[2])]
}

/** One pixel per token pair, as a canvas takes it. */
export function paePixels({ tokens, values }: PaeGrid): Uint8ClampedArray<ArrayBuffer> {
  const pixels = new Uint8ClampedArray(tokens * tokens * 4)
  values.forEach((value, index) => {
    const [red, green, blue] = paeColour(value)
    pixels.set([red, green, blue, 255], index * 4)
  })
  return pixels
}
