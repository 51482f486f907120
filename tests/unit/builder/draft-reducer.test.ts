// The builder's reducer: nothing typed is lost, chain ids stay unique, and what could hurt can be undone.
import { describe, expect, it } from 'vitest'
import { EMPTY_DRAFT, isBlank, type Draft } from '@/components/builder/draft'
import { complexOf, draftOf, draftOptionsOf, nameOf, suggestName } from '@/components/builder/draft-complex'
import { checkCopies, MOST_COPIES, readCopies } from '@/components/builder/copies'
import { reduceDraft, type BuilderState, type DraftChange } from '@/components/builder/draft-reducer'
import { checkComplex } from '@/lib/complexes/check'
import { EXAMPLES } from '@/lib/complexes/examples'
import type { Complex } from '@/lib/complexes/schema'
import { NO_CHEMISTRY } from '../complexes/no-chemistry'

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

  it('keeps a number of copies that will not do, complains about it, and forgets it once there is a right one', () => {
    const typed = after([{ type: 'copies', key: 'e1', count: 2 }, { type: 'copiesTyped', key: 'e1', text: '200' }], withLigand)
    expect(typed.draft.entities[0]).toMatchObject({ copiesTyped: '200', chainIds: ['A', 'C'] })
    expect(checkCopies(typed.draft)).toEqual([{ at: 'entities.0.copies', message: expect.stringMatching(/200 copies are more than one entity takes.* duplicate the entity\. Write 1 to 60\.$/) }])
    expect(checkCopies(after([{ type: 'copies', key: 'e1', count: 3 }], typed).draft)).toEqual([])
  })

  it.each([['1', 1], [' 12 ', 12], ['60', 60], ['61', null], ['200', null], ['0', null], ['', null], ['x', null], ['2.5', null], ['-1', null]])('reads “%s” copies as %s', (text, count) =>
    expect(readCopies(text)).toBe(count))

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

  it('keeps a header without a sequence, and complains instead', () => {
    const typed = after([{ type: 'text', key: 'e1', field: 'sequence', text: '>sp|P1|TEST\n' }])
    const { draft } = after([{ type: 'clean', key: 'e1' }], typed)
    expect(draft).toBe(typed.draft)
    const checked = checkComplex(complexOf(draft), NO_CHEMISTRY, { maxTokens: null })
    expect(checked.ok ? [] : checked.complaints.map(({ message }) => message)).toEqual([expect.stringContaining('FASTA header and no sequence')])
  })

  it('forgets where a sequence came from once it is another one, and not before', () => {
    const came = after([{ type: 'text', key: 'e1', field: 'sequence', text: '>sp|P1|TEST\nMKTAYIAKQR' }, { type: 'clean', key: 'e1' }])
    const labelAfter = (text: string) => after([{ type: 'text', key: 'e1', field: 'sequence', text }, { type: 'clean', key: 'e1' }], came).draft.entities[0]?.label
    expect([labelAfter('MKTAYGIAKQR'), labelAfter('KTAYIAKQR'), labelAfter('MKTAYIAKQRGSHHHHHHHHHHHHHH')]).toEqual(['P1', 'P1', 'P1'])
    expect([labelAfter(''), labelAfter('gl sd gew qq'), labelAfter('MLSDGEWQQVLNVWGK')]).toEqual([null, null, null])
    expect(labelAfter('>sp|P2|OTHER\nGLSDGEW')).toBe('P2')
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

  it('never drops what was typed after a change: typing, with its cleaning, is a step of its own', () => {
    const removed = after([{ type: 'remove', key: 'e2' }], withLigand)
    const typed = after([
      { type: 'text', key: 'e1', field: 'sequence', text: 'MKT a' },
      { type: 'clean', key: 'e1' },
      { type: 'text', key: 'e1', field: 'sequence', text: 'MKTAY' },
      { type: 'name', name: 'M' },
    ], removed)
    const once = after([{ type: 'undo' }], typed)
    expect(once.draft).toMatchObject({ name: '', entities: [{ sequence: 'MKTAY' }] })
    const twice = after([{ type: 'undo' }], once)
    expect(twice.draft).toEqual(removed.draft)
    const thrice = after([{ type: 'undo' }], twice)
    expect(thrice.draft).toEqual(withLigand.draft)
    expect(after([{ type: 'redo' }, { type: 'redo' }, { type: 'redo' }], thrice).draft).toEqual(typed.draft)
  })

  it('begins a new step when typing goes on after an undo', () => {
    const typed = after([{ type: 'name', name: 'a' }, { type: 'add', entityType: 'dna' }])
    const undone = after([{ type: 'undo' }, { type: 'name', name: 'ab' }], typed)
    expect(undone.after).toEqual([])
    expect(after([{ type: 'undo' }], undone).draft.name).toBe('a')
  })

  it('takes back a replacement with what was typed since, and redo brings both again', () => {
    const other = draftOf({ entities: [{ type: 'dna', chainIds: ['A'], sequence: 'ACGT' }], affinityBinder: null }, 'Other')
    const typed = after([{ type: 'replace', draft: other }, { type: 'name', name: 'Others' }], withLigand)
    const undone = after([{ type: 'undo', through: 'replace' }], typed)
    expect(undone.draft).toEqual(withLigand.draft)
    expect(after([{ type: 'redo' }, { type: 'redo' }], undone).draft).toEqual(typed.draft)
    expect(after([{ type: 'undo', through: 'replace' }], undone)).toBe(undone)
  })

  it('counts what another tab typed as one step', () => {
    const adopted = after([{ type: 'adopt', draft: { ...EMPTY_DRAFT, name: 'a' } }, { type: 'adopt', draft: { ...EMPTY_DRAFT, name: 'ab' } }], withLigand)
    expect(adopted.draft.name).toBe('ab')
    expect(after([{ type: 'undo' }], adopted).draft).toEqual(withLigand.draft)
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

  it('remembers the chain ids that are longer than may be typed', () => {
    const complex: Complex = { entities: [{ type: 'protein', chainIds: ['HEAVY', 'L'], sequence: 'MKT', msa: 'server' }], affinityBinder: null }
    expect(draftOf(complex, '').longChainIds).toEqual(['HEAVY'])
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
