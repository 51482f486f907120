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

  it.each(['', 'not json', '{}', '[]', 'null', JSON.stringify({ draft: { ...EMPTY_DRAFT, entities: [{ type: 'protein' }] }, submissionKey: 'key-of-this-draft' })])(
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
