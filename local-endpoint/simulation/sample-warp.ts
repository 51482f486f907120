// A slow wave through space that makes one sample a little different from the next; it refuses to stretch a bond by more than 5 %.
import { seededRandom } from './random'
import { dot, drawDirection, type Point } from './vector'

/** 0.25 Angstrom over a wavelength of 36: a gradient of 0.044. */
const HEIGHT = 0.25
const WAVELENGTH = 36

export function sampleWarp(seed: number, sample: number): (at: Point) => Point {
  if (sample === 0) return (at) => at
  const random = seededRandom('warp', seed, sample)
  const waves = [0, 1, 2].map(() => ({ along: drawDirection(random), phase: random.between(0, 2 * Math.PI) }))
  const shift = (at: Point, axis: number) => {
    const wave = waves[axis] as { along: Point; phase: number }
    return HEIGHT * Math.sin((2 * Math.PI * dot(wave.along, at)) / WAVELENGTH + wave.phase)
  }
  return (at) => [at[0] + shift(at, 0), at[1] + shift(at, 1), at[2] + shift(at, 2)]
}
