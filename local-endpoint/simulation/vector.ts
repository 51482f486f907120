// Points in space in Angstrom and the few operations the simulation needs; it refuses nothing and shares nothing.
import type { Random } from './random'

export type Point = readonly [number, number, number]
/** Rows of a rotation matrix. */
export type Rotation = readonly [Point, Point, Point]

export const add = (a: Point, b: Point): Point => [a[0] + b[0], a[1] + b[1], a[2] + b[2]]
export const subtract = (a: Point, b: Point): Point => [a[0] - b[0], a[1] - b[1], a[2] - b[2]]
export const scale = (a: Point, factor: number): Point => [a[0] * factor, a[1] * factor, a[2] * factor]
export const dot = (a: Point, b: Point): number => a[0] * b[0] + a[1] * b[1] + a[2] * b[2]
export const length = (a: Point): number => Math.sqrt(dot(a, a))

export function squaredDistance(a: Point, b: Point): number {
  const x = a[0] - b[0]
  const y = a[1] - b[1]
  const z = a[2] - b[2]
  return x * x + y * y + z * z
}

/** Not Math.hypot, which is ten times slower, and this is the innermost step of everything. */
export const distance = (a: Point, b: Point): number => Math.sqrt(squaredDistance(a, b))

export const cross = (a: Point, b: Point): Point => [
  a[1] * b[2] - a[2] * b[1],
  a[2] * b[0] - a[0] * b[2],
  a[0] * b[1] - a[1] * b[0],
]

export function unit(a: Point): Point {
  const size = length(a)
  return size === 0 ? [1, 0, 0] : scale(a, 1 / size)
}

export const rotate = (rotation: Rotation, a: Point): Point => [dot(rotation[0], a), dot(rotation[1], a), dot(rotation[2], a)]

export function centre(points: readonly Point[]): Point {
  return scale(points.reduce<Point>((sum, point) => add(sum, point), [0, 0, 0]), 1 / Math.max(points.length, 1))
}

/** A rotation by `angle` radians around a unit axis through the origin. */
export function rotationAround(axis: Point, angle: number): Rotation {
  const [x, y, z] = unit(axis)
  const c = Math.cos(angle)
  const s = Math.sin(angle)
  const t = 1 - c
  return [
    [t * x * x + c, t * x * y - s * z, t * x * z + s * y],
    [t * x * y + s * z, t * y * y + c, t * y * z - s * x],
    [t * x * z - s * y, t * y * z + s * x, t * z * z + c],
  ]
}

/** A direction drawn evenly from the sphere. */
export function drawDirection(random: Random): Point {
  const z = random.between(-1, 1)
  const angle = random.between(0, 2 * Math.PI)
  const radius = Math.sqrt(1 - z * z)
  return [radius * Math.cos(angle), radius * Math.sin(angle), z]
}

export const drawRotation = (random: Random): Rotation => rotationAround(drawDirection(random), random.between(0, 2 * Math.PI))

const DEGREE = Math.PI / 180

/** The point at `bond` Angstrom from c, with angle b-c-new and torsion a-b-c-new in degrees. */
export function extend(a: Point, b: Point, c: Point, bond: number, angle: number, torsion: number): Point {
  const bc = unit(subtract(c, b))
  const normal = unit(cross(subtract(b, a), bc))
  const side = cross(normal, bc)
  const along = -bond * Math.cos(angle * DEGREE)
  const across = bond * Math.sin(angle * DEGREE)
  return add(
    c,
    add(scale(bc, along), add(scale(side, across * Math.cos(torsion * DEGREE)), scale(normal, across * Math.sin(torsion * DEGREE)))),
  )
}
