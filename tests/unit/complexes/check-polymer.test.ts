import { describe, expect, it } from 'vitest'
import type { Entity } from '@/lib/complexes/schema'
import { check, complaintsOf, complexOf, protein, warningsOf } from './sample-complexes'

const dna = (sequence: string): Entity => ({ type: 'dna', chainIds: ['D'], sequence })
const rna = (sequence: string): Entity => ({ type: 'rna', chainIds: ['R'], sequence })

describe('letters', () => {
  it('accepts all that Boltz builds as themselves', () => {
    const entities = [protein(['A'], 'ACDEFGHIKLMNPQRSTVWY'), dna('ACGT'), rna('ACGU')]
    expect(check(complexOf(entities))).toMatchObject({ ok: true, tokens: 28, warnings: [] })
  })

  it('names letter, position and cure', () => {
    expect(complaintsOf(complexOf([protein(['A'], 'MKT*AY*-')]))).toEqual([
      'entities.0.sequence: Entity 1 (protein A): “*” at residue 4, 7 is not a residue. It marks a stop codon: remove it.',
      'entities.0.sequence: Entity 1 (protein A): “-” at residue 8 is not a residue. It is a gap of an alignment: remove it.',
    ])
    expect(complaintsOf(complexOf([dna('ACGU')]))[0]).toContain('“U” at base 4 is not a base. DNA has T in its place')
    expect(complaintsOf(complexOf([rna('ACGT')]))[0]).toContain('“T” at base 4 is not a base. RNA has U in its place')
    expect(complaintsOf(complexOf([dna('ACGTMK')]))[0]).toContain('It is an amino acid: is this entity a protein?')
  })

  it('counts positions in the cleaned sequence and lists only the first', () => {
    const message = complaintsOf(complexOf([protein(['A'], '>x\n 1 mk!t!a!y!')]))[0]
    expect(message).toContain('“!” at residue 3, 5, 7 and 1 more')
  })

  it('counts a character beyond the 16-bit plane once', () => {
    expect(complaintsOf(complexOf([protein(['A'], 'M🧬K!')]))).toEqual([
      expect.stringContaining('“🧬” at residue 2 '),
      expect.stringContaining('“!” at residue 4 '),
    ])
  })

  it.each([['X', 'any amino acid'], ['B', 'aspartate or asparagine'], ['Z', 'glutamate'], ['J', 'leucine'], ['O', 'pyrrolysine'], ['U', 'selenocysteine']])(
    'warns that %s becomes UNK', (letter, meaning) => {
      const [warning] = warningsOf(complexOf([protein(['A'], `MK${letter}AY`)]))
      expect(warning).toContain(`“${letter}” (${meaning}`)
      expect(warning).toContain('at residue 3 becomes UNK')
    },
  )

  it('warns about unknown bases and about a nucleic acid under the wrong heading', () => {
    expect(warningsOf(complexOf([dna('ACNGT')]))[0]).toContain('“N” at base 3 becomes DN')
    expect(warningsOf(complexOf([protein(['A'], 'ACGTACGTACGT')]))[0]).toContain('only letters of DNA or RNA')
  })
})

describe('sequences', () => {
  it('returns them cleaned and says what was changed', () => {
    const checked = check(complexOf([protein(['A'], '>name\nmkt ay\n')]))
    expect(checked).toMatchObject({ ok: true, complex: { entities: [{ sequence: 'MKTAY' }] }, tokens: 5 })
    expect(checked.warnings[0]?.message).toBe(
      'Entity 1 (protein A) was cleaned: FASTA header removed, spaces removed, small letters turned into capitals; 5 residues remain.',
    )
  })

  it('refuses none, several at once, and the name of a file', () => {
    expect(complaintsOf(complexOf([protein(['A'], ' \n ')]))[0]).toContain('has no sequence')
    expect(complaintsOf(complexOf([protein(['A'], '>a\nMK\n>b\nTA')]))[0]).toContain('2 FASTA records')
    expect(complaintsOf(complexOf([protein(['A'], './secret.fasta')]))[0]).toContain('name of a file')
  })

  it('does not take an address in a FASTA header for a path', () => {
    expect(complaintsOf(complexOf([protein(['A'], '>P1 https://example.org/x.pdb\nMKTAY')]))).toEqual([])
  })

  it('refuses what no GPU holds, with count and reason, and does so at once', () => {
    const started = performance.now()
    const letters = Array.from({ length: 400_000 }, (_, index) => String.fromCodePoint(0x4e00 + (index % 20_000))).join('')
    expect(complaintsOf(complexOf([protein(['A'], letters)]))[0]).toContain('has 400,000 letters; beyond 10,000 tokens')
    expect(performance.now() - started).toBeLessThan(5000)
  })
})
