'use client'
// Keeps the draft in this browser, so that a reload or a crash loses nothing. A stored draft that cannot be read is put aside, not shown.
import { EMPTY_DRAFT } from './draft'
import { readStoredDraft, type StoredDraft } from './stored-draft'

const STORAGE_KEY = 'atomera.draft.1'

export const newSubmissionKey = (): string => crypto.randomUUID()

function storedText(): string | null {
  try {
    return window.localStorage.getItem(STORAGE_KEY)
  } catch {
    return null // A browser that keeps nothing for pages: the draft then lives as long as the page.
  }
}

function parse(text: string): StoredDraft | null {
  try {
    return readStoredDraft(JSON.parse(text))
  } catch {
    return null // Not JSON: written by something else.
  }
}

export function loadDraft(): StoredDraft {
  const text = storedText()
  return (text === null ? null : parse(text)) ?? { draft: EMPTY_DRAFT, submissionKey: newSubmissionKey() }
}

/** Calls back with each draft that another tab stores. */
export function watchStoredDraft(changed: (stored: StoredDraft) => void): () => void {
  const listen = ({ key, newValue }: StorageEvent) => {
    const stored = key === STORAGE_KEY && newValue !== null ? parse(newValue) : null
    if (stored) changed(stored)
  }
  window.addEventListener('storage', listen)
  return () => window.removeEventListener('storage', listen)
}

/** False when the browser refuses to keep it (full, or forbidden). */
export function saveDraft(stored: StoredDraft): boolean {
  try {
    window.localStorage.setItem(STORAGE_KEY, JSON.stringify(stored))
    return true
  } catch {
    return false
  }
}
