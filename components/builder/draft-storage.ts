'use client'
// Keeps the draft in this browser, so that a reload or a crash loses nothing. A stored draft that cannot be read is put aside, not shown.
import * as z from 'zod/mini'
import { Draft, EMPTY_DRAFT } from './draft'

const STORAGE_KEY = 'atomera.draft.1'

const StoredDraft = z.object({ draft: Draft, submissionKey: z.string().check(z.minLength(8)) })
export type StoredDraft = z.infer<typeof StoredDraft>

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
    return StoredDraft.safeParse(JSON.parse(text)).data ?? null
  } catch {
    return null // Not JSON: written by something else.
  }
}

export function loadDraft(): StoredDraft {
  const text = storedText()
  return (text === null ? null : parse(text)) ?? { draft: EMPTY_DRAFT, submissionKey: newSubmissionKey() }
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
