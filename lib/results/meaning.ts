// What the numbers of Boltz-2 mean: unit, direction, one sentence, bands. For people who read scores; refuses to turn a missing number into words.

/** Which end of a score is good. */
export type Direction = 'higherIsBetter' | 'lowerIsBetter'

/** A range of values: above `above`, up to and including `upTo`. */
export type Band = { above: number; upTo: number; label: string; meaning: string }

export type ScoreMeaning = {
  name: string
  /** '' for a number without a unit. */
  unit: string
  range: [number, number] | null
  direction: Direction
  /** One sentence for somebody who meets the number for the first time. */
  meaning: string
  bands: readonly Band[]
}

/** Reading aids in common use for interface scores; they are EBI's guidance, not Boltz's. */
const INTERFACE_BANDS: readonly Band[] = [
  { above: 0.8, upTo: 1, label: 'confident', meaning: 'The arrangement of the chains is probably right.' },
  { above: 0.6, upTo: 0.8, label: 'grey zone', meaning: 'The arrangement may be right or wrong.' },
  { above: -1, upTo: 0.6, label: 'probably failed', meaning: 'The arrangement of the chains is probably a guess.' },
]
const FOLD_BANDS: readonly Band[] = [
  { above: 0.5, upTo: 1, label: 'plausible fold', meaning: 'The overall fold is probably right.' },
  { above: -1, upTo: 0.5, label: 'doubtful fold', meaning: 'The overall fold may be wrong.' },
]
/** Bounds of ours: a third on either side of even odds. */
const BINDER_BANDS: readonly Band[] = [
  { above: 0.7, upTo: 1, label: 'likely binder', meaning: 'Binding is more than twice as probable as not.' },
  { above: 0.3, upTo: 0.7, label: 'undecided', meaning: 'The model can hardly tell.' },
  { above: -1, upTo: 0.3, label: 'unlikely binder', meaning: 'Not binding is more than twice as probable.' },
]
/** Boltz's documentation calls 1 nM strong, 1 uM moderate and 100 uM weak or a decoy; the bounds lie half-way between. */
const LOG_IC50_BANDS: readonly Band[] = [
  { above: -100, upTo: -1.5, label: 'strong', meaning: 'IC50 below about 30 nM, if it binds at all.' },
  { above: -1.5, upTo: 1, label: 'moderate', meaning: 'IC50 of about 30 nM to 10 µM, if it binds at all.' },
  { above: 1, upTo: 100, label: 'weak', meaning: 'IC50 above 10 µM: a weak binder, or a decoy.' },
]
const PLDDT_FRACTION_BANDS: readonly Band[] = [
  { above: 0.9, upTo: 1, label: 'very high', meaning: 'Positions are expected to be accurate.' },
  { above: 0.7, upTo: 0.9, label: 'confident', meaning: 'The backbone is expected to be right.' },
  { above: 0.5, upTo: 0.7, label: 'low', meaning: 'Treat positions with caution.' },
  { above: -1, upTo: 0.5, label: 'very low', meaning: 'Positions are not to be interpreted; the part may be disordered.' },
]

const fraction = (name: string, meaning: string, bands: readonly Band[]): ScoreMeaning => ({ name, unit: '', range: [0, 1], direction: 'higherIsBetter', meaning, bands })
const error = (name: string, meaning: string): ScoreMeaning => ({ name, unit: 'Å', range: [0, 32], direction: 'lowerIsBetter', meaning, bands: [] })

/** By Boltz's own key. Definitions from its code. */
export const SCORES = {
  confidence_score: fraction(
    'Confidence score',
    'Boltz ranks its samples by it: four fifths mean pLDDT and one fifth ipTM, or pTM when there is only one chain.',
    [],
  ),
  ptm: fraction('pTM', 'How well the fold of the whole complex is expected to superpose on the true one.', FOLD_BANDS),
  iptm: fraction('ipTM', 'How well the chains are expected to be placed relative to each other.', INTERFACE_BANDS),
  ligand_iptm: fraction('Ligand ipTM', 'ipTM over the pairs of protein and ligand only: how well the ligand is expected to be placed.', INTERFACE_BANDS),
  protein_iptm: fraction('Protein ipTM', 'ipTM over the pairs of different protein chains only.', INTERFACE_BANDS),
  complex_plddt: fraction('Mean pLDDT', 'Mean over all residues and ligand atoms of how well their surroundings are expected to be right.', PLDDT_FRACTION_BANDS),
  complex_iplddt: fraction('Interface pLDDT', 'Mean pLDDT that counts ligand atoms 20 times and residues at an interface 10 times.', PLDDT_FRACTION_BANDS),
  complex_pde: error('PDE', 'Expected error of distances between parts that are in contact, over the whole complex.'),
  complex_ipde: error('Interface PDE', 'Expected error of distances between parts of different chains that are in contact.'),
  complex_pae: error('PAE', 'Expected error of positions after aligning on another part, over the whole complex.'),
  complex_ipae: error('Interface PAE', 'Expected error of positions in one chain after aligning on another chain.'),
  chains_ptm: fraction('pTM of a chain', 'How well the fold of this chain alone is expected to superpose on the true one.', FOLD_BANDS),
  pair_chains_iptm: fraction(
    'ipTM of a pair',
    'How well the row\'s chain is expected to be placed when aligned on the column\'s chain; the two directions differ, and for a ligand its row against the protein is the useful one.',
    INTERFACE_BANDS,
  ),
  affinity_pred_value: {
    name: 'Predicted affinity',
    unit: 'log10(IC50 in µM)',
    range: null,
    direction: 'lowerIsBetter',
    meaning: 'Predicted strength of a ligand that binds: for ranking active analogues during optimisation, not for telling binders from others.',
    bands: LOG_IC50_BANDS,
  },
  affinity_probability_binary: fraction(
    'Binder probability',
    'Probability that the ligand binds this protein at all: for finding hits among decoys, not for ranking binders.',
    BINDER_BANDS,
  ),
} as const satisfies Record<string, ScoreMeaning>

export type ScoreKey = keyof typeof SCORES

/** The band a value falls into, or null where a score has none. */
export function bandOf(key: ScoreKey, value: number): Band | null {
  const bands: readonly Band[] = SCORES[key].bands
  return bands.find((band) => value > band.above && value <= band.upTo) ?? null
}

export type PlddtBand = Band & {
  /** The AlphaFold DB's colour; for surfaces, never for text on white. */
  colour: string
  /** Text on top of that colour with a contrast of at least 4.5. */
  ink: '#000000' | '#ffffff'
}

/** pLDDT on the scale of 0 to 100 with the bounds and colours of the AlphaFold DB, best first. */
export const PLDDT_BANDS: readonly PlddtBand[] = [
  { above: 90, upTo: 100, label: 'very high (> 90)', meaning: 'Positions are expected to be accurate, side chains included.', colour: '#0053D6', ink: '#ffffff' },
  { above: 70, upTo: 90, label: 'confident (70 to 90)', meaning: 'The backbone is expected to be right.', colour: '#65CBF3', ink: '#000000' },
  { above: 50, upTo: 70, label: 'low (50 to 70)', meaning: 'Treat positions with caution.', colour: '#FFDB13', ink: '#000000' },
  { above: -1, upTo: 50, label: 'very low (< 50)', meaning: 'Positions are not to be interpreted; the part may be disordered.', colour: '#FF7D45', ink: '#000000' },
]

/** Band of a pLDDT between 0 and 100. What lies above 100 by rounding is in the best band; what is no number has none and throws. */
export function plddtBand(plddt: number): PlddtBand {
  if (!Number.isFinite(plddt)) throw new RangeError(`${plddt} is no pLDDT.`)
  const band = PLDDT_BANDS.find(({ above }) => plddt > above) ?? PLDDT_BANDS.at(-1)
  if (!band) throw new RangeError('There are no bands of pLDDT.')
  return band
}

/** IC50 in micromolar from `affinity_pred_value` = log10(IC50 in micromolar): -3 is 0.001 (1 nM), 0 is 1, 2 is 100. */
export const ic50FromValue = (log10Ic50Micromolar: number): number => 10 ** log10Ic50Micromolar

/** pIC50 = -log10(IC50 in molar) = 6 - value, without unit: -3 is 9, 0 is 6, 2 is 4. */
export const pIC50FromValue = (log10Ic50Micromolar: number): number => 6 - log10Ic50Micromolar

/** An IC50 with the unit in which a chemist would write it, e.g. `{ amount: 84, unit: 'nM' }` for 0.084 uM. */
export function ic50InUnits(ic50Micromolar: number): { amount: number; unit: 'pM' | 'nM' | 'µM' | 'mM' } {
  if (ic50Micromolar >= 1000) return { amount: ic50Micromolar / 1000, unit: 'mM' }
  if (ic50Micromolar >= 1) return { amount: ic50Micromolar, unit: 'µM' }
  return ic50Micromolar >= 0.001 ? { amount: ic50Micromolar * 1000, unit: 'nM' } : { amount: ic50Micromolar * 1_000_000, unit: 'pM' }
}

/** Sentences that stand beside every affinity. */
export const AFFINITY_NOTES = [
  'There is one affinity per prediction, not one per pose: Boltz-2 samples the surroundings of the ligand anew for it.',
  'The value ranks ligands that bind; the probability tells binders from others. They are trained on different data and may disagree.',
  'IC50, Ki and Kd were learnt as one quantity, so read the value as a rank rather than as a measurement.',
] as const

type Heads = {
  affinity_pred_value: number | null
  affinity_probability_binary: number | null
  affinity_pred_value1: number | null
  affinity_pred_value2: number | null
  affinity_probability_binary1: number | null
  affinity_probability_binary2: number | null
}

const gap = (one: number | null, other: number | null): number | null => (one === null || other === null ? null : Math.abs(one - other))

/** How far the two members of the ensemble are apart, in log10 units and in probability; null when one is not reported. */
export const headSpread = (scores: Heads): { value: number | null; probability: number | null } => ({
  value: gap(scores.affinity_pred_value1, scores.affinity_pred_value2),
  probability: gap(scores.affinity_probability_binary1, scores.affinity_probability_binary2),
})

/** Reasons to doubt an affinity, from the numbers alone. One log10 unit is a tenfold IC50. */
export function affinityDoubts(scores: Heads): string[] {
  const { affinity_pred_value: value, affinity_probability_binary: probability } = scores
  const spread = headSpread(scores)
  const doubts: string[] = []
  if (spread.value !== null && spread.value >= 1) doubts.push('The two heads differ tenfold or more in IC50: the strength is uncertain.')
  if (spread.probability !== null && spread.probability >= 0.3) doubts.push('The two heads differ by 0.3 or more in probability: whether it binds is uncertain.')
  if (value === null || probability === null) return doubts
  if (value <= 0 && probability <= 0.3) doubts.push('The value speaks for a strong ligand, the probability against any binding: trust neither alone.')
  if (value >= 1 && probability >= 0.7) doubts.push('The probability speaks for binding, the value for a weak ligand: it may be a weak binder.')
  return doubts
}
