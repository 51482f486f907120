'use client'
// Where in this browser's storage whose draft is kept: each person's, apart for each team. Light, because the menu of a person on every page needs it.

/** Where the draft of the whole browser was kept, before drafts were a person's. */
export const NOBODYS_KEY = 'atomera.draft.1'

const keysOf = (personId: string): string => `${NOBODYS_KEY}/${personId}/`

/** `teamId` is null for somebody who belongs to no team. */
export const draftKey = (personId: string, teamId: string | null): string => `${keysOf(personId)}${teamId ?? ''}`

const REMOVED = 'atomera:drafts-removed'

/** For a person who signs out: whoever uses this browser next finds nothing of theirs. What this page has open is not stored any more either. */
export function removeDraftsOf(personId: string): void {
  window.dispatchEvent(new Event(REMOVED))
  try {
    for (const key of Object.keys(window.localStorage)) if (key.startsWith(keysOf(personId))) window.localStorage.removeItem(key)
  } catch {
    // A browser that keeps nothing for pages has nothing to remove.
  }
}

/** Calls back when the person of this page has signed out in it. @returns stops it */
export function onDraftsRemoved(heard: () => void): () => void {
  window.addEventListener(REMOVED, heard)
  return () => window.removeEventListener(REMOVED, heard)
}
