// Eigenvalues and eigenvectors of a small symmetric matrix by Jacobi's rotations: exact to rounding, however close the eigenvalues lie.
export type Matrix = number[][]
export type Eigenpair = { value: number; vector: number[] }

const cell = (matrix: Matrix, row: number, column: number): number => matrix[row]?.[column] ?? Number.NaN

const product = (a: Matrix, b: Matrix): Matrix =>
  a.map((row) => row.map((_, column) => row.reduce((sum, value, step) => sum + value * cell(b, step, column), 0)))

const transposed = (matrix: Matrix): Matrix => matrix.map((row, i) => row.map((_, j) => cell(matrix, j, i)))

const identity = (size: number): Matrix => Array.from({ length: size }, (_, i) => Array.from({ length: size }, (_, j) => (i === j ? 1 : 0)))

/** The turn in the plane of axes p and q, by at most 45 degrees, that makes the cell (p, q) zero. */
function turn(matrix: Matrix, p: number, q: number): Matrix {
  const off = cell(matrix, p, q)
  const ratio = (cell(matrix, q, q) - cell(matrix, p, p)) / (2 * off)
  const tangent = (ratio < 0 ? -1 : 1) / (Math.abs(ratio) + Math.hypot(ratio, 1))
  const cosine = 1 / Math.hypot(tangent, 1)
  const sine = tangent * cosine
  return identity(matrix.length).map((row, i) =>
    row.map((value, j) => {
      if (i === j) return i === p || i === q ? cosine : value
      if (i === p && j === q) return sine
      return i === q && j === p ? -sine : value
    }),
  )
}

/** Four axes are done after about five rounds; fifty is never reached by finite numbers. */
const ROUNDS = 50

/** All eigenpairs, largest value first; vectors have length 1. The matrix must be symmetric and finite. */
export function symmetricEigen(matrix: Matrix): Eigenpair[] {
  const pairs = matrix.flatMap((_, p) => matrix.slice(p + 1).map((_, step) => [p, p + 1 + step] as const))
  const negligible = Math.max(...matrix.flat().map(Math.abs)) * Number.EPSILON
  let diagonal = matrix
  let vectors = identity(matrix.length)
  for (let round = 0; round < ROUNDS; round++) {
    const left = pairs.filter(([p, q]) => Math.abs(cell(diagonal, p, q)) > negligible)
    if (left.length === 0) break
    for (const [p, q] of left) {
      if (cell(diagonal, p, q) === 0) continue
      const rotation = turn(diagonal, p, q)
      diagonal = product(transposed(rotation), product(diagonal, rotation))
      vectors = product(vectors, rotation)
    }
  }
  return matrix
    .map((_, axis) => ({ value: cell(diagonal, axis, axis), vector: vectors.map((row) => row[axis] ?? Number.NaN) }))
    .sort((a, b) => b.value - a.value)
}
