// The arrays of a sample, pLDDT and PAE, checked token by token against its pose. What does not fit is refused with a sentence.
import { CAPS } from '@/lib/results/caps'
import type { Pose } from '@/lib/results/mmcif'
import { arrayNamed, readNpz, type NpyArray } from '@/lib/results/npz'

export type ArrayKind = 'plddt' | 'pae'

const everyWithin = (array: NpyArray, least: number, most: number): boolean => array.values.every((value) => value >= least && value <= most)

/** pLDDT is 0..1 in Boltz's npz and 0..100 in the B factors; half a unit is float and print rounding and more. */
function plddtFault(array: NpyArray, { tokenPlddt }: Pose): string | null {
  if (array.shape.length !== 1 || array.values.length !== tokenPlddt.length) return `It has ${array.values.length} values for ${tokenPlddt.length} tokens.`
  if (!everyWithin(array, 0, 1.0001)) return 'It holds values outside of 0 to 1.'
  const off = tokenPlddt.some((plddt, token) => plddt !== null && Math.abs(plddt - (array.values[token] ?? Number.NaN) * 100) > 0.5)
  return off ? 'Its values are not those of the structure it came with.' : null
}

function paeFault(array: NpyArray, { tokenPlddt: { length: tokens } }: Pose): string | null {
  if (array.shape.length !== 2 || array.shape[0] !== tokens || array.shape[1] !== tokens) return `It is ${array.shape.join(' x ')} for ${tokens} tokens.`
  // Quantised PAE is uint8 in steps of 0.125 Angstrom.
  const most = array.values instanceof Uint8Array ? 255 : 32
  return everyWithin(array, 0, most) ? null : 'It holds values that are no errors in Angstrom.'
}

/** What an array of that many numbers takes at most, with its header and a small companion. */
const mostBytes = (numbers: number): number => Math.min(CAPS.arrayBytes, 8 * numbers + 64 * 1024)

/** Why the npz in `content` is not the pLDDT or PAE of this pose; null when it is. */
export function arrayFault(kind: ArrayKind, content: Uint8Array, pose: Pose): string | null {
  const tokens = pose.tokenPlddt.length
  const npz = readNpz(content, mostBytes(kind === 'plddt' ? tokens : tokens * tokens))
  if (!npz.ok) return npz.message
  const array = arrayNamed(npz.arrays, kind)
  if (array === null) return `It holds no array called "${kind}".`
  return kind === 'plddt' ? plddtFault(array, pose) : paeFault(array, pose)
}
