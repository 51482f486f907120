import { describe, expect, it } from 'vitest'
import { readPose } from '@/lib/results/mmcif'
import { COMPLEX, plddtOf, poseCif, type TestChain } from '@/tests/support/boltz-files'

const read = (text: string) => readPose(new TextEncoder().encode(text))

function poseOf(text: string) {
  const outcome = read(text)
  if (!outcome.ok) throw new Error(JSON.stringify(outcome.complaints))
  return outcome.pose
}

const MIXED: TestChain[] = [
  { chainId: 'A', type: 'protein', residues: 3 },
  { chainId: 'A1', type: 'protein', residues: 3 },
  { chainId: 'R', type: 'rna', residues: 5 },
  { chainId: 'D', type: 'dna', residues: 2 },
  { chainId: 'LIG1', type: 'ligand', residues: 1 },
]

describe('a pose', () => {
  it('has its chains in file order, with type, residues and atoms', () => {
    expect(poseOf(poseCif(MIXED)).chains.map(({ chainId, polymer, residues, atoms }) => [chainId, polymer, residues, atoms])).toEqual([
      ['A', 'protein', 3, 15],
      ['A1', 'protein', 3, 15],
      ['R', 'rna', 5, 15],
      ['D', 'dna', 2, 6],
      ['LIG1', null, 1, 5],
    ])
  })

  it('has a pLDDT for each residue and each ligand atom', () => {
    expect(poseOf(poseCif()).tokenPlddt).toEqual(plddtOf(COMPLEX))
  })

  it('is read with columns in another order, without entity tables, and with Windows line ends', () => {
    const columns = ['Cartn_z', 'Cartn_y', 'Cartn_x', 'label_asym_id', 'label_seq_id', 'label_comp_id', 'B_iso_or_equiv']
    const text = ['data_x', 'loop_', ...columns.map((column) => `_atom_site.${column}`), '1 2 3 A 1 DA 90', '1 2 4 A 2 DC 80', ''].join('\r\n')
    expect(poseOf(text)).toMatchObject({ chains: [{ chainId: 'A', polymer: 'dna', residues: 2 }], tokenPlddt: [90, 80] })
  })

  it('with one atom may be written without a loop', () => {
    const fields = { Cartn_x: '1', Cartn_y: '2', Cartn_z: '3', label_asym_id: 'M', label_seq_id: '.', label_comp_id: 'MG' }
    const text = `data_x\n${Object.entries(fields).map(([name, value]) => `_atom_site.${name} ${value}`).join('\n')}\n`
    expect(poseOf(text)).toMatchObject({ chains: [{ chainId: 'M', polymer: null, residues: 1 }], tokenPlddt: [null] })
  })

  it('keeps to the first model and the first block', () => {
    const second = poseCif().split('\n').filter((line) => /^(ATOM|HETATM)/.test(line)).map((line) => line.replace(/ 1$/, ' 2'))
    const doubled = poseCif().replace(/#\n$/, `${second.join('\n')}\n#\n`)
    expect(poseOf(doubled).atoms).toBe(poseOf(poseCif()).atoms)
    expect(poseOf(`${poseCif()}\n${poseCif([{ chainId: 'Z', type: 'rna', residues: 9 }])}`).chains).toHaveLength(2)
  })

  it('knows quoted names, comments and text fields', () => {
    expect(poseOf(poseCif(MIXED).replace('#\n', '# a comment with loop_ and _atom_site.id\n')).chains).toHaveLength(5)
  })
})

describe('what can not be a structure is refused with its line', () => {
  const lineOf = (text: string, pattern: RegExp) => text.split('\n').findIndex((line) => pattern.test(line)) + 1

  const withX = (word: string) => poseCif().replace(/^(ATOM 3 .*? \? A )\S+/m, `$1 ${word}`)

  it.each([
    ['a word', 'abc'],
    ['nan', 'nan'],
    ['inf', 'inf'],
    ['nothing', '?'],
  ])('a coordinate that is %s', (_case, word) => {
    const text = withX(word)
    expect(read(text)).toMatchObject({ ok: false, complaints: [{ at: `line ${lineOf(text, /^ATOM 3 /)}`, message: expect.stringContaining('Atom 3') }] })
  })

  it.each([['0x1F'], ['1e400'], ['0b1'], ['1.2.3'], ['--1'], ['1'.repeat(41)], ['<script>alert(1)</script>'], ['1e']])('a coordinate that is %s', (word) => {
    expect(read(withX(word))).toMatchObject({ ok: false, complaints: [{ message: expect.stringContaining('not a number') }] })
  })

  it('a chain whose name is a text', () => {
    const chain = (id: string) => read(poseCif([{ chainId: id, type: 'protein', residues: 2 }]))
    expect(chain('x'.repeat(65))).toMatchObject({ ok: false, complaints: [{ message: expect.stringContaining('64 characters') }] })
    expect(chain('x'.repeat(64)).ok).toBe(true)
  })

  it('a coordinate far out', () => {
    expect(read(withX('12345.6'))).toMatchObject({ ok: false, complaints: [{ message: expect.stringContaining('farther') }] })
  })

  it('all atoms at one point', () => {
    expect(read(poseCif().replace(/^((?:ATOM|HETATM) .*? \? [AB] )\S+ \S+ \S+/gm, '$1 0.0 0.0 0.0'))).toMatchObject({ ok: false, complaints: [{ message: 'All atoms lie at one point.' }] })
  })

  it.each([
    ['an empty file', ''],
    ['no atoms', 'data_model\n_entry.id model\n'],
    ['a PDB file', 'ATOM      1  N   MET A   1      11.1  22.2  33.3  1.00 90.00           N\n'],
    ['HTML', '<html><body>404</body></html>'],
    ['zeros', '\0'.repeat(1000)],
  ])('%s', (_case, text) => {
    expect(read(text).ok).toBe(false)
  })

  it('a file that is cut anywhere never reads as whole', () => {
    const text = poseCif()
    const whole = poseOf(text).atoms
    for (let cut = 0; cut < text.length - 4; cut += 37) {
      const outcome = read(text.slice(0, cut))
      expect(outcome.ok ? outcome.pose.atoms : 0).toBeLessThan(whole)
    }
  })

  it('a row with a missing word is noticed', () => {
    expect(read(poseCif().replace(/^(ATOM 5 .*) \S+$/m, '$1')).ok).toBe(false)
  })
})

describe('what is made to be slow or to fill memory is walked through once and refused', () => {
  const columns = ['group_PDB', 'id', 'type_symbol', 'label_atom_id', 'label_comp_id', 'label_seq_id', 'label_asym_id', 'Cartn_x', 'Cartn_y', 'Cartn_z', 'B_iso_or_equiv']
  const table = (rows: string[]) => ['data_x', 'loop_', ...columns.map((column) => `_atom_site.${column}`), ...rows, ''].join('\n')
  const row = (atom: number, chain = 'A') => `ATOM ${atom} C CA ALA ${atom} ${chain} ${atom % 100}.5 1 1 50`

  it('more atoms than are read', () => {
    expect(read(table(Array.from({ length: 200_001 }, (_, atom) => row(atom))))).toMatchObject({ ok: false, complaints: [{ at: 'line 200014', message: 'The structure has more than 200000 atoms.' }] })
  })

  it('more chains than any complex has', () => {
    expect(read(table(Array.from({ length: 10_001 }, (_, atom) => row(atom, `C${atom}`))))).toMatchObject({ ok: false, complaints: [{ message: 'The structure has more than 10000 chains.' }] })
  })

  it.each<[string, string]>([
    ['a table of a million columns', `data_x loop_ ${'_a.b '.repeat(1_000_000)}`],
    ['a row of a million columns', `data_x ${'_a.b 1 '.repeat(1_000_000)}`],
    ['a million tables without a row', `data_x ${'loop_ _a.b '.repeat(1_000_000)}`],
    ['a line of millions of quoted words', `data_x ${"'a' ".repeat(3_000_000)}`],
    ['quotes that never close', `data_x ${"'a".repeat(5_000_000)}`],
    ['a text field of line feeds', `data_x\n;${'\n'.repeat(15_000_000)}`],
    ['text fields of nothing', `data_x\n${';\n;\n'.repeat(3_000_000)}`],
    ['comments', `data_x\n${'#\n'.repeat(5_000_000)}`],
    ['one word of 20 MB', `data_${'x'.repeat(20_000_000)}`],
    ['a coordinate of 10 MB', table([`ATOM 1 C CA ALA 1 A ${'9'.repeat(10_000_000)} 1 1 50`])],
    ['nothing but spaces', ' '.repeat(20_000_000)],
    ['a file that is larger than any structure', 'x'.repeat(25_000_000 + 200_000)],
  ])('%s', (_case, text) => expect(read(text).ok).toBe(false))
})
