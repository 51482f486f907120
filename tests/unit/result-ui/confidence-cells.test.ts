import { describe, expect, test } from 'vitest'
import { columnsFor, scoreCell } from '@/components/result/confidence-cells'
import { pairVerdict } from '@/components/result/pair-verdict'
import { unverifiedAffinity, unverifiedConfidence } from '@/components/result/unverified-words'
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

test('missing in a monomer is not reported too: only Boltz’s own 0 says that there was nothing to score', () => {
  expect(scoreCell('iptm', { iptm: null }, monomer)).toEqual({ kind: 'notReported' })
  expect(scoreCell('complex_ipae', {}, monomer)).toEqual({ kind: 'notReported' })
})

describe('the matrix of pairs', () => {
  const [protein, ligand] = withLigand

  test('gives no verdict aligned on a ligand, where ipTM is low by nature, nor on a ligand alone', () => {
    expect(pairVerdict(protein, ligand, 0.4)).toBeNull()
    expect(pairVerdict(ligand, ligand, 0.9)).toBeNull()
    expect(pairVerdict(ligand, protein, 0.98)?.label).toBe('confident')
  })

  test('judges chains alone by their fold, and nothing without a chain table', () => {
    expect(pairVerdict(protein, protein, 0.6)?.label).toBe('plausible fold')
    expect(pairVerdict(dimer[0], dimer[1], 0.5)?.label).toBe('probably failed')
    expect(pairVerdict(undefined, undefined, 0.5)).toBeNull()
  })
})

test('unverified says whether the file is absent or damaged', () => {
  const file = { role: 'confidence', sampleIndex: 1 } as const
  expect(unverifiedConfidence([file], 1)).toContain('came, but')
  expect(unverifiedConfidence([file], 0)).toContain('did not come')
  expect(unverifiedAffinity([{ role: 'affinity', sampleIndex: null }])).toContain('came, but')
  expect(unverifiedAffinity([file])).toContain('did not come')
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
