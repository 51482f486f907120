// The first view of a pose: turned so that the ligand looks at the person instead of hiding behind its protein.
import type { Point } from './point'

/** Quaternion x, y, z, w, in the order of 3Dmol's view. */
export type Turn = [number, number, number, number]

/** The shortest turn that brings `direction` towards the viewer (+z). */
export function turnTowardsViewer(direction: Point): Turn {
  const length = Math.hypot(direction.x, direction.y, direction.z)
  if (length === 0) return [0, 0, 0, 1]
  const [x, y, z] = [direction.x / length, direction.y / length, direction.z / length]
  // Exactly away from the viewer: any half turn about an axis across will do.
  if (z < -0.999_999) return [1, 0, 0, 0]
  const w = 1 + z
  const norm = Math.hypot(y, x, w)
  return [y / norm, -x / norm, 0, w / norm]
}
