// Brings folded bodies together: each is moved in along a line until it touches what is there; it refuses any approach below its clearance.
import { AtomGrid } from './atom-grid'
import { seededRandom, type Random } from './random'
import { add, centre, distance, drawDirection, drawRotation, rotate, rotationAround, scale, subtract, type Point } from './vector'

/** Atoms that move together: a chain, a duplex, a ligand. */
export type Body = { points: Point[]; ligand: boolean }

/** Angstrom between atoms of different bodies: van der Waals contact for backbones, a little nearer for ligands. */
const CLEARANCE = { polymer: 3.4, ligand: 2.9 }
const TRIES = { polymer: 24, ligand: 200 }
const CONTACT = 4

type Box = { least: Point; most: Point }

/** The bodies' points after placement, in the order given; the first polymer stays where it is, about the origin. */
export function placeBodies(bodies: readonly Body[], seed: number, sample: number): Point[][] {
  const placed: Point[][] = []
  const grid = new AtomGrid()
  const inOrder = bodies.map((_, index) => index).sort((a, b) => rankOf(bodies[a] as Body) - rankOf(bodies[b] as Body))
  const settled: Point[] = []
  inOrder.forEach((index, turn) => {
    const body = bodies[index] as Body
    const middle = centre(body.points)
    const local = body.points.map((point) => subtract(point, middle))
    const points = turn === 0 ? local : dock(local, body.ligand, { grid, settled }, seededRandom('dock', seed, index), sample)
    placed[index] = points
    grid.add(points)
    settled.push(...points)
  })
  return placed
}

/** Polymers first, the largest of them before the others; ligands come to a finished surface. */
const rankOf = (body: Body) => (body.ligand ? 1e9 : 0) - body.points.length

type Scene = { grid: AtomGrid; settled: readonly Point[] }

/** The tried approach with the most contacts. Samples share their directions and differ by a small turn of the body. */
function dock(local: Point[], ligand: boolean, scene: Scene, random: Random, sample: number): Point[] {
  const box = boxOf(scene.settled)
  const clearance = ligand ? CLEARANCE.ligand : CLEARANCE.polymer
  const middle = centre(scene.settled)
  const ownRadius = Math.max(...local.map((point) => distance(point, [0, 0, 0])))
  const farAway = Math.max(...scene.settled.map((point) => distance(point, middle))) + ownRadius + clearance
  const own = rotationAround(drawDirection(seededRandom('pose', sample)), sample === 0 ? 0 : 0.15 + 0.1 * (sample % 5))
  let best: { points: Point[]; contacts: number } | null = null
  for (let attempt = 0; attempt < (ligand ? TRIES.ligand : TRIES.polymer); attempt += 1) {
    const rotation = drawRotation(random)
    const direction = drawDirection(random)
    // A ligand aims at any atom, so that it finds clefts; a chain at the middle, so that it lies against the whole.
    const aim = ligand ? (scene.settled[Math.floor(random.uniform() * scene.settled.length)] as Point) : middle
    const turned = local.map((point) => rotate(own, rotate(rotation, point)))
    const points = approach(turned, aim, direction, { far: farAway * 2, clearance, box }, scene.grid)
    const contacts = points.reduce((sum, point) => sum + (isInside(point, box, CONTACT) ? scene.grid.countWithin(point, CONTACT) : 0), 0)
    if (best === null || contacts > best.contacts) best = { points, contacts }
  }
  return (best as { points: Point[] }).points
}

/** Steps inwards from outside everything; the place before the first collision. */
function approach(turned: Point[], aim: Point, direction: Point, limits: Limits, grid: AtomGrid): Point[] {
  let away = limits.far
  for (const step of [2, 0.5]) {
    while (away - step > 0 && !collides(turned, add(aim, scale(direction, away - step)), limits, grid)) away -= step
  }
  const shift = add(aim, scale(direction, away))
  return turned.map((point) => add(point, shift))
}

type Limits = { far: number; clearance: number; box: Box }

function collides(turned: Point[], shift: Point, { clearance, box }: Limits, grid: AtomGrid): boolean {
  for (const point of turned) {
    const moved = add(point, shift)
    if (isInside(moved, box, clearance) && grid.hasWithin(moved, clearance)) return true
  }
  return false
}

function boxOf(points: readonly Point[]): Box {
  const bound = (pick: (a: number, b: number) => number, start: number): Point =>
    points.reduce<Point>((box, [x, y, z]) => [pick(box[0], x), pick(box[1], y), pick(box[2], z)], [start, start, start])
  return { least: bound(Math.min, Infinity), most: bound(Math.max, -Infinity) }
}

function isInside([x, y, z]: Point, { least, most }: Box, margin: number): boolean {
  return (
    x > least[0] - margin && x < most[0] + margin && y > least[1] - margin && y < most[1] + margin && z > least[2] - margin && z < most[2] + margin
  )
}
