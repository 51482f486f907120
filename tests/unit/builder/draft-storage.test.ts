// @vitest-environment jsdom
// The stored draft survives a reload; whatever else stands in its place is put aside without breaking the page.
import { beforeEach, describe, expect, it, vi } from 'vitest'
import { EMPTY_DRAFT, newEntity } from '@/components/builder/draft'
import { loadDraft, saveDraft } from '@/components/builder/draft-storage'

const STORAGE_KEY = 'atomera.draft.1'

beforeEach(() => window.localStorage.clear())

describe('the stored draft', () => {
  it('comes back exactly, with its submission key', () => {
    const draft = { ...EMPTY_DRAFT, name: 'Mine', entities: [{ ...newEntity('e1', 'ligand', ['L']), smiles: 'CCO' }], affinityKey: 'e1' }
    expect(saveDraft({ draft, submissionKey: 'key-of-this-draft' })).toBe(true)
    expect(loadDraft()).toEqual({ draft, submissionKey: 'key-of-this-draft' })
  })

  const stored = (change: object, entity: object = {}, submissionKey = 'key-of-this-draft') =>
    JSON.stringify({ draft: { ...EMPTY_DRAFT, entities: [{ ...newEntity('e1', 'protein', ['A']), ...entity }], ...change }, submissionKey })

  it('takes a draft of the release before, which knew no long chain ids, and keeps no field it does not know', () => {
    window.localStorage.setItem(STORAGE_KEY, stored({ name: 'Old', longChainIds: undefined, colour: 'red' }, { weight: 3 }))
    expect(loadDraft().draft).toEqual({ ...EMPTY_DRAFT, name: 'Old' })
  })

  it.each([
    '', 'not json', '{}', '[]', 'null', '{"draft":null,"submissionKey":"key-of-this-draft"}',
    stored({ name: 7 }), stored({ entities: [{ type: 'protein' }] }), stored({ entities: {} }), stored({ affinityKey: 3 }), stored({ nextKey: 1.5 }),
    stored({ options: { ...EMPTY_DRAFT.options, seed: 7 } }), stored({ options: {} }), stored({ longChainIds: [1] }),
    stored({}, { type: 'lipid' }), stored({}, { chainIds: [] }), stored({}, { chainIds: [1] }), stored({}, { ligandBy: 'name' }), stored({}, { msa: '' }),
    stored({}, { label: 1 }), stored({}, { cleaned: 'x' }), stored({}, { sequence: null }), stored({}, {}, 'short'),
  ])(
    'starts empty when “%s” is stored',
    (text) => {
      window.localStorage.setItem(STORAGE_KEY, text)
      expect(loadDraft().draft).toEqual(EMPTY_DRAFT)
    },
  )

  it('gives every new draft a key of its own', () => {
    expect(loadDraft().submissionKey).not.toBe(loadDraft().submissionKey)
  })

  it('says when the browser keeps nothing', () => {
    const refused = vi.spyOn(Storage.prototype, 'setItem').mockImplementation(() => {
      throw new DOMException('full', 'QuotaExceededError')
    })
    expect(saveDraft({ draft: EMPTY_DRAFT, submissionKey: 'key-of-this-draft' })).toBe(false)
    refused.mockRestore()
  })
})
