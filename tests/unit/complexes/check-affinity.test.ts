import { describe, expect, it } from 'vitest'
import { check, complaintsOf, complexOf, component, ligand, protein, warningsOf } from './sample-complexes'

const alkane = (atoms: number) => 'C'.repeat(atoms)

describe('affinity', () => {
  it('takes one small molecule against a protein', () => {
    expect(check(complexOf([protein(['A']), ligand(['L'], 'CCO')], 'L'))).toMatchObject({ ok: true, warnings: [] })
  })

  it.each([
    ['an unknown chain', complexOf([protein(['A']), ligand(['L'], 'CCO')], 'Z'), 'no chain is called “Z”'],
    ['a protein', complexOf([protein(['A']), ligand(['L'], 'CCO')], 'A'), 'is not a ligand'],
    ['copies', complexOf([protein(['A']), ligand(['L', 'M'], 'CCO')], 'M'), 'has 2 copies'],
    ['a twin entity', complexOf([protein(['A']), ligand(['L'], 'CCO'), ligand(['M'], ' CCO ')], 'L'), 'same molecule as entity 3'],
    ['no protein', complexOf([{ type: 'rna', chainIds: ['R'], sequence: 'ACGU' }, ligand(['L'], 'CCO')], 'L'), 'needs at least one protein'],
    ['a salt', complexOf([protein(['A']), ligand(['L'], 'CC(=O)[O-].[Na+]')], 'L'), 'has 2 separate parts, as in a salt, which Boltz 2.2.1 can not score. Leave only the part that binds, the one of 4 heavy atoms perhaps.'],
    ['a metal in the molecule', complexOf([protein(['A']), ligand(['L'], 'C[Fe]C')], 'L'), 'holds Fe'],
  ])('refuses %s', (_what, complex, words) => {
    const complaints = complaintsOf(complex)
    expect(complaints).toEqual([expect.stringContaining(words)])
    expect(complaints[0]).toMatch(/^affinityBinder: /)
  })

  it('draws its lines at 56 and 128 heavy atoms of a SMILES', () => {
    const of = (atoms: number) => complexOf([protein(['A']), ligand(['L'], alkane(atoms))], 'L')
    expect(warningsOf(of(56))).toEqual([])
    expect(warningsOf(of(57))[0]).toContain('has 57 heavy atoms; Boltz-2 was trained on ligands of up to 56')
    expect(complaintsOf(of(128))).toEqual([])
    expect(complaintsOf(of(129))[0]).toContain('has 129 heavy atoms; at most 128')
  })

  it('counts the hydrogens of a CCD component, as Boltz does', () => {
    // Cyanocobalamin: 93 heavy atoms would pass, its 180-odd atoms with hydrogens do not.
    const b12 = complaintsOf(complexOf([protein(['A']), component(['L'], 'CNC')], 'L'))
    expect(b12).toEqual([expect.stringMatching(/has 18\d atoms with hydrogens, which is what Boltz counts/)])
    expect(complaintsOf(complexOf([protein(['A']), component(['L'], 'ATP')], 'L'))).toEqual([])
  })

  it('warns about nucleic acids and single sequences', () => {
    const complex = complexOf(
      [protein(['A'], 'MKTAYIAKQRQ', 'empty'), { type: 'dna', chainIds: ['D'], sequence: 'ACGT' }, ligand(['L'], 'CC(=O)O')],
      'L',
    )
    const warnings = warningsOf(complex).filter((warning) => warning.startsWith('affinityBinder'))
    expect(warnings).toEqual([
      expect.stringContaining('holds DNA or RNA'),
      expect.stringContaining('without an alignment'),
    ])
  })
})
