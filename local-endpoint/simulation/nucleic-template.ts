// Atoms of a nucleotide in the frame of its base pair, and the helix that repeats it. It refuses other forms than B (DNA) and A (RNA).
// Bases: the standard reference frame of Olson et al. (2001). Sugar and phosphate: fitted to it by least squares with ideal bonds and angles
// so that O3' meets the next P at 1.60 Angstrom under 105 and 119 degrees; C2'-endo for B, C3'-endo for A.
import type { Point } from './vector'

export type HelixForm = {
  /** Degrees and Angstrom from one pair to the next. */
  twist: number
  rise: number
  /** Shift of the pair from the helix axis in Angstrom, and its inclination in degrees. */
  displacement: number
  inclination: number
  backbone: readonly (readonly [string, number, number, number])[]
}

export const HELIX_FORMS: Record<'dna' | 'rna', HelixForm> = {
  dna: {
    twist: 36,
    rise: 3.38,
    displacement: -0.417,
    inclination: -0.25,
    backbone: [
      ['P', 0.128, 9.437, -1.151], ['OP1', -0.297, 10.853, -1.283], ['OP2', 1.278, 9.095, -0.276], ["O5'", -1.13, 8.575, -0.689],
      ["C5'", -2.258, 8.426, -1.546], ["C4'", -3.166, 7.33, -1.04], ["O4'", -2.525, 6.042, -1.23], ["C3'", -3.418, 7.427, 0.461],
      ["O3'", -4.782, 7.152, 0.757], ["C2'", -2.499, 6.386, 1.116], ["C1'", -2.479, 5.346, 0],
    ],
  },
  rna: {
    twist: 32.7,
    rise: 2.81,
    displacement: -3.589,
    inclination: 17.21,
    backbone: [
      ['P', 1.232, 9.125, 0.727], ['OP1', 0.877, 10.405, 1.39], ['OP2', 2.36, 8.315, 1.252], ["O5'", -0.068, 8.204, 0.705],
      ["C5'", -1.299, 8.702, 0.187], ["C4'", -2.388, 7.664, 0.324], ["O4'", -2.142, 6.578, -0.606], ["C3'", -2.402, 7.01, 1.701],
      ["O3'", -3.152, 7.796, 2.619], ["C2'", -3.022, 5.654, 1.393], ["O2'", -4.434, 5.703, 1.404], ["C1'", -2.479, 5.346, 0],
    ],
  },
}

/** Name, x, y of the planar bases, in Boltz's atom order. An unknown base has none. */
export const BASES: Record<string, readonly (readonly [string, number, number])[]> = {
  A: [
    ['N9', -1.291, 4.498], ['C8', 0.024, 4.897], ['N7', 0.877, 3.902], ['C5', 0.071, 2.771], ['C6', 0.369, 1.398], ['N6', 1.611, 0.909],
    ['N1', -0.668, 0.532], ['C2', -1.912, 1.023], ['N3', -2.32, 2.29], ['C4', -1.267, 3.124],
  ],
  G: [
    ['N9', -1.289, 4.551], ['C8', 0.023, 4.962], ['N7', 0.87, 3.969], ['C5', 0.071, 2.833], ['C6', 0.424, 1.46], ['O6', 1.554, 0.955],
    ['N1', -0.7, 0.641], ['C2', -1.999, 1.087], ['N2', -2.949, 0.139], ['N3', -2.342, 2.364], ['C4', -1.265, 3.177],
  ],
  C: [
    ['N1', -1.285, 4.542], ['C2', -1.472, 3.158], ['O2', -2.628, 2.709], ['N3', -0.391, 2.344], ['C4', 0.837, 2.868], ['N4', 1.875, 2.027],
    ['C5', 1.056, 4.275], ['C6', -0.023, 5.068],
  ],
  T: [
    ['N1', -1.284, 4.5], ['C2', -1.462, 3.135], ['O2', -2.562, 2.608], ['N3', -0.298, 2.407], ['C4', 0.994, 2.897], ['O4', 1.944, 2.119],
    ['C5', 1.106, 4.338], ['C7', 2.466, 4.961], ['C6', -0.024, 5.057],
  ],
  U: [
    ['N1', -1.284, 4.5], ['C2', -1.462, 3.131], ['O2', -2.563, 2.608], ['N3', -0.302, 2.397], ['C4', 0.989, 2.884], ['O4', 1.935, 2.094],
    ['C5', 1.089, 4.311], ['C6', -0.024, 5.053],
  ],
}

/** The partner strand's frame: the pair's dyad turns y and z over. */
export const onPartner = (at: Point): Point => [at[0], -at[1], -at[2]]
