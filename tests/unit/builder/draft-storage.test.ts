// @vitest-environment jsdom
// The stored draft survives a reload; whatever else stands in its place is put aside without breaking the page.
import { beforeEach, describe, expect, it, vi } from 'vitest'
import { EMPTY_DRAFT, newEntity } from '@/components/builder/draft'
import { draftKey, NOBODYS_KEY, removeDraftsOf } from '@/components/builder/draft-keys'
import { loadDraft, saveDraft } from '@/components/builder/draft-storage'

const STORAGE_KEY = draftKey('person_me', 'team_one')

beforeEach(() => window.localStorage.clear())

describe('the stored draft', () => {
  it('comes back exactly, with its submission key', () => {
    const draft = { ...EMPTY_DRAFT, name: 'Mine', entities: [{ ...newEntity('e1', 'ligand', ['L']), smiles: 'CCO' }], affinityKey: 'e1' }
    expect(saveDraft(STORAGE_KEY, { draft, submissionKey: 'key-of-this-draft' })).toBe(true)
    expect(loadDraft(STORAGE_KEY)).toEqual({ draft, submissionKey: 'key-of-this-draft' })
  })

  const stored = (change: object, entity: object = {}, submissionKey = 'key-of-this-draft') =>
    JSON.stringify({ draft: { ...EMPTY_DRAFT, entities: [{ ...newEntity('e1', 'protein', ['A']), ...entity }], ...change }, submissionKey })

  it('takes a draft of the release before, which knew no long chain ids, and keeps no field it does not know', () => {
    window.localStorage.setItem(STORAGE_KEY, stored({ name: 'Old', longChainIds: undefined, colour: 'red' }, { weight: 3 }))
    expect(loadDraft(STORAGE_KEY).draft).toEqual({ ...EMPTY_DRAFT, name: 'Old' })
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
      expect(loadDraft(STORAGE_KEY).draft).toEqual(EMPTY_DRAFT)
    },
  )

  it('gives every new draft a key of its own', () => {
    expect(loadDraft(STORAGE_KEY).submissionKey).not.toBe(loadDraft(STORAGE_KEY).submissionKey)
  })

  it('says when the browser keeps nothing', () => {
    const refused = vi.spyOn(Storage.prototype, 'setItem').mockImplementation(() => {
      throw new DOMException('full', 'QuotaExceededError')
    })
    expect(saveDraft(STORAGE_KEY, { draft: EMPTY_DRAFT, submissionKey: 'key-of-this-draft' })).toBe(false)
    refused.mockRestore()
  })
})

describe('whose draft it is', () => {
  const mine = { draft: { ...EMPTY_DRAFT, name: 'Mine' }, submissionKey: 'key-of-this-draft' }
  const nameFor = (personId: string, teamId: string | null) => loadDraft(draftKey(personId, teamId)).draft.name

  it('is nobody else\'s, and of one team', () => {
    saveDraft(draftKey('person_me', 'team_one'), mine)
    expect([nameFor('person_me', 'team_one'), nameFor('person_me', 'team_two'), nameFor('person_me', null), nameFor('person_you', 'team_one')]).toEqual(['Mine', '', '', ''])
  })

  it('goes with its person, in every team, and with nobody else', () => {
    for (const key of [draftKey('person_me', 'team_one'), draftKey('person_me', 'team_two'), draftKey('person_me2', 'team_one')]) saveDraft(key, mine)
    window.localStorage.setItem('atomera.other', 'stays')
    removeDraftsOf('person_me')
    expect(Object.keys(window.localStorage).sort()).toEqual([draftKey('person_me2', 'team_one'), 'atomera.other'].sort())
  })

  it('from before it was a person\'s is that of who opens the builder first, and of nobody after', () => {
    window.localStorage.setItem(NOBODYS_KEY, JSON.stringify(mine))
    expect([nameFor('person_me', 'team_one'), nameFor('person_you', 'team_one'), nameFor('person_me', 'team_one')]).toEqual(['Mine', '', 'Mine'])
    expect(window.localStorage.getItem(NOBODYS_KEY)).toBeNull()
  })

  it('from before is not put over one\'s own', () => {
    saveDraft(draftKey('person_me', 'team_one'), mine)
    window.localStorage.setItem(NOBODYS_KEY, JSON.stringify({ ...mine, draft: { ...EMPTY_DRAFT, name: 'Old' } }))
    expect(nameFor('person_me', 'team_one')).toBe('Mine')
    expect(window.localStorage.getItem(NOBODYS_KEY)).toBeNull()
  })
})
