// Lays one sample onto another: Boltz writes each sample in its own orientation, so poses can only be compared after this.
// Horn's quaternion method: the rotation is the eigenvector of the largest eigenvalue of a symmetric 4 x 4 matrix (Horn, J. Opt. Soc. Am. A 4, 629, 1987).
import { centreOf, type Point } from './point'
import { symmetricEigen, type Matrix } from './symmetric-eigen'

export type Placement = { rotation: [Row, Row, Row]; from: Point; to: Point }
type Row = [number, number, number]

const AXES = ['x', 'y', 'z'] as const

/** S[a][b] = sum over pairs of a of the moving point times b of the fixed one, both centred. */
function correlation(moving: readonly Point[], fixed: readonly Point[], from: Point, to: Point): Matrix {
  return AXES.map((a) =>
    AXES.map((b) =>
      moving.reduce((sum, point, index) => {
        const partner = fixed[index]
        return partner ? sum + (point[a] - from[a]) * (partner[b] - to[b]) : sum
      }, 0),
    ),
  )
}

function hornMatrix(s: Matrix): Matrix {
  const [[xx = 0, xy = 0, xz = 0] = [], [yx = 0, yy = 0, yz = 0] = [], [zx = 0, zy = 0, zz = 0] = []] = s
  return [
    [xx + yy + zz, yz - zy, zx - xz, xy - yx],
    [yz - zy, xx - yy - zz, xy + yx, zx + xz],
    [zx - xz, xy + yx, -xx + yy - zz, yz + zy],
    [xy - yx, zx + xz, yz + zy, -xx - yy + zz],
  ]
}

const rotationOf = ([w = 1, x = 0, y = 0, z = 0]: number[]): [Row, Row, Row] => [
  [w * w + x * x - y * y - z * z, 2 * (x * y - w * z), 2 * (x * z + w * y)],
  [2 * (x * y + w * z), w * w - x * x + y * y - z * z, 2 * (y * z - w * x)],
  [2 * (x * z - w * y), 2 * (y * z + w * x), w * w - x * x - y * y + z * z],
]

/**
 * Mean square distance from their common line, in square Angstrom, under which points do not say how far to turn about that line:
 * a tenth of an Angstrom. The flattest real chain, an extended strand, has 0.8.
 */
const STRAIGHT_SQUARE_ANGSTROM = 0.01

/**
 * The rigid movement that brings `moving` closest to `fixed`, point by point; null with fewer than 3 pairs, unequal lists, or when
 * more than one turn is equally good (points on a line, or mirror images), because anything beside them would then lie anywhere.
 */
export function placementOf(moving: readonly Point[], fixed: readonly Point[]): Placement | null {
  if (moving.length < 3 || moving.length !== fixed.length) return null
  const from = centreOf(moving)
  const to = centreOf(fixed)
  if (from === null || to === null) return null
  const [best, second] = symmetricEigen(hornMatrix(correlation(moving, fixed, from, to)))
  if (!best || !second || best.value - second.value < 2 * moving.length * STRAIGHT_SQUARE_ANGSTROM) return null
  return { rotation: rotationOf(best.vector), from, to }
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
