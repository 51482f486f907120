// The builder's reducer: nothing typed is lost, chain ids stay unique, and what could hurt can be undone.
import { describe, expect, it } from 'vitest'
import { EMPTY_DRAFT, isBlank, type Draft } from '@/components/builder/draft'
import { complexOf, draftOf, draftOptionsOf, nameOf, suggestName } from '@/components/builder/draft-complex'
import { MOST_COPIES, reduceDraft, type BuilderState, type DraftChange } from '@/components/builder/draft-reducer'
import { EXAMPLES } from '@/lib/complexes/examples'

const start = (draft: Draft = EMPTY_DRAFT): BuilderState => ({ draft, before: [], after: [] })
const after = (changes: DraftChange[], state = start()): BuilderState => changes.reduce(reduceDraft, state)

const withLigand = after([
  { type: 'text', key: 'e1', field: 'sequence', text: 'MKT' },
  { type: 'add', entityType: 'ligand' },
  { type: 'text', key: 'e2', field: 'smiles', text: 'CCO' },
  { type: 'affinity', key: 'e2' },
])

describe('entities', () => {
  it('gives an added entity the next free chain id and a key of its own', () => {
    const { entities } = withLigand.draft
    expect(entities.map(({ key, chainIds }) => [key, chainIds])).toEqual([['e1', ['A']], ['e2', ['B']]])
  })

  it('never hands out a key twice, even after removing', () => {
    const { draft } = after([{ type: 'remove', key: 'e2' }, { type: 'add', entityType: 'rna' }], withLigand)
    expect(draft.entities.map(({ key }) => key)).toEqual(['e1', 'e3'])
  })

  it('duplicates right after the original, with as many fresh chains', () => {
    const { draft } = after([{ type: 'copies', key: 'e1', count: 2 }, { type: 'duplicate', key: 'e1' }], withLigand)
    expect(draft.entities.map(({ chainIds }) => chainIds)).toEqual([['A', 'C'], ['D', 'E'], ['B']])
    expect(draft.entities[1]?.sequence).toBe('MKT')
  })

  it('moves within the list and stops at its ends', () => {
    const moved = after([{ type: 'move', key: 'e2', by: -1 }], withLigand)
    expect(moved.draft.entities.map(({ key }) => key)).toEqual(['e2', 'e1'])
    expect(after([{ type: 'move', key: 'e2', by: -1 }], moved).draft).toEqual(moved.draft)
  })

  it('keeps chain ids that were written by hand when copies are taken away and added', () => {
    const { draft } = after([
      { type: 'chainId', key: 'e1', copy: 0, id: 'HEAV' },
      { type: 'copies', key: 'e1', count: 3 },
      { type: 'copies', key: 'e1', count: 2 },
    ], withLigand)
    expect(draft.entities[0]?.chainIds).toEqual(['HEAV', 'A'])
  })

  it('holds copies between 1 and its bound', () => {
    const count = (wished: number) => after([{ type: 'copies', key: 'e1', count: wished }]).draft.entities[0]?.chainIds.length
    expect([count(0), count(-4), count(1e9)]).toEqual([1, 1, MOST_COPIES])
  })

  it('keeps each text when the kind or the way of giving a ligand changes there and back', () => {
    const { draft } = after([
      { type: 'kind', key: 'e1', entityType: 'ligand' },
      { type: 'text', key: 'e1', field: 'ccd', text: 'ATP' },
      { type: 'ligandBy', key: 'e1', by: 'ccd' },
      { type: 'kind', key: 'e1', entityType: 'protein' },
    ], withLigand)
    expect(draft.entities[0]).toMatchObject({ type: 'protein', sequence: 'MKT', ccd: 'ATP' })
  })
})

describe('affinity', () => {
  it('follows its ligand when chains are renamed', () => {
    const { draft } = after([{ type: 'chainId', key: 'e2', copy: 0, id: 'LIG' }], withLigand)
    expect(complexOf(draft).affinityBinder).toBe('LIG')
  })

  it('ends when the ligand goes or becomes something else', () => {
    expect(after([{ type: 'remove', key: 'e2' }], withLigand).draft.affinityKey).toBeNull()
    expect(after([{ type: 'kind', key: 'e2', entityType: 'dna' }], withLigand).draft.affinityKey).toBeNull()
  })

  it('cannot be set to a polymer', () => {
    expect(after([{ type: 'affinity', key: 'e1' }], withLigand).draft.affinityKey).toBeNull()
  })
})

describe('cleaning and FASTA', () => {
  it('cleans on leaving the field and says what it took away', () => {
    const { draft } = after([{ type: 'text', key: 'e1', field: 'sequence', text: '>sp|P1|TEST\nmk t\n10 AA' }, { type: 'clean', key: 'e1' }])
    expect(draft.entities[0]?.sequence).toBe('MKTAA')
    expect(draft.entities[0]?.cleaned.join()).toMatch(/FASTA header.*spaces.*numbers/)
    expect(draft.entities[0]?.label).toBe('P1')
  })

  it('leaves a clean sequence and its earlier note alone', () => {
    const cleaned = after([{ type: 'text', key: 'e1', field: 'sequence', text: 'M K' }, { type: 'clean', key: 'e1' }])
    expect(after([{ type: 'clean', key: 'e1' }], cleaned).draft).toBe(cleaned.draft)
  })

  it('drops no letter, not even a wrong one', () => {
    const { draft } = after([{ type: 'text', key: 'e1', field: 'sequence', text: 'MK*1?' }, { type: 'clean', key: 'e1' }])
    expect(draft.entities[0]?.sequence).toBe('MK*?')
  })

  it('makes one entity per record, in order, between its neighbours, and can take it back', () => {
    const pasted = after([{ type: 'fasta', key: 'e1', text: '>one\nMKTAYIAK\n>two\nACGTACGT\n>three\nACGUACGU' }], withLigand)
    expect(pasted.draft.entities.map(({ type, label, chainIds }) => [type, label, chainIds[0]])).toEqual([
      ['protein', 'one', 'A'], ['dna', 'two', 'C'], ['rna', 'three', 'D'], ['ligand', null, 'B'],
    ])
    expect(after([{ type: 'undo' }], pasted).draft).toEqual(withLigand.draft)
  })
})

describe('undo', () => {
  it('brings back what was removed, and redo removes it again', () => {
    const removed = after([{ type: 'remove', key: 'e1' }], withLigand)
    const undone = after([{ type: 'undo' }], removed)
    expect(undone.draft).toEqual(withLigand.draft)
    expect(after([{ type: 'redo' }], undone).draft).toEqual(removed.draft)
  })

  it('does nothing when there is nothing to undo or redo', () => {
    const state = start()
    expect(after([{ type: 'undo' }, { type: 'redo' }], state)).toBe(state)
  })
})

describe('a complex and its draft', () => {
  it.each(EXAMPLES.map((example) => [example.id, example] as const))('keeps %s exactly', (_id, example) => {
    expect(complexOf(draftOf(example.complex, example.title))).toEqual(example.complex)
  })

  it('takes over options but leaves the time limit to be decided anew', () => {
    const options = draftOptionsOf({ diffusion_samples: 5, seed: 42, use_msa_server: false, executionTimeoutMs: 90_000 })
    expect(options).toMatchObject({ diffusion_samples: '5', seed: '42', use_msa_server: false, timeLimitMinutes: '' })
  })

  it('is blank only while nothing was typed', () => {
    expect(isBlank(EMPTY_DRAFT)).toBe(true)
    expect(isBlank(withLigand.draft)).toBe(false)
    expect(isBlank({ ...EMPTY_DRAFT, name: 'x' })).toBe(false)
  })

  it('suggests a name from what is there and keeps one that was given', () => {
    expect(suggestName(EMPTY_DRAFT)).toBe('Untitled complex')
    expect(suggestName(withLigand.draft)).toBe('Protein + ligand')
    expect(nameOf({ ...withLigand.draft, name: '  Mine ' })).toBe('Mine')
  })
})
