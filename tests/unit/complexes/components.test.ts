import { execFileSync } from 'node:child_process'
import { readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { brotliDecompressSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { findComponent, searchComponents, similarComponents } from '@/lib/complexes/components'
import { codeOfIon } from '@/lib/complexes/ions'
import packed from '@/lib/complexes/component-table.json'
import { packTable } from '@/scripts/component-table-pack'

describe('the component table', () => {
  it('parses whole, line by line, in order', () => {
    const text = brotliDecompressSync(Buffer.from(packed.brotli, 'base64')).toString('utf8')
    const lines = text.split('\n')
    expect(lines).toHaveLength(packed.components)
    expect(packed.components).toBeGreaterThan(45_000)
    expect(packed.lastChange).toMatch(/^20\d\d-\d\d-\d\d$/)
    expect(lines.filter((line) => line.split('\t').length !== 8)).toEqual([])
    const codes = lines.map((line) => line.slice(0, line.indexOf('\t')))
    expect(new Set(codes).size).toBe(codes.length)
  })

  it('stays small enough to be committed', () => {
    expect(packed.brotli.length).toBeLessThan(1_600_000)
  })

  it.each([
    ['ATP', 'C10 H16 N5 O13 P3', 31, 47],
    ['NO', 'N O', 2, 2],
    ['017', 'C27 H37 N3 O7 S', 38, 75],
    ['HEM', 'C34 H32 Fe N4 O4', 43, 75],
    ['MG', 'Mg', 1, 1],
    ['SAH', 'C14 H20 N6 O5 S', 26, 46],
  ])('knows %s', (code, formula, heavyAtoms, atoms) => {
    expect(findComponent(code)).toMatchObject({ code, formula, heavyAtoms, atoms, obsolete: null, type: 'NON-POLYMER' })
  })

  it('knows nothing of codes that do not exist, or that are object keys', () => {
    for (const code of ['', 'QQQQQ', 'atp', 'constructor', '__proto__', 'ATP\t']) expect(findComponent(code)).toBeNull()
  })

  it('knows every ion code that we steer to, as a single atom of that element', () => {
    const charges = [-1, 0, 1, 2, 3]
    const symbols = 'Li Na K Rb Cs Ag Tl Au Cu Mg Ca Sr Ba Mn Fe Co Ni Zn Cd Hg Pb Pt Pd Al Ga In Cr Y La Eu Gd Tb Sm Yb F Cl Br I'.split(' ')
    const codes = symbols.flatMap((symbol) => charges.flatMap((charge) => {
      const code = codeOfIon(symbol, charge)
      return code === null ? [] : [{ symbol, code, found: findComponent(code) }]
    }))
    expect(codes.length).toBeGreaterThan(60)
    const wrong = codes.filter(({ symbol, found }) => found?.heavyAtoms !== 1 || found.formula?.toUpperCase() !== symbol.toUpperCase())
    expect(wrong).toEqual([])
  })
})

describe('search', () => {
  it('puts the code itself first, then whole names and synonyms', () => {
    expect(searchComponents('atp', 3)[0]?.code).toBe('ATP')
    expect(searchComponents('caffeine', 3)[0]?.code).toBe('CFF')
    expect(searchComponents('nadph', 5).map(({ code }) => code)).toContain('NDP')
    expect(searchComponents('  ', 5)).toEqual([])
    expect(searchComponents('a', 7)).toHaveLength(7)
  })

  it('suggests what an unknown code may have meant', () => {
    expect(similarComponents('N0')[0]?.code).toBe('NO')
    expect(similarComponents('ATPP')[0]?.code).toBe('ATP')
    expect(similarComponents('NADPH').map(({ code }) => code)).toContain('NDP')
    expect(similarComponents('GTPP').map(({ code }) => code)).toEqual(['GTP'])
    expect(similarComponents('BENZA').map(({ code }) => code)).toContain('BEN')
    expect(similarComponents('')).toEqual([])
  })

  it.each(['XQZ7', 'ZZ', '1234', 'FOOBA', 'APT1'])('suggests nothing for %s rather than nonsense', (code) => {
    expect(similarComponents(code)).toEqual([])
  })
})

describe('packTable', () => {
  const text = "# last change 2026-01-16\nATP\tADENOSINE-5'-TRIPHOSPHATE\tNON-POLYMER\tC10 H16 N5 O13 P3\t31\t47\t\t\nNO\tNITRIC OXIDE\tNON-POLYMER\tN O\t2\t2\t\t\n"

  it('gives the same bytes for the same text, and the text back', () => {
    const once = packTable(text, 'sample')
    expect(packTable(text, 'sample')).toEqual(once)
    expect(once).toMatchObject({ source: 'sample', lastChange: '2026-01-16', components: 2 })
    expect(brotliDecompressSync(Buffer.from(once.brotli, 'base64')).toString()).toBe(text.split('\n').slice(1, 3).join('\n'))
  })

  it('refuses a table of another shape, by line', () => {
    expect(() => packTable('ATP\tx\n', 'sample')).toThrow('does not name the last change')
    expect(() => packTable(`${text}HEM\tonly a name\n`, 'sample')).toThrow('Line 4 has another shape')
  })

  it('unpacks in a script that knows nothing of Next', () => {
    const out = path.join(tmpdir(), `atomera-components-${process.pid}.txt`)
    const script = `import { findComponent } from '@/lib/complexes/components'; import { writeFileSync } from 'node:fs'; writeFileSync(${JSON.stringify(out)}, findComponent('ATP')?.name ?? '')`
    try {
      execFileSync(process.execPath, ['--conditions=react-server', '--import', 'tsx', '--input-type=module', '--eval', script], { cwd: path.join(import.meta.dirname, '../../..') })
      expect(readFileSync(out, 'utf8')).toBe("ADENOSINE-5'-TRIPHOSPHATE")
    } finally {
      rmSync(out, { force: true })
    }
  })
})
