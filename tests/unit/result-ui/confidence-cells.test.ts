import { describe, expect, test } from 'vitest'
import { columnsFor, scoreCell, whyNotApplicable } from '@/components/result/confidence-cells'
import type { ResultView } from '@/lib/predictions/schema'

type Chain = ResultView['chains'][number]
const chain = (index: number, type: number): Chain => ({ index, chain_id: `C${index}`, mol_type: type, entity_id: index, num_residues: 10 })
const monomer = [chain(0, 0)]
const withLigand = [chain(0, 0), chain(1, 3)]
const dimer = [chain(0, 0), chain(1, 0)]

describe('a zero', () => {
  test('of a single chain is not applicable', () => {
    expect(scoreCell('iptm', { iptm: 0 }, monomer).kind).toBe('notApplicable')
    expect(scoreCell('complex_ipde', { complex_ipde: 0 }, monomer).kind).toBe('notApplicable')
    expect(scoreCell('protein_iptm', { protein_iptm: 0 }, withLigand).kind).toBe('notApplicable')
    expect(scoreCell('ligand_iptm', { ligand_iptm: 0 }, dimer).kind).toBe('notApplicable')
  })

  test('where the score applies stays a zero, the worst there is', () => {
    expect(scoreCell('iptm', { iptm: 0 }, dimer)).toEqual({ kind: 'value', value: 0, text: '0.000' })
    expect(scoreCell('ptm', { ptm: 0 }, monomer)).toEqual({ kind: 'value', value: 0, text: '0.000' })
  })

  test('of a pair score without a chain table is taken as Boltz means it', () => {
    expect(scoreCell('iptm', { iptm: 0 }, []).kind).toBe('notApplicable')
    expect(scoreCell('complex_plddt', { complex_plddt: 0 }, []).kind).toBe('value')
  })
})

test('missing is not reported, never a number', () => {
  expect(scoreCell('ptm', null, withLigand)).toEqual({ kind: 'notReported' })
  expect(scoreCell('ptm', { ptm: null }, withLigand)).toEqual({ kind: 'notReported' })
  expect(scoreCell('ptm', {}, withLigand)).toEqual({ kind: 'notReported' })
})

test('errors show two digits, scores three', () => {
  expect(scoreCell('complex_pde', { complex_pde: 0.3202 }, withLigand)).toMatchObject({ text: '0.32' })
  expect(scoreCell('ptm', { ptm: 0.97784 }, withLigand)).toMatchObject({ text: '0.978' })
})

test('without a chain table nothing is ruled out by it', () => {
  expect(whyNotApplicable('iptm', [])).toBeNull()
  expect(whyNotApplicable('ligand_iptm', withLigand)).toBeNull()
})

test('columns of the fork appear only with their numbers', () => {
  const sample = (confidence: Record<string, number>): ResultView['samples'][number] => ({
    index: 0,
    confidence,
    confidenceState: 'verified',
    poseFile: 'p.cif',
    plddtFile: null,
    paeFile: null,
    files: [],
  })
  expect(columnsFor([sample({ ptm: 1 })])).not.toContain('complex_pae')
  expect(columnsFor([sample({ complex_pae: 4.2 })])).toContain('complex_pae')
})
