import { describe, expect, it } from 'vitest'
import { check, complaintsOf, complexOf, component, ligand, protein, warningsOf } from './sample-complexes'

const withLigand = (smiles: string) => complexOf([protein(['A']), ligand(['L'], smiles)])
const withComponent = (ccd: string) => complexOf([protein(['A']), component(['L'], ccd)])

describe('SMILES', () => {
  it('trims it and counts its tokens', () => {
    expect(check(withLigand('  CC(=O)Oc1ccccc1C(=O)O\n'))).toMatchObject({
      ok: true, tokens: 22 + 13, warnings: [], complex: { entities: [{}, { smiles: 'CC(=O)Oc1ccccc1C(=O)O' }] },
    })
  })

  it('names entity and character of a fault', () => {
    expect(complaintsOf(withLigand('CC(=O'))).toEqual([
      'entities.1.smiles: Entity 2 (ligand L): A parenthesis “(” is opened and never closed. (character 3)',
    ])
    expect(complaintsOf(withLigand(''))[0]).toContain('has no SMILES')
  })

  it.each([['[Mg+2]', 'MG'], ['[Ca+2]', 'CA'], ['[Na+]', 'NA'], ['[Zn]', 'ZN'], ['[Fe+3]', 'FE'], ['[Fe+2]', 'FE2'], ['[Cu+]', 'CU1'], ['[Co+3]', '3CO'], ['[Cl-]', 'CL'], ['[I-]', 'IOD']])(
    'steers the ion %s to the CCD code %s', (smiles, code) => {
      expect(complaintsOf(withLigand(smiles))).toEqual([expect.stringContaining(`Use the CCD code ${code} instead.`)])
      expect(complaintsOf(withComponent(code))).toEqual([])
    },
  )

  it('warns about salts, naming the codes of their ions', () => {
    const [warning] = warningsOf(withLigand('CC(=O)[O-].[Na+]'))
    expect(warning).toContain('2 separate parts (4 + 1 heavy atoms)')
    expect(warning).toContain('by CCD code (NA)')
  })

  it('warns about stereochemistry that is left open', () => {
    expect(warningsOf(withLigand('CC(O)C(N)C=CC'))[0]).toContain('leaves 2 stereocentres and 1 double bond (E/Z) undefined')
  })

  it('names only the signs that would settle it', () => {
    expect(warningsOf(withLigand('CC=CC'))[0]).toMatch(/Write \/ or \\ to choose\.$/)
    expect(warningsOf(withLigand('CC(O)N'))[0]).toMatch(/Write @ or @@ to choose\.$/)
    expect(warningsOf(withLigand('CC(O)C(N)C=CC'))[0]).toMatch(/Write @ or @@, \/ or \\ to choose\.$/)
  })

  it('warns about elements that Boltz writes as others, and about names that grow too long', () => {
    expect(warningsOf(withLigand('C[Co]C'))[0]).toContain('holds Co, which Boltz 2.2.1 writes as another element')
    expect(warningsOf(withLigand('C[Fe]C'))).toEqual([])
    expect(warningsOf(withLigand(`Br${'C'.repeat(40)}`))[0]).toContain('122 atoms with its hydrogens and holds Br')
    expect(warningsOf(withLigand('BrCCC'))).toEqual([])
  })

  it('warns about ligands so large that their conformer may fail', () => {
    expect(warningsOf(withLigand('C'.repeat(128)))).toEqual([])
    expect(warningsOf(withLigand('C'.repeat(129)))).toEqual([expect.stringContaining('has 129 heavy atoms. Its 3D conformer can take minutes or fail')])
  })

  it('refuses more atoms than Boltz can name', () => {
    expect(complaintsOf(withLigand('C'.repeat(400)))[0]).toContain('1,202 atoms with its hydrogens; Boltz can name at most 999')
  })

  it.each(['./ligand.sdf', '/etc/passwd', '..\\x', 'C:\\data\\x', 'file:///etc/passwd', 'ligand.mol2', '~/x', 's3://bucket/x'])('refuses the path %s', (path) => {
    expect(complaintsOf(withLigand(path))[0]).toContain('name of a file')
  })

  it.each(['F/C=C/F', 'F/C=C\\F', 'C/C=C/C.[Na+]'])('does not take %s for a path', (smiles) => {
    expect(complaintsOf(withLigand(smiles))).toEqual([])
  })
})

describe('CCD codes', () => {
  it('are strings, in capitals', () => {
    expect(check(withComponent(' atp '))).toMatchObject({ ok: true, tokens: 22 + 31, complex: { entities: [{}, { ccd: 'ATP' }] } })
    expect(check(withComponent('NO'))).toMatchObject({ ok: true, tokens: 24 })
    expect(check(withComponent('017'))).toMatchObject({ ok: true, tokens: 60 })
  })

  it('that do not exist are refused by name, with what was perhaps meant', () => {
    expect(complaintsOf(withComponent('N0'))[0]).toMatch(
      /^entities\.1\.ccd: Entity 2 \(ligand L\): “N0” is not in the Chemical Component Dictionary\. Did you mean NO \(NITRIC OXIDE\)/,
    )
    expect(complaintsOf(withComponent(''))[0]).toContain('has no CCD code')
    expect(complaintsOf(withComponent('CC(=O)O'))[0]).toContain('is not a CCD code')
  })

  it('are suggested for the first unknown ones only, since each search takes a while', () => {
    const started = performance.now()
    const unknown = Array.from({ length: 200 }, (_, index) => component([`L${index}`], `QQ${String(index).padStart(3, '0')}`))
    expect(complaintsOf(complexOf(unknown)).length).toBeGreaterThan(90)
    expect(performance.now() - started).toBeLessThan(5000)
  })

  it.each(['UNL', 'UNX', 'DUM', 'ASX'])('such as %s, which stand for something unknown, are refused with the reason', (code) => {
    expect(complaintsOf(withComponent(code))).toEqual([expect.stringContaining(`${code} is a placeholder for something unknown`)])
  })

  it('of water are taken with a warning', () => {
    expect(warningsOf(withComponent('HOH'))).toEqual([expect.stringContaining('HOH is water')])
    expect(warningsOf(withComponent('DOD'))).toEqual([expect.stringContaining('DOD is water')])
    expect(warningsOf(withComponent('MG'))).toEqual([])
  })

  it('that nothing is near get no suggestion', () => {
    expect(complaintsOf(withComponent('XQZ7'))[0]).toMatch(/Dictionary\. Search by name, or give a SMILES\.$/)
  })

  it('that were withdrawn are taken with a warning', () => {
    expect(warningsOf(withComponent('0AA'))).toEqual(['entities.1.ccd: Entity 2 (ligand L): 0AA was withdrawn from the dictionary; Boltz may not know it. Its successor is VME.'])
  })

  it('and a SMILES exclude each other', () => {
    const both = complexOf([protein(['A']), { type: 'ligand', chainIds: ['L'], smiles: 'C', ccd: 'ATP' }])
    expect(complaintsOf(both)[0]).toContain('both a SMILES and a CCD code')
  })
})
