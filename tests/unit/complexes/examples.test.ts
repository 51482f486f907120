import { describe, expect, it } from 'vitest'
import { EXAMPLES } from '@/lib/complexes/examples'
import { RunOptions } from '@/lib/compute/options'
import { check } from './sample-complexes'

describe('the examples', () => {
  it('are six of different kinds', () => {
    expect(EXAMPLES).toHaveLength(6)
    expect(new Set(EXAMPLES.map(({ id }) => id)).size).toBe(6)
    expect(new Set(EXAMPLES.map(({ kind }) => kind)).size).toBe(6)
  })

  it.each(EXAMPLES.map((example) => [example.id, example] as const))('%s passes without complaint or warning and is small', (_id, example) => {
    const checked = check(example.complex)
    expect(checked).toMatchObject({ ok: true, warnings: [], complex: example.complex })
    expect(checked.tokens).toBeLessThan(400)
    expect(example.why.length).toBeGreaterThan(60)
    expect(example.pdbId).toMatch(/^\d[A-Z0-9]{3}$/)
    expect(RunOptions.safeParse(example.options ?? {}).success).toBe(true)
  })

  it('have the lengths and landmarks of their entries', () => {
    const sequences = Object.fromEntries(EXAMPLES.map(({ id, complex }) => [id, complex.entities.map((entity) => (entity.type === 'ligand' ? '' : entity.sequence))]))
    expect(sequences['ubiquitin']?.[0]).toMatch(/^MQIFVK.{70}$/)
    expect(sequences['ubiquitin']?.[0]?.[47]).toBe('K')
    expect(sequences['trypsin-benzamidine']?.[0]).toMatch(/^IVGG.{219}$/)
    expect(sequences['trypsin-benzamidine']?.[0]).toContain('GDSGGPVV')
    expect(sequences['hiv-protease']?.[0]).toMatch(/^PQITL.{94}$/)
    expect(sequences['hiv-protease']?.[0]?.slice(24, 27)).toBe('DTG')
    expect(sequences['zif268-dna']?.map(({ length }) => length)).toEqual([90, 11, 11, 0])
    expect(sequences['theophylline-aptamer']?.[0]).toHaveLength(33)
    expect(sequences['dhfr-cofactor']?.[0]).toMatch(/^MISLIAALA.{150}$/)
    expect(sequences['dhfr-cofactor']?.[0]?.[26]).toBe('D')
  })
})
