'use client'
// Keeps a person's draft in this browser, so that a reload or a crash loses nothing. A stored draft that cannot be read is put aside, not shown.
import { EMPTY_DRAFT } from './draft'
import { NOBODYS_KEY } from './draft-keys'
import { readStoredDraft, type StoredDraft } from './stored-draft'

export const newSubmissionKey = (): string => crypto.randomUUID()

function storedText(key: string): string | null {
  try {
    takeOverNobodys(key)
    return window.localStorage.getItem(key)
  } catch {
    return null // A browser that keeps nothing for pages: the draft then lives as long as the page.
  }
}

/** A draft from before drafts were a person's is that of whoever opens the builder first. */
function takeOverNobodys(key: string): void {
  const text = window.localStorage.getItem(NOBODYS_KEY)
  if (text === null) return
  if (window.localStorage.getItem(key) === null) window.localStorage.setItem(key, text)
  window.localStorage.removeItem(NOBODYS_KEY)
}

function parse(text: string): StoredDraft | null {
  try {
    return readStoredDraft(JSON.parse(text))
  } catch {
    return null // Not JSON: written by something else.
  }
}

export function loadDraft(key: string): StoredDraft {
  const text = storedText(key)
  return (text === null ? null : parse(text)) ?? { draft: EMPTY_DRAFT, submissionKey: newSubmissionKey() }
}

/** Calls back with each draft that another tab stores. */
export function watchStoredDraft(key: string, changed: (stored: StoredDraft) => void): () => void {
  const listen = ({ key: changedKey, newValue }: StorageEvent) => {
    const stored = changedKey === key && newValue !== null ? parse(newValue) : null
    if (stored) changed(stored)
  }
  window.addEventListener('storage', listen)
  return () => window.removeEventListener('storage', listen)
}

/** False when the browser refuses to keep it (full, or forbidden). */
export function saveDraft(key: string, stored: StoredDraft): boolean {
  try {
    window.localStorage.setItem(key, JSON.stringify(stored))
    return true
  } catch {
    return false
  }
}
