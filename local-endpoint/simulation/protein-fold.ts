// Folds a protein into a compact backbone with CB: ideal bonds and angles, helices and strands joined by turns, nothing through anything else.
// It refuses to mean anything: elements follow rough propensities of the residues, their arrangement is drawn.
import { AtomGrid } from './atom-grid'
import type { Residue } from './model'
import { seededRandom, type Random } from './random'
import { growResidue, startResidue, type Grown, type Torsions } from './protein-backbone'
import { residueCode } from './residue-codes'
import { centre, distance, type Point } from './vector'

/** Nothing that is not bonded comes closer; real backbones keep about 2.8. */
const CLEARANCE = 2.5
/** More tries, more compact; longer chains get fewer, so that 2000 residues take seconds. */
const triesFor = (residues: number) => Math.round(Math.min(Math.max(24_000 / residues, 16), 60))
const MOST_BACKTRACKS = 400

type Segment = { kind: 'helix' | 'strand'; turn: number; length: number }

const HELIX: Torsions = { phi: -62, psi: -43 }
const STRAND: Torsions = { phi: -118, psi: 132 }

const LIKES_HELIX = 'AELMQKRH'
const LIKES_STRAND = 'VIYCWFT'

/** Elements along the chain, each after a turn of a few residues; what the residues favour decides which. */
function planSegments(sequence: string, random: Random): Segment[] {
  const segments: Segment[] = []
  for (let start = 0; start < sequence.length; ) {
    const turn = start === 0 ? 1 : Math.floor(random.between(2, 6))
    const window = [...sequence.slice(start + turn, start + turn + 8)]
    const count = (letters: string) => window.filter((letter) => letters.includes(letter)).length
    const kind = count(LIKES_HELIX) + random.between(-1, 2) >= count(LIKES_STRAND) ? 'helix' : 'strand'
    const wanted = kind === 'helix' ? random.between(8, 14) : random.between(5, 8)
    const length = Math.min(Math.floor(wanted), Math.max(sequence.length - start - turn, 0))
    segments.push({ kind, turn: Math.min(turn, sequence.length - start), length })
    start += turn + length
  }
  return segments
}

/** A turn's torsions: the common regions of the Ramachandran plot, proline and glycine as they must. */
function drawTurn(letter: string, random: Random): Torsions {
  const spread = () => random.between(-14, 14)
  const choice = random.uniform()
  if (letter === 'G' && choice < 0.4) return { phi: 75 + spread(), psi: 25 + spread() }
  const base: Torsions = choice < 0.45 ? HELIX : choice < 0.75 ? STRAND : { phi: -72, psi: 148 }
  return { phi: letter === 'P' ? -66 + spread() / 3 : base.phi + spread(), psi: base.psi + spread() }
}

function drawTorsions(letters: string, segment: Segment, random: Random): Torsions[] {
  const ideal = segment.kind === 'helix' ? HELIX : STRAND
  return [...letters].map((letter, index) =>
    index < segment.turn ? drawTurn(letter, random) : { phi: ideal.phi + random.between(-4, 4), psi: ideal.psi + random.between(-4, 4) },
  )
}

/** Radius of a globule of so many residues. */
const globuleRadius = (residues: number) => 2.2 * residues ** 0.38 * Math.sqrt(5 / 3)

export function foldProtein(sequence: string, seed: number): Residue[] {
  const random = seededRandom('fold', sequence, seed)
  const segments = planSegments(sequence, random)
  const pieces: Grown[][] = []
  const grid = new AtomGrid()
  for (let backtracks = 0; pieces.length < segments.length; ) {
    const next = bestPiece(sequence, segments, pieces, grid, random)
    if (next !== null) {
      pieces.push(next)
      grid.add(pointsOf(next))
    } else if (backtracks < MOST_BACKTRACKS && pieces.length > 0) {
      backtracks += 1
      const undone = pieces.splice(-Math.min(1 + (backtracks % 4), pieces.length))
      pointsOf(undone.flat()).forEach((point) => grid.remove(point))
    } else {
      return straightHelix(sequence)
    }
  }
  return pieces.flat().map(({ residue }) => residue)
}

const pointsOf = (piece: Grown[]): Point[] => piece.flatMap(({ residue }) => residue.atoms.map(({ at }) => at))

const alphaCarbon = ({ residue }: Grown): Point => (residue.atoms[1] as { at: Point }).at

/** The most compact of a number of drawn pieces that touch nothing, or null. */
function bestPiece(sequence: string, segments: Segment[], pieces: Grown[][], grid: AtomGrid, random: Random): Grown[] | null {
  const segment = segments[pieces.length] as Segment
  const done = pieces.reduce((sum, piece) => sum + piece.length, 0)
  const letters = sequence.slice(done, done + segment.turn + segment.length)
  const before = pieces.at(-1)?.at(-1) ?? null
  const middle = pieces.length === 0 ? null : centre(pieces.flat().map(alphaCarbon))
  const radius = globuleRadius(sequence.length)
  let best: { piece: Grown[]; cost: number } | null = null
  for (let attempt = 0; attempt < triesFor(sequence.length); attempt += 1) {
    const piece = growPiece(letters, drawTorsions(letters, segment, random), before, grid)
    if (piece === null) continue
    const cost = middle === null ? 0 : sprawl(piece, middle, radius)
    if (best === null || cost < best.cost) best = { piece, cost }
  }
  return best?.piece ?? null
}

/** Mean square distance from the middle, with what is outside the globule counted ten times. */
function sprawl(piece: Grown[], middle: Point, radius: number): number {
  const costs = piece.map((grown) => {
    const far = distance(alphaCarbon(grown), middle)
    return far * far + (far > radius ? 10 * (far - radius) ** 2 : 0)
  })
  return costs.reduce((sum, cost) => sum + cost, 0) / Math.max(costs.length, 1)
}

/** Residues one after another; null as soon as an atom comes too near to one of a residue that is not its neighbour. */
function growPiece(letters: string, torsions: Torsions[], before: Grown | null, grid: AtomGrid): Grown[] | null {
  const piece: Grown[] = []
  const own = new AtomGrid()
  let previous = before
  for (const [index, letter] of [...letters].entries()) {
    const grown = next(previous, letter, torsions[index] as Torsions)
    const neighbours = previous === null ? [] : pointsOf([previous])
    const points = pointsOf([grown])
    if (points.some((at) => grid.hasWithin(at, CLEARANCE, neighbours) || own.hasWithin(at, CLEARANCE, neighbours))) return null
    own.add(points)
    piece.push(grown)
    previous = grown
  }
  return piece
}

function next(previous: Grown | null, letter: string, torsions: Torsions): Grown {
  const code = residueCode('protein', letter)
  return previous === null ? startResidue(code, torsions) : growResidue(previous, code, torsions)
}

/** The last resort, which can not run into itself however long it is. */
function straightHelix(sequence: string): Residue[] {
  const helix: Grown[] = []
  for (const letter of sequence) helix.push(next(helix.at(-1) ?? null, letter, HELIX))
  return helix.map(({ residue }) => residue)
}
