// FASTA and YAML brought in from outside: what each becomes, and what is refused.
import { describe, expect, it } from 'vitest'
import { complexOf } from '@/components/builder/draft-complex'
import { guessPolymer, labelOf, readFasta } from '@/components/builder/fasta'
import { readImport } from '@/components/builder/import-text'
import { toYaml } from '@/lib/complexes/to-yaml'
import { EXAMPLES } from '@/lib/complexes/examples'

describe('readFasta', () => {
  it('takes records apart, whatever the line ends', () => {
    expect(readFasta('>a one\r\nMKT\r\nAYI\r\n\r\n>b\r\nACGT\r\n').map(({ label, sequence }) => [label, sequence])).toEqual([['a', 'MKTAYI'], ['b', 'ACGT']])
  })

  it('guesses the kind by its letters', () => {
    expect(['ACGTN', 'ACGU', 'MKTAY', 'ACG', 'ACGTU'].map(guessPolymer)).toEqual(['dna', 'rna', 'protein', 'protein', 'protein'])
  })

  it('finds a short label in the headers of the databases', () => {
    expect([labelOf('sp|P00760|TRY1_BOVIN Serine protease'), labelOf('1ABC_A'), labelOf(''), labelOf(null)]).toEqual(['P00760', '1ABC_A', null, null])
  })
})

describe('readImport', () => {
  it.each(EXAMPLES.map((example) => [example.id, example] as const))('takes over the YAML of %s', async (_id, example) => {
    const read = await readImport(toYaml(example.complex, { useMsaServer: true }), 'file')
    expect(read.ok && complexOf(read.draft)).toEqual(example.complex)
  })

  it('refuses what is not supported yet by name and line', async () => {
    const read = await readImport('version: 1\nsequences:\n  - protein:\n      id: A\n      sequence: MKT\n      cyclic: true\n', '')
    expect(read.ok ? [] : read.complaints).toEqual([expect.objectContaining({ at: expect.stringMatching(/^yaml:6:/), message: expect.stringMatching(/cyclic/i) })])
  })

  it('refuses an empty text and a FASTA record without a sequence', async () => {
    expect((await readImport('  ', '')).ok).toBe(false)
    const read = await readImport('>a\nMKT\n>b\n', '')
    expect(read.ok ? null : read.complaints[0]?.message).toMatch(/record 2 \(b\)/)
  })

  it('gives every FASTA record a chain of its own', async () => {
    const read = await readImport('>a\nMKT\n>b\nMKV\n', 'pair')
    expect(read.ok && read.draft.entities.map(({ chainIds }) => chainIds[0])).toEqual(['A', 'B'])
    expect(read.ok && read.draft.name).toBe('pair')
  })
})
