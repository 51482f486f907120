import { describe, expect, it } from 'vitest'
import { describeComposition } from '@/lib/complexes/describe'
import { estimateRun } from '@/lib/complexes/estimate'
import { outputChains } from '@/lib/complexes/output-order'
import { serverChemistry } from '@/lib/complexes/server-chemistry'
import { countTokens } from '@/lib/complexes/tokens'
import { NO_CHEMISTRY } from './no-chemistry'
import { complexOf, component, ligand, protein } from './sample-complexes'

describe('countTokens', () => {
  it('counts residues and heavy atoms, all copies', () => {
    const complex = complexOf([protein(['A', 'B'], 'MKT'), { type: 'dna', chainIds: ['D'], sequence: 'ac gt' }, ligand(['L'], 'CCO'), component(['M', 'N'], 'ATP')])
    expect(countTokens(complex, serverChemistry)).toBe(6 + 4 + 3 + 62)
  })

  it('does not guess', () => {
    expect(countTokens(complexOf([ligand(['L'], 'CC(')]), serverChemistry)).toBeNull()
    expect(countTokens(complexOf([component(['L'], 'QQQQQ')]), serverChemistry)).toBeNull()
    expect(countTokens(complexOf([ligand(['L'], 'CCO')]), NO_CHEMISTRY)).toBeNull()
    expect(countTokens(complexOf([protein(['A'], 'MKT')]), NO_CHEMISTRY)).toBe(3)
  })
})

describe('outputChains', () => {
  it('follows first appearance, copies together: A (1), B (2), C (1) comes out A, C, B', () => {
    const complex = complexOf([protein(['A'], 'MKT'), protein(['B'], 'AYI'), protein(['C'], 'MKT')])
    expect(outputChains(complex)).toEqual([
      { chainId: 'A', type: 'protein', residues: 3 },
      { chainId: 'C', type: 'protein', residues: 3 },
      { chainId: 'B', type: 'protein', residues: 3 },
    ])
  })

  it('keeps DNA and RNA of the same letters apart, and joins equal ligands', () => {
    const complex = complexOf([
      ligand(['L'], 'CCO'), { type: 'dna', chainIds: ['D'], sequence: 'ACG' }, { type: 'rna', chainIds: ['R'], sequence: 'ACG' }, ligand(['M'], 'CCO'), component(['N'], 'ATP'),
    ])
    expect(outputChains(complex).map(({ chainId, residues }) => `${chainId}${residues}`)).toEqual(['L1', 'M1', 'D3', 'R3', 'N1'])
  })
})

describe('describeComposition', () => {
  it('says it in a few words', () => {
    expect(describeComposition(complexOf([protein(['A', 'B']), { type: 'dna', chainIds: ['D'], sequence: 'A' }, ligand(['L'], 'C')]))).toBe('protein x 2 + DNA + ligand')
  })
})

describe('estimateRun', () => {
  const run = { tokens: 0, samples: 1, samplingSteps: 200, recyclingSteps: 3, affinity: false, useMsaServer: false, usePotentials: false }

  it.each([[129, 18], [382, 30], [660, 36], [671, 42], [911, 66], [1025, 78], [1154, 84], [1467, 126]])(
    'comes within a third, or ten seconds, of the measured run with %i tokens', (tokens, measured) => {
      const { seconds } = estimateRun({ ...run, tokens })
      expect(Math.abs(seconds - measured)).toBeLessThanOrEqual(Math.max(measured / 3, 10))
    },
  )

  it('grows with everything that costs', () => {
    const { seconds } = estimateRun({ ...run, tokens: 600 })
    const dearer = [{ samples: 5 }, { samplingSteps: 400 }, { recyclingSteps: 10 }, { affinity: true }, { useMsaServer: true }, { usePotentials: true }, { tokens: 900 }]
    for (const change of dearer) expect(estimateRun({ ...run, tokens: 600, ...change }).seconds).toBeGreaterThan(seconds)
  })

  it('counts affinity as a second start on a crop, whatever the size of the complex', () => {
    const more = (tokens: number) => estimateRun({ ...run, tokens, affinity: true }).seconds - estimateRun({ ...run, tokens }).seconds
    expect(more(100)).toBeLessThan(more(256))
    for (const tokens of [256, 600, 1200]) expect(Math.abs(more(tokens) - 21)).toBeLessThanOrEqual(1)
  })

  it('counts potentials as a quarter more of the structure, and not of the affinity', () => {
    const seconds = (change: object) => estimateRun({ ...run, tokens: 1000, ...change }).seconds
    expect(seconds({ usePotentials: true }) / seconds({})).toBeCloseTo(1.25, 1)
    const affinity = [seconds({ affinity: true }) - seconds({}), seconds({ usePotentials: true, affinity: true }) - seconds({ usePotentials: true })]
    expect(Math.abs((affinity[0] ?? NaN) - (affinity[1] ?? NaN))).toBeLessThanOrEqual(1)
  })

  it('says what it rests on', () => {
    const { basis } = estimateRun({ ...run, tokens: 600, affinity: true, useMsaServer: true, usePotentials: true })
    expect(basis).toMatch(/RTX 4090.*1\.25 for potentials.*affinity counted as a second run of at most 256 tokens.*MSA server/)
  })
})
