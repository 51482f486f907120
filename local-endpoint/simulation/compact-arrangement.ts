// A compact cluster for atoms whose geometry is not known: the innermost places of a face-centred lattice; it refuses to pretend bonds.
import type { Point } from './vector'

/** A carbon-carbon bond, so that a viewer that guesses bonds by distance draws one piece. */
const SPACING = 1.5

export function arrangeCompactly(count: number): Point[] {
  const half = Math.ceil(Math.cbrt(count * 2)) + 1
  const places: { at: Point; far: number }[] = []
  for (let x = -half; x <= half; x += 1) {
    for (let y = -half; y <= half; y += 1) {
      for (let z = -half; z <= half; z += 1) {
        if ((x + y + z) % 2 === 0) places.push({ at: [x, y, z], far: x * x + y * y + z * z })
      }
    }
  }
  places.sort((a, b) => a.far - b.far)
  const edge = SPACING / Math.SQRT2
  return places.slice(0, count).map(({ at }): Point => [at[0] * edge, at[1] * edge, at[2] * edge])
}
