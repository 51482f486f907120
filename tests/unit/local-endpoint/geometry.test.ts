// The simulated structures keep to chemistry's floor: nothing that is not bonded is closer than 1 Angstrom, whatever the complex.
import fc from 'fast-check'
import { beforeAll, describe, expect, it } from 'vitest'
import type { Complex, Entity } from '@/lib/complexes/schema'
import { arrangeSample, buildMolecules } from '@/local-endpoint/simulation/build-complex'
import { atomsOf, tokensOf, type ChainModel } from '@/local-endpoint/simulation/model'
import { foldProtein } from '@/local-endpoint/simulation/protein-fold'
import { findPairing, nucleicStrand, partnerStrand } from '@/local-endpoint/simulation/nucleic-strand'
import { warmUpConformers } from '@/local-endpoint/simulation/smiles-ligand'
import { centre, cross, distance, dot, subtract, type Point } from '@/local-endpoint/simulation/vector'

beforeAll(() => warmUpConformers(), 60_000)

/** The smallest distance between any two atoms, bonded ones included: no bond between heavy atoms is below 1.05 Angstrom. */
function closest(chains: readonly ChainModel[]): number {
  const points = atomsOf(chains).map(({ at }) => at)
  let least = Infinity
  points.forEach((a, i) => {
    for (let j = 0; j < i; j += 1) least = Math.min(least, distance(a, points[j] as Point))
  })
  return least
}

const letters = (alphabet: string, most: number) =>
  fc.array(fc.constantFrom(...alphabet), { minLength: 1, maxLength: most }).map((list) => list.join(''))

const SMILES = ['CC(=O)Oc1ccccc1C(=O)O', 'Cn1cnc2c1c(=O)n(C)c(=O)n2C', 'CC[NH3+].[Cl-]', 'C1CC1', 'O', 'N[C@@H](Cc1ccc(O)cc1)C(=O)O']

const molecule = fc.oneof(
  letters('ACDEFGHIKLMNPQRSTVWYX', 90).map((sequence) => ({ type: 'protein' as const, sequence, msa: 'empty' as const })),
  letters('ACGTN', 30).map((sequence) => ({ type: 'dna' as const, sequence })),
  letters('ACGUN', 30).map((sequence) => ({ type: 'rna' as const, sequence })),
  fc.constantFrom(...SMILES).map((smiles) => ({ type: 'ligand' as const, smiles })),
  fc.constantFrom('ATP', 'HEM', 'ZN', 'SF4', 'NAG', '02K').map((ccd) => ({ type: 'ligand' as const, ccd })),
)

const anyComplex = fc.array(fc.tuple(molecule, fc.integer({ min: 1, max: 2 })), { minLength: 1, maxLength: 4 }).map((parts): Complex => {
  let next = 0
  const ids = (count: number) => Array.from({ length: count }, () => `C${(next += 1)}`)
  return { entities: parts.map(([part, copies]): Entity => ({ ...part, chainIds: ids(copies) })), affinityBinder: null }
})

describe('a simulated complex', () => {
  it('has no two atoms within 1 Angstrom, inside or between chains, in any sample', () => {
    fc.assert(
      fc.property(anyComplex, fc.integer({ min: 0, max: 9 }), fc.integer({ min: 0, max: 3 }), (complex, seed, sample) => {
        expect(closest(arrangeSample(buildMolecules(complex, seed), seed, sample))).toBeGreaterThan(1)
      }),
      { numRuns: 60 },
    )
  }, 120_000)

  it('is the same for the same seed and another one for another sample', () => {
    const complex: Complex = {
      entities: [
        { type: 'protein', chainIds: ['A'], sequence: 'MKTAYIAKQRQISFVKSHFSRQLEERLGLIEVQ', msa: 'empty' },
        { type: 'ligand', chainIds: ['B'], smiles: 'CC(=O)Oc1ccccc1C(=O)O' },
      ],
      affinityBinder: null,
    }
    const build = (sample: number) => arrangeSample(buildMolecules(complex, 5), 5, sample)
    expect(build(0)).toEqual(build(0))
    expect(build(1)).not.toEqual(build(0))
  })

  it('puts a ligand into contact with the protein without touching its atoms', () => {
    const complex: Complex = {
      entities: [
        { type: 'protein', chainIds: ['A'], sequence: 'MENFQKVEKIGEGTYGVVYKARNKLTGEVVALKKIRLDTETEGVPSTAIREISLLKELNHPNIVKLLDVIHTENKLYLVFEFLHQ', msa: 'empty' },
        { type: 'ligand', chainIds: ['B'], ccd: 'ATP' },
      ],
      affinityBinder: null,
    }
    const [protein, ligand] = arrangeSample(buildMolecules(complex, 1), 1, 0) as [ChainModel, ChainModel]
    const gaps = atomsOf([ligand]).flatMap((a) => atomsOf([protein]).map((b) => distance(a.at, b.at)))
    expect(Math.min(...gaps)).toBeGreaterThan(2.8)
    expect(gaps.filter((gap) => gap < 5).length).toBeGreaterThan(20)
  })

  it('counts one token per residue and per ligand atom', () => {
    const complex: Complex = {
      entities: [
        { type: 'rna', chainIds: ['R'], sequence: 'GGCAU' },
        { type: 'ligand', chainIds: ['L'], ccd: 'ATP' },
      ],
      affinityBinder: null,
    }
    expect(tokensOf(arrangeSample(buildMolecules(complex, 1), 1, 0))).toHaveLength(5 + 31)
  })
})

describe('a duplex', () => {
  it('stays one body with its protein beside it, nothing within 1 Angstrom', () => {
    const complex: Complex = {
      entities: [
        { type: 'protein', chainIds: ['A'], sequence: 'MKTAYIAKQRQISFVKSHFSRQLEERLGLIEVQ', msa: 'empty' },
        { type: 'dna', chainIds: ['B'], sequence: 'AGCGTGGGCGT' },
        { type: 'dna', chainIds: ['C'], sequence: 'TACGCCCACGC' },
      ],
      affinityBinder: null,
    }
    const molecules = buildMolecules(complex, 2)
    expect(molecules.bodyOf).toEqual([0, 1, 1])
    expect(closest(arrangeSample(molecules, 2, 1))).toBeGreaterThan(1)
  })
})

describe('a folded protein', () => {
  const sequence = 'MENFQKVEKIGEGTYGVVYKARNKLTGEVVALKKIRLDTETEGVPSTAIREISLLKELNHPNIVKLLDVIHTENKLYLVFEFLHQDLKKFMDASALTGIPLPLIKSYLFQLLQGLAF'
  const residues = foldProtein(sequence, 4)
  const at = (residue: (typeof residues)[number], name: string) => residue.atoms.find((atom) => atom.name === name)?.at as Point

  it('has a peptide bond between neighbours and L-amino acids throughout', () => {
    residues.slice(1).forEach((residue, index) => {
      expect(distance(at(residues[index] as (typeof residues)[number], 'C'), at(residue, 'N'))).toBeCloseTo(1.329, 2)
      if (residue.code === 'GLY') return
      const alpha = at(residue, 'CA')
      const from = (name: string) => subtract(at(residue, name), alpha)
      expect(dot(cross(from('N'), from('C')), from('CB'))).toBeGreaterThan(2)
    })
  })

  it('is as compact as real globules: radius of gyration within 40 % of 2.2 N^0.38', () => {
    const alphas = residues.map((residue) => at(residue, 'CA'))
    const middle = centre(alphas)
    const radius = Math.sqrt(alphas.reduce((sum, point) => sum + distance(point, middle) ** 2, 0) / alphas.length)
    expect(radius).toBeLessThan(1.4 * 2.2 * alphas.length ** 0.38)
  })
})

describe('nucleic acids', () => {
  it.each(['dna', 'rna'] as const)('%s: each O3\' is bonded to the next P', (type) => {
    const strand = nucleicStrand(type, type === 'dna' ? 'ACGTTGCA' : 'ACGUUGCA')
    const find = (index: number, name: string) => strand[index]?.atoms.find((atom) => atom.name === name)?.at as Point
    for (let index = 1; index < strand.length; index += 1) expect(distance(find(index - 1, "O3'"), find(index, 'P'))).toBeCloseTo(1.6, 1)
  })

  it('pairs complementary strands by Watson and Crick: N1 to N3 at about 2.9 Angstrom', () => {
    const first = nucleicStrand('dna', 'ACGT')
    const second = partnerStrand('dna', 'ACGT', 3)
    const n1 = first[0]?.atoms.find(({ name }) => name === 'N1')?.at as Point
    const n3 = second[3]?.atoms.find(({ name }) => name === 'N3')?.at as Point
    expect(distance(n1, n3)).toBeGreaterThan(2.7)
    expect(distance(n1, n3)).toBeLessThan(3.1)
  })

  it('finds where two strands pair, overhanging ends included, and no duplex where bases do not fit', () => {
    expect(findPairing('dna', 'AATTCCGG', 'CCGGAATT')).toBe(7)
    expect(findPairing('dna', 'AGCGTGGGCGT', 'TACGCCCACGC')).toBe(11)
    expect(findPairing('rna', 'GGGGGG', 'GGGGGG')).toBeNull()
    expect(findPairing('dna', 'ACG', 'CGT')).toBeNull()
  })
})
