import { describe, expect, it } from 'vitest'
import type { Molecule } from '@/lib/complexes/chemistry'
import { analyseSmiles, drawSmiles } from '@/lib/complexes/smiles'

function read(text: string): Molecule {
  const answer = analyseSmiles(text)
  if (!answer.ok) throw new Error(`${text}: ${answer.message}`)
  return answer
}

describe('analyseSmiles', () => {
  it('counts atoms as Boltz does', () => {
    expect(read('CC(=O)Oc1ccccc1C(=O)O')).toMatchObject({ heavyAtoms: 13, atoms: 21, formula: 'C9H8O4', charge: 0, fragments: [13], ions: [] })
    expect(read('[2H]C([2H])([2H])O')).toMatchObject({ heavyAtoms: 2, atoms: 6 })
    expect(read('C[N+](C)(C)CCO')).toMatchObject({ heavyAtoms: 7, charge: 1, elements: ['C', 'N', 'O'] })
    expect(read('Cn1cnc2c1c(=O)n(C)c(=O)n2C')).toMatchObject({ heavyAtoms: 14, formula: 'C8H10N4O2' })
  })

  it.each([
    ['CC(O)C(=O)O', 1, 0], ['C[C@H](O)C(=O)O', 0, 0], ['CC=CC', 0, 1], ['C/C=C/C', 0, 0], ['CS(=O)CC', 1, 0], ['OC1CCC(O)CC1', 2, 0],
    ['NC(=N)c1ccccc1', 0, 0], ['CC(N)C', 0, 0], ['CC=C(C)C', 0, 0], ['CC1(C(N2C(S1)C(C2=O)N)C(=O)O)C', 3, 0], ['[N+](C)(CC)(CCC)CCCC', 1, 0], ['C1CCCC=C1', 0, 0], ['CN(CC)C(C)=O', 0, 0],
  ])('%s leaves %i centres and %i double bonds open', (text, undefinedStereocentres, undefinedDoubleBonds) => {
    expect(read(text)).toMatchObject({ undefinedStereocentres, undefinedDoubleBonds })
  })

  it('does not take the phosphates of ATP for stereocentres', () => {
    const atp = 'Nc1ncnc2n(cnc12)[C@@H]1O[C@H](COP(=O)(O)OP(=O)(O)OP(O)(O)=O)[C@@H](O)[C@H]1O'
    expect(read(atp)).toMatchObject({ heavyAtoms: 31, atoms: 47, undefinedStereocentres: 0 })
    expect(read('CCOP(=S)(OC)O').undefinedStereocentres).toBe(1)
  })

  it('tells the parts of a salt and the codes of its ions', () => {
    expect(read('CC(=O)[O-].[Na+]')).toMatchObject({ fragments: [4, 1], ions: [{ symbol: 'Na', charge: 1, code: 'NA' }], charge: 0 })
    expect(read('CCN.Cl').fragments).toEqual([3, 1])
  })

  it('gives one identity to one molecule, however written', () => {
    expect(read('OCC').identity).toBe(read('C(C)O').identity)
    expect(read('C[C@H](O)F').identity).not.toBe(read('C[C@@H](O)F').identity)
  })

  it.each([
    ['', null, 'is empty'],
    ['CC(=O', 3, 'opened and never closed'],
    ['CC)', 3, 'never opened'],
    ['C1CC', 2, 'Ring closure 1'],
    ['C%12CC', 2, 'Ring closure 12'],
    ['C%1', 2, 'Two digits'],
    ['1CC', 1, 'needs an atom in front'],
    ['C[NH', 2, 'never closed'],
    ['C]', 2, 'never opened'],
    ['C[]', 2, 'are empty'],
    ['C[C[O]]', 4, 'inside another one'],
    ['C()C', 2, 'are empty'],
    ['(C)C', 1, 'needs an atom in front'],
    ['C==C', 3, 'Two bonds'],
    ['C=', 2, 'an atom is missing'],
    ['C(=)C', 3, 'an atom is missing'],
    ['=CC', 1, 'needs an atom in front'],
    ['C..C', 3, 'needs a molecule in front'],
    ['C.', 2, 'a molecule is missing'],
    ['CC CC', 3, 'A space'],
    ['CC>>CO', 3, 'a reaction'],
    ['N->[Pt]', 3, 'A dative bond'],
    ['[Pt]<-N', 5, 'A dative bond'],
    ['[2H]Oc1cccc1', null, 'can not alternate'],
    ['CC*', 3, 'placeholder'],
    ['C[*]', 2, 'placeholder'],
    ['C[R1]', 2, 'placeholder'],
    ['NaCl', 2, '“a” is no atom here'],
    ['CXC', 2, '“X” is no atom here'],
    ['C[Xx]C', 2, '“Xx” in “[Xx]” is not a chemical element'],
    ['C[C@Hr]C', 2, 'not written as an atom'],
    ['CC#(C)', 3, 'belongs inside the parenthesis'],
    ['CC(.O)', 4, 'needs a molecule in front'],
    ['C1c=CC=CO1', null, 'can not alternate'],
    ['CC–O', 3, '“–” does not belong'],
    ['C🧬', 2, '“🧬” does not belong'],
    ['CC(C)(C)(C)C', 2, 'This C has 5 bonds; it can have 4.'],
    ['FOF(C)', 3, 'This F has 2 bonds; it can have 1.'],
    ['C[N+](C)(C)(C)C', 2, 'This N with charge +1 has 5 bonds'],
    ['n1cccc1', null, 'Usually an [nH] is missing'],
    ['cc', 1, 'stands in no ring'],
    ['[H][H]', null, 'no atom but hydrogen'],
    ['C'.repeat(501), null, '501 heavy atoms'],
    ['C'.repeat(4001), null, '4,001 characters'],
  ])('refuses %j at %j', (text, position, words) => {
    const answer = analyseSmiles(text)
    expect(answer).toMatchObject({ ok: false, position })
    expect(answer.ok ? '' : answer.message).toContain(words)
  })

  it.each(['O=N(=O)c1ccccc1', 'C[N+](=O)[O-]', 'CS(=O)(=O)N', 'OP(=O)(O)O', 'FS(F)(F)(F)(F)F', 'F[B-](F)(F)F', '[O-]Cl(=O)(=O)=O', '[C-]#[O+]', 'c1cc[nH+]cc1', '[se]1cccc1', 'c1ccsc1', 'C[Se]C', 'CN=[N+]=[N-]', 'c1ccc2[nH]ccc2c1', 'Cl[Pt](Cl)(N)N', '[H]O[H]', '[CH2]c1ccccc1', 'C[C]1CCCCC1c1ccccc1', '[13CH3:1]O', '[Fe++]', '[C@TH1](F)(Cl)(Br)I'])(
    'takes %s, which RDKit takes too', (text) => {
      expect(analyseSmiles(text)).toMatchObject({ ok: true })
    },
  )
})

describe('drawSmiles', () => {
  const size = { width: 240, height: 160 }

  it('draws the same twice, with nothing that a strict content security policy forbids', () => {
    const svg = drawSmiles('C[C@@H](N)C(=O)[O-].[Na+]', { ...size, dark: false })
    expect(svg).toMatch(/^<svg xmlns="http:\/\/www.w3.org\/2000\/svg" width="240" height="160"/)
    expect(svg).not.toMatch(/<style|<script|style=|class=|id=|on\w+=|href/)
    expect(svg).toContain('<polygon')
    expect(svg).toContain('>Na</text>')
    expect(drawSmiles('C[C@@H](N)C(=O)[O-].[Na+]', { ...size, dark: false })).toBe(svg)
  })

  it('uses dark ink on light paper and light ink on a dark page', () => {
    expect(drawSmiles('CCO', { ...size, dark: false })).toContain('stroke="rgb(0,0,0)"')
    const dark = drawSmiles('CCO', { ...size, dark: true })
    expect(dark).toContain('stroke="rgb(228,228,231)"')
    expect(dark).not.toContain('rgb(0,0,0)')
  })
})
