import { describe, expect, it } from 'vitest'
import { fromYaml } from '@/lib/complexes/from-yaml'

/** Complaints as `place message`. */
function complaints(text: string): string[] {
  const read = fromYaml(text)
  return read.ok ? [] : read.complaints.map(({ at, message }) => `${at} ${message}`)
}

const PROTEIN = 'sequences:\n  - protein:\n      id: A\n      sequence: MKTAY\n'

describe('what is understood', () => {
  it('reads Boltz’s own format, keeping the order of entities', () => {
    const text = `version: 1  # Optional
sequences:
  - ligand:
      id: [L, M]
      smiles: 'N[C@@H](Cc1ccc(O)cc1)C(=O)O'
  - protein:
      id: A
      sequence: MKTAYIAKQ
      msa: empty
  - dna: {id: D, sequence: ACGT}
  - rna: {id: [R], sequence: ACGU}
  - ligand:
      id: B
      ccd: ATP
properties:
  - affinity:
      binder: B
`
    expect(fromYaml(text)).toEqual({
      ok: true,
      complex: {
        entities: [
          { type: 'ligand', chainIds: ['L', 'M'], smiles: 'N[C@@H](Cc1ccc(O)cc1)C(=O)O' },
          { type: 'protein', chainIds: ['A'], sequence: 'MKTAYIAKQ', msa: 'empty' },
          { type: 'dna', chainIds: ['D'], sequence: 'ACGT' },
          { type: 'rna', chainIds: ['R'], sequence: 'ACGU' },
          { type: 'ligand', chainIds: ['B'], ccd: 'ATP' },
        ],
        affinityBinder: 'B',
      },
    })
  })

  it.each(['', 'msa:', 'msa: null', 'msa: ~', 'msa: ""', "msa: ''", 'msa: 0'])('takes %j as the MSA server', (line) => {
    expect(fromYaml(`${PROTEIN}      ${line}\n`)).toMatchObject({ ok: true, complex: { entities: [{ msa: 'server' }] } })
  })

  it.each([['NO', 'ccd: NO'], ['017', 'ccd: 017'], ['1E5', 'ccd: 1E5'], ['0x1', 'ccd: 0x1'], ['Y', 'ccd: Y']])('keeps %s as text where PyYAML would not', (ccd, line) => {
    expect(fromYaml(`sequences:\n  - ligand:\n      id: ON\n      ${line}\n`)).toEqual({
      ok: true, complex: { entities: [{ type: 'ligand', chainIds: ['ON'], ccd }], affinityBinder: null },
    })
  })

  it('takes sections that say nothing', () => {
    expect(complaints(`${PROTEIN}      modifications: []\n      cyclic: false\nconstraints: []\ntemplates:\nproperties: []\n`)).toEqual([])
  })

  it('reads JSON, which is YAML', () => {
    expect(complaints('{"version": 1, "sequences": [{"protein": {"id": "A", "sequence": "MK"}}]}')).toEqual([])
  })

  it('leaves the cleaning of a sequence to the check', () => {
    const read = fromYaml('sequences:\n  - protein:\n      id: A\n      sequence: |\n        >sp|P1 https://example.org/a.pdb\n        MKTAY\n        IAKQ\n')
    expect(read).toMatchObject({ ok: true, complex: { entities: [{ sequence: '>sp|P1 https://example.org/a.pdb\nMKTAY\nIAKQ\n' }] } })
  })
})

describe('what is not supported yet is refused by name and place', () => {
  it.each([
    [`${PROTEIN}      msa: ./a.a3m\n`, 'yaml:5:12 A custom MSA file is not supported yet'],
    [`${PROTEIN}      msa: "0"\n`, 'yaml:5:12 A custom MSA'],
    [`${PROTEIN}      msa: [a]\n`, 'yaml:5:12 A custom MSA'],
    [`${PROTEIN}      cyclic: true\n`, 'yaml:5:15 Cyclic polymers are not supported yet'],
    [`${PROTEIN}      modifications:\n        - position: 2\n          ccd: SEP\n`, 'yaml:6:11 Modified residues (modifications) are not supported yet'],
    [`${PROTEIN}constraints:\n  - pocket: {binder: L}\n`, 'yaml:6:5 Constraints (bond, pocket, contact) are not supported yet'],
    [`${PROTEIN}templates:\n  - cif: ./t.cif\n`, 'yaml:6:5 Templates are not supported yet'],
    [`${PROTEIN}properties:\n  - solubility: {}\n`, 'yaml:6:5 The property “solubility” is not known'],
    ['sequences:\n  - ligand:\n      id: L\n      ccd: [NAG, NAG]\n', 'yaml:4:12 A list of CCD codes'],
    ['sequences:\n  - ligand:\n      id: L\n      ccd: ATP\n      cyclic: true\n', 'yaml:5:15 A ligand can not be “cyclic”'],
  ])('%j', (text, start) => {
    expect(complaints(text)).toEqual([expect.stringContaining(start)])
  })
})

describe('what is wrong is refused with line and column', () => {
  it.each([
    ['', 'yaml:1:1 The YAML is empty'],
    ['# nothing\n', 'yaml:1:1 The YAML is empty'],
    ['MKTAYIAKQ', 'yaml:1:1 Here the top level must be written as keys'],
    ['>A|protein\nMKTAY\n', 'yaml:1:1 This looks like FASTA'],
    ['version: 2\nsequences:\n  - protein: {id: A, sequence: M}\n', 'yaml:1:10 The version must be the number 1'],
    ['version: "1"\nsequences:\n  - protein: {id: A, sequence: M}\n', 'yaml:1:10 The version must be the number 1'],
    ['version: 1\n', 'yaml:1:1 The list “sequences” is missing'],
    ['sequences: []\n', 'yaml:1:12 “sequences” must be a list'],
    ['sequences:\n', 'yaml:1:1 “sequences” must be a list'],
    ['sequences:\n  - Protein: {id: A, sequence: M}\n', 'yaml:2:5 “Protein” is not an entity type'],
    ['sequences:\n  - protein: {id: A, sequence: M}\n    dna: {id: B, sequence: A}\n', 'yaml:3:5 Each item of “sequences” must be one of'],
    ['sequences:\n  - protein\n', 'yaml:2:5 Each item of “sequences” must be one of'],
    ['sequences:\n  - protein: {sequence: M}\n', 'yaml:2:5 The key “id” is missing'],
    ['sequences:\n  - protein: {id: A}\n', 'yaml:2:5 The protein has no “sequence”'],
    ['sequences:\n  - protein: {id: [], sequence: M}\n', 'yaml:2:19 The list of chain ids is empty'],
    ['sequences:\n  - protein: {id: [A, [B]], sequence: M}\n', 'yaml:2:23 A chain id must be a text'],
    ['sequences:\n  - protein: {id: A, sequence: [M]}\n', 'yaml:2:32 The sequence must be a text'],
    ['sequences:\n  - protein: {id: A, sequence: M, colour: red}\n', 'yaml:2:35 The key “colour” is not known in a protein'],
    ['sequences:\n  - dna: {id: A, sequence: A, msa: empty}\n', 'yaml:2:31 The key “msa” is not known in DNA'],
    ['sequences:\n  - ligand: {id: L}\n', 'yaml:2:5 The ligand has neither “smiles” nor “ccd”'],
    ['sequences:\n  - ligand: {id: L, smiles: C, ccd: ATP}\n', 'yaml:2:37 A ligand has either “smiles” or “ccd”'],
    [`${PROTEIN}notes: mine\n`, 'yaml:5:1 The key “notes” is not known in the top level'],
    [`${PROTEIN}properties:\n  - affinity: {}\n`, 'yaml:6:5 “affinity” needs a “binder”'],
    [`${PROTEIN}properties:\n  - affinity: {binder: [L]}\n`, 'yaml:6:24 The binder must be a single chain id'],
    [`${PROTEIN}properties:\n  - affinity: {binder: L}\n  - affinity: {binder: M}\n`, 'yaml:7:5 Boltz-2 predicts one affinity'],
    [`${PROTEIN}properties: yes\n`, 'yaml:5:13 “properties” must be a list'],
    ['sequences:\n  - ligand: {id: L, smiles: "./ligand.sdf"}\n', 'yaml:2:29 “./ligand.sdf” looks like the name of a file'],
    ['sequences:\n  - ligand: {id: /etc/passwd, ccd: ATP}\n', 'yaml:2:18 “/etc/passwd” looks like the name of a file'],
  ])('%j', (text, start) => {
    expect(complaints(text)).toEqual([expect.stringContaining(start)])
  })

  it('tells all of it at once', () => {
    const text = 'version: 2\nsequences:\n  - protein: {id: A, sequence: M, msa: x.a3m}\n  - ligand: {id: L}\nconstraints:\n  - bond: {}\nextra: 1\n'
    expect(complaints(text).map((complaint) => complaint.split(' ')[0])).toEqual(['yaml:7:1', 'yaml:1:10', 'yaml:3:40', 'yaml:4:5', 'yaml:6:5'])
  })

  it('counts columns behind Windows line ends and wide characters', () => {
    expect(complaints('# ä\r\nsequences:\r\n  - protein: {id: A, sequence: M}\r\nx: 1\r\n')).toEqual([expect.stringContaining('yaml:4:1 ')])
  })
})

describe('YAML’s traps', () => {
  it.each([
    ['a: &x 1\nb: *x\n', 'An anchor (&name)'],
    ['sequences: !!python/object/apply:os.system ["id"]\n', 'A tag (!name)'],
    ['sequences: !include x\n', 'A tag (!name)'],
    ['%TAG ! tag:example.org,2000:\n---\nsequences: []\n', 'A directive'],
    ['---\nsequences: []\n---\nsequences: []\n', '2 YAML documents'],
    ['version: 1\nversion: 1\n', 'The key “version” stands here twice'],
    ['sequences:\n  - protein: {id: A, id: B, sequence: M}\n', 'The key “id” stands here twice'],
    ['? [a]\n: b\n', 'A key must be a plain word'],
    ['<<: {version: 1}\nsequences: []\n', 'The key “<<” is not known'],
    ['a: [1\n', 'This is not valid YAML'],
    ['a: \u0000\n', 'This is not valid YAML: null byte'],
    ['a: "\\q"\n', 'This is not valid YAML'],
    ['\t- a\n', 'This is not valid YAML'],
    ['__proto__: {}\n', 'The key “__proto__” is not known'],
  ])('refuses %j', (text, words) => {
    expect(complaints(text).join('\n')).toContain(words)
    expect(complaints(text)[0]).toMatch(/^yaml:\d+:\d+ /)
  })

  const laughs = ['a: &a [x, x]', ...'bcdefghi'.split('').map((name, index) => `${name}: &${name} [*${'abcdefgh'[index]}, *${'abcdefgh'[index]}]`)].join('\n')
  it.each([
    ['a billion laughs', laughs],
    ['100,000 brackets', '['.repeat(100_000)],
    ['100,000 dashes', '- '.repeat(100_000)],
    ['100,000 braces', '{a: '.repeat(100_000)],
    ['100,000 anchors', `a:\n${'- &a b\n'.repeat(90_000)}`],
    ['100,000 equal keys', 'a: b\n'.repeat(90_000)],
    ['100,000 unknown keys', Array.from({ length: 90_000 }, (_, index) => `k${index}: 1`).join('\n')],
    ['more than a megabyte', `version: 1\n#${'x'.repeat(1_000_000)}`],
    ['nothing but line breaks', '\n'.repeat(999_999)],
  ])('refuses %s in seconds at most, with no more than 100 complaints', (_what, text) => {
    const started = performance.now()
    const found = complaints(text)
    expect(performance.now() - started).toBeLessThan(5000)
    expect(found.length).toBeGreaterThan(0)
    expect(found.length).toBeLessThanOrEqual(100)
  })
})
