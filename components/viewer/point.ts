// A place in space, in Angstrom, and the middle of many.
export type Point = { x: number; y: number; z: number }

/** null for no points. */
export function centreOf(points: readonly Point[]): Point | null {
  if (points.length === 0) return null
  const sum = points.reduce((total, p) => ({ x: total.x + p.x, y: total.y + p.y, z: total.z + p.z }), { x: 0, y: 0, z: 0 })
  return { x: sum.x / points.length, y: sum.y / points.length, z: sum.z / points.length }
}
