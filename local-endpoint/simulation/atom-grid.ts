// Points sorted into cells, to ask quickly whether anything is near; it refuses distances above its cell size.
import { squaredDistance, type Point } from './vector'

const CELL = 4

export class AtomGrid {
  private cells = new Map<number, Point[]>()

  add(points: readonly Point[]): void {
    for (const point of points) {
      const key = keyOf(point, 0, 0, 0)
      const cell = this.cells.get(key)
      if (cell === undefined) this.cells.set(key, [point])
      else cell.push(point)
    }
  }

  /** Takes out one point by identity. */
  remove(point: Point): void {
    const key = keyOf(point, 0, 0, 0)
    this.cells.set(key, (this.cells.get(key) ?? []).filter((one) => one !== point))
  }

  /** Whether a point other than the `except`ed ones lies nearer than `limit` (at most 4 Angstrom). */
  hasWithin(point: Point, limit: number, except: readonly Point[] = []): boolean {
    for (const cell of this.cellsAround(point)) {
      for (const other of cell) if (squaredDistance(other, point) < limit * limit && !except.includes(other)) return true
    }
    return false
  }

  /** How many points lie nearer than `limit` (at most 4 Angstrom). */
  countWithin(point: Point, limit: number): number {
    let count = 0
    for (const cell of this.cellsAround(point)) {
      for (const other of cell) if (squaredDistance(other, point) < limit * limit) count += 1
    }
    return count
  }

  private cellsAround(point: Point): Point[][] {
    const found: Point[][] = []
    for (let x = -1; x <= 1; x += 1) {
      for (let y = -1; y <= 1; y += 1) {
        const middle = keyOf(point, x, y, 0)
        for (let z = -1; z <= 1; z += 1) {
          const cell = this.cells.get(middle + z)
          if (cell !== undefined) found.push(cell)
        }
      }
    }
    return found
  }
}

/** 2^17 cells of 4 Angstrom along each axis; no structure is 500,000 Angstrom wide. */
const HALF = 2 ** 16
const SPAN = 2 * HALF

/** No closures here: it runs tens of millions of times, and tsx names every one it makes. */
function keyOf(point: Point, x: number, y: number, z: number): number {
  const column = Math.floor(point[0] / CELL) + x + HALF
  const row = Math.floor(point[1] / CELL) + y + HALF
  return (column * SPAN + row) * SPAN + Math.floor(point[2] / CELL) + z + HALF
}
