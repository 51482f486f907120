// Lays one sample onto another: Boltz writes each sample in its own orientation, so poses can only be compared after this.
// Horn's quaternion method: the rotation is the dominant eigenvector of a symmetric 4 x 4 matrix (Horn, J. Opt. Soc. Am. A 4, 629, 1987).

import { centreOf, type Point } from './point'

export type Placement = { rotation: [Row, Row, Row]; from: Point; to: Point }
type Row = [number, number, number]
type Quaternion = [number, number, number, number]

const AXES = ['x', 'y', 'z'] as const

/** S[a][b] = sum over pairs of a of the moving point times b of the fixed one, both centred. */
function correlation(moving: readonly Point[], fixed: readonly Point[], from: Point, to: Point): number[][] {
  return AXES.map((a) =>
    AXES.map((b) =>
      moving.reduce((sum, point, index) => {
        const partner = fixed[index]
        return partner ? sum + (point[a] - from[a]) * (partner[b] - to[b]) : sum
      }, 0),
    ),
  )
}

function hornMatrix(s: number[][]): number[][] {
  const [[xx = 0, xy = 0, xz = 0] = [], [yx = 0, yy = 0, yz = 0] = [], [zx = 0, zy = 0, zz = 0] = []] = s
  return [
    [xx + yy + zz, yz - zy, zx - xz, xy - yx],
    [yz - zy, xx - yy - zz, xy + yx, zx + xz],
    [zx - xz, xy + yx, -xx + yy - zz, yz + zy],
    [xy - yx, zx + xz, yz + zy, -xx - yy + zz],
  ]
}

const STEPS = 400

/** Power iteration on the matrix shifted by its row norm, so that the largest eigenvalue is the dominant one. */
function dominant(matrix: number[][]): Quaternion {
  const shift = Math.max(...matrix.map((row) => row.reduce((sum, value) => sum + Math.abs(value), 0)))
  let vector: Quaternion = [0.61, 0.51, 0.43, 0.42]
  for (let step = 0; step < STEPS; step++) {
    const next = matrix.map((row, i) => row.reduce((sum, value, j) => sum + value * (vector[j] ?? 0), shift * (vector[i] ?? 0)))
    const norm = Math.hypot(...next)
    if (norm === 0) return [1, 0, 0, 0]
    const [w = 1, x = 0, y = 0, z = 0] = next.map((value) => value / norm)
    vector = [w, x, y, z]
  }
  return vector
}

const rotationOf = ([w, x, y, z]: Quaternion): [Row, Row, Row] => [
  [w * w + x * x - y * y - z * z, 2 * (x * y - w * z), 2 * (x * z + w * y)],
  [2 * (x * y + w * z), w * w - x * x + y * y - z * z, 2 * (y * z - w * x)],
  [2 * (x * z - w * y), 2 * (y * z + w * x), w * w - x * x - y * y + z * z],
]

/** The rigid movement that brings `moving` closest to `fixed`, point by point; null with fewer than 3 pairs or unequal lists. */
export function placementOf(moving: readonly Point[], fixed: readonly Point[]): Placement | null {
  if (moving.length < 3 || moving.length !== fixed.length) return null
  const from = centreOf(moving)
  const to = centreOf(fixed)
  if (from === null || to === null) return null
  return { rotation: rotationOf(dominant(hornMatrix(correlation(moving, fixed, from, to)))), from, to }
}

export function place(point: Point, { rotation, from, to }: Placement): Point {
  const [dx, dy, dz] = [point.x - from.x, point.y - from.y, point.z - from.z]
  const along = (row: Row): number => row[0] * dx + row[1] * dy + row[2] * dz
  return { x: along(rotation[0]) + to.x, y: along(rotation[1]) + to.y, z: along(rotation[2]) + to.z }
}

/** Root mean square distance of paired points; null when they do not pair. */
export function rmsd(a: readonly Point[], b: readonly Point[]): number | null {
  if (a.length === 0 || a.length !== b.length) return null
  const sum = a.reduce((total, point, index) => {
    const other = b[index]
    return other ? total + (point.x - other.x) ** 2 + (point.y - other.y) ** 2 + (point.z - other.z) ** 2 : total
  }, 0)
  return Math.sqrt(sum / a.length)
}
