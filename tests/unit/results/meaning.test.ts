import { describe, expect, it } from 'vitest'
import { applicability, applicabilityOf } from '@/lib/results/applicability'
import { affinityDoubts, bandOf, headSpread, ic50FromValue, ic50InUnits, pIC50FromValue, PLDDT_BANDS, plddtBand, SCORES, type ScoreKey } from '@/lib/results/meaning'
import { AFFINITY, CONFIDENCE } from '@/tests/support/boltz-files'

describe('affinity', () => {
  it.each([
    [-3, 0.001, 9, '1 nM'],
    [0, 1, 6, '1 µM'],
    [2, 100, 4, '100 µM'],
    [-4.0688, 8.535e-5, 10.0688, '85.3 pM'],
    [3.5, 3162.3, 2.5, '3.16 mM'],
    [2.999999, 999.998, 3, '1000 µM'],
  ])('log10(IC50 in uM) %d', (value, micromolar, pIC50, words) => {
    expect(ic50FromValue(value)).toBeCloseTo(micromolar, micromolar < 1 ? 6 : 0)
    expect(pIC50FromValue(value)).toBeCloseTo(pIC50, 4)
    const { amount, unit } = ic50InUnits(ic50FromValue(value))
    expect(`${Number(amount.toPrecision(3))} ${unit}`).toBe(words)
  })

  it('tells when the heads, or value and probability, disagree', () => {
    expect(affinityDoubts(AFFINITY)).toEqual([])
    expect(affinityDoubts({ ...AFFINITY, affinity_pred_value2: 0.2 })).toHaveLength(1)
    expect(affinityDoubts({ ...AFFINITY, affinity_pred_value: -3, affinity_probability_binary: 0.1 })).toHaveLength(1)
    expect(affinityDoubts({ ...AFFINITY, affinity_pred_value: 2, affinity_probability_binary: 0.9 })).toHaveLength(1)
  })

  it('a head that is not reported gives no spread', () => {
    expect(headSpread({ ...AFFINITY, affinity_pred_value1: null })).toMatchObject({ value: null })
  })
})

describe('pLDDT', () => {
  it.each([[100.3, 'very high'], [90.01, 'very high'], [90, 'confident'], [70, 'low'], [50, 'very low'], [0, 'very low']])('%d is %s', (plddt, label) => {
    expect(plddtBand(plddt).label).toContain(label)
  })

  it.each([Number.NaN, Infinity])('%d is no pLDDT', (plddt) => {
    expect(() => plddtBand(plddt)).toThrow(RangeError)
  })

  const luminance = (colour: string): number => {
    const [red = 0, green = 0, blue = 0] = [1, 3, 5]
      .map((at) => Number.parseInt(colour.slice(at, at + 2), 16) / 255)
      .map((part) => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
  }

  it.each(PLDDT_BANDS)('text on $colour has a contrast of 4.5 or more', ({ colour, ink }) => {
    const [light = 0, dark = 0] = [luminance(colour), luminance(ink)].sort((one, other) => other - one)
    expect((light + 0.05) / (dark + 0.05)).toBeGreaterThanOrEqual(4.5)
  })
})

const isScoreKey = (key: string): key is ScoreKey => Object.hasOwn(SCORES, key)

describe('scores', () => {
  it('every one has words, and its bands cover its range without a gap', () => {
    for (const [key, score] of Object.entries(SCORES)) {
      expect(score.meaning).toMatch(/\.$/)
      if (!isScoreKey(key) || score.bands.length === 0 || score.range === null) continue
      for (let step = 0; step <= 100; step += 1) expect(bandOf(key, step / 100)).not.toBeNull()
    }
  })
})

describe('scores that do not apply', () => {
  const protein = { mol_type: 0 }
  const ligand = { mol_type: 3 }
  const rna = { mol_type: 2 }

  const silent = (chains: { mol_type: number }[]) =>
    Object.entries(applicability({ ...CONFIDENCE, iptm: 0, ligand_iptm: 0, protein_iptm: 0, complex_ipde: 0, complex_ipae: 0 }, chains))
      .filter(([, { state }]) => state === 'notApplicable')
      .map(([score]) => score)
      .sort()

  it.each([
    ['a monomer', [protein], ['complex_ipae', 'complex_ipde', 'iptm', 'ligand_iptm', 'protein_iptm']],
    ['a protein with a ligand', [protein, ligand], ['protein_iptm']],
    ['a homodimer', [protein, protein], ['ligand_iptm']],
    ['RNA with a ligand', [rna, ligand], ['ligand_iptm', 'protein_iptm']],
    ['a dimer with a ligand', [protein, protein, ligand], []],
  ])('%s', (_case, chains, scores) => {
    expect(silent(chains)).toEqual(scores)
  })

  it('what is missing was not reported, also for a single chain', () => {
    expect(applicabilityOf('iptm', null, [protein])).toEqual({ state: 'applicable' })
    expect(applicabilityOf('complex_ipae', undefined, [protein])).toEqual({ state: 'applicable' })
  })

  it('a zero of a pair score means no such pair where the chains are unknown', () => {
    expect(applicabilityOf('iptm', 0, [])).toMatchObject({ state: 'notApplicable' })
    expect(applicabilityOf('ptm', 0, [])).toEqual({ state: 'applicable' })
  })

  it('a number that is not zero is shown as reported, and a real score always applies', () => {
    expect(applicabilityOf('iptm', 0.3, [protein])).toEqual({ state: 'applicable' })
    expect(applicabilityOf('ptm', 0, [protein])).toEqual({ state: 'applicable' })
    expect(applicabilityOf('constructor', null, [protein])).toEqual({ state: 'applicable' })
  })
})
