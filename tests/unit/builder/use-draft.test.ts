// @vitest-environment jsdom
// The draft in several tabs: only a change is stored, what another tab stores is taken up, and what is being typed here stands.
import { act, cleanup, renderHook } from '@testing-library/react'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { EMPTY_DRAFT } from '@/components/builder/draft'
import { draftKey, removeDraftsOf } from '@/components/builder/draft-keys'
import { loadDraft } from '@/components/builder/draft-storage'
import { useDraft } from '@/components/builder/use-draft'
import { SignedIn } from '../result-ui/signed-in'

const STORAGE_KEY = draftKey('person_me', 'team_one')
const open = () => renderHook(() => useDraft(), { wrapper: SignedIn })
const storedName = () => loadDraft(STORAGE_KEY).draft.name

/** What stands in the storage once another tab has stored a draft, and what this tab is then told. */
function otherTabStores(name: string): string {
  const newValue = JSON.stringify({ draft: { ...EMPTY_DRAFT, name }, submissionKey: `key-of-${name}` })
  window.localStorage.setItem(STORAGE_KEY, newValue)
  return newValue
}
const tellOfStorage = (newValue: string | null, key = STORAGE_KEY) => act(() => void window.dispatchEvent(new StorageEvent('storage', { key, newValue })))
const close = () => act(() => void window.dispatchEvent(new Event('pagehide')))
const pause = () => act(() => void vi.advanceTimersByTime(1_000))

beforeEach(() => {
  window.localStorage.clear()
  vi.useFakeTimers()
})
afterEach(() => {
  cleanup()
  vi.useRealTimers()
})

describe('useDraft', () => {
  it('stores what was typed, at the latest when the page goes', () => {
    const { result } = open()
    act(() => result.current.change({ type: 'name', name: 'Mine' }))
    close()
    expect(storedName()).toBe('Mine')
  })

  it('does not store an unchanged draft over a newer one when an old tab is closed', () => {
    otherTabStores('Old')
    const { result } = open()
    pause()
    otherTabStores('Newer')
    close()
    expect(result.current.draft.name).toBe('Old')
    expect(storedName()).toBe('Newer')
  })

  it('takes up what another tab stores, with its submission key, and can take it back', () => {
    const { result } = open()
    tellOfStorage(otherTabStores('Theirs'))
    expect(result.current).toMatchObject({ draft: { name: 'Theirs' }, submissionKey: 'key-of-Theirs', canUndo: true })
    pause()
    expect(storedName()).toBe('Theirs')
    act(() => result.current.change({ type: 'undo' }))
    expect(result.current.draft.name).toBe('')
  })

  it('lets stand what is being typed here', () => {
    const { result } = open()
    act(() => result.current.change({ type: 'name', name: 'Mine' }))
    tellOfStorage(otherTabStores('Theirs'))
    pause()
    expect(result.current.draft.name).toBe('Mine')
    expect(storedName()).toBe('Mine')
  })

  it('ignores other keys, a cleared storage, and texts that are no draft', () => {
    const { result } = open()
    tellOfStorage(null)
    tellOfStorage('{}')
    tellOfStorage('not json')
    tellOfStorage(otherTabStores('Theirs'), 'another.key')
    expect(result.current.draft).toEqual(EMPTY_DRAFT)
  })

  it('neither stores nor follows once the draft has become a prediction', () => {
    const { result } = open()
    act(() => result.current.change({ type: 'name', name: 'Mine' }))
    act(() => result.current.stopSaving())
    tellOfStorage(otherTabStores('Theirs'))
    close()
    expect(result.current.draft.name).toBe('Mine')
    expect(storedName()).toBe('Theirs')
  })

  it('keeps nothing of what was typed last when its person signs out', () => {
    const { result } = open()
    act(() => result.current.change({ type: 'name', name: 'Kept' }))
    pause()
    expect(storedName()).toBe('Kept')
    act(() => result.current.change({ type: 'name', name: 'Secret' }))
    removeDraftsOf('person_me')
    pause()
    close()
    expect(Object.keys(window.localStorage)).toEqual([])
  })

  it('is not lost when a session merely ends', () => {
    const { result } = open()
    act(() => result.current.change({ type: 'name', name: 'Mine' }))
    act(() => void window.dispatchEvent(new Event('atomera:signed-out')))
    close()
    expect(storedName()).toBe('Mine')
  })
})
