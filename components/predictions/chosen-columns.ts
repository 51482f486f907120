'use client'
// The columns that a person chose for the list, remembered in this browser. Anything else that stands there counts as no choice.
import { useSyncExternalStore } from 'react'

export const OPTIONAL_COLUMNS = [
  { id: 'status', label: 'State' },
  { id: 'confidence', label: 'Confidence' },
  { id: 'affinity', label: 'IC50' },
  { id: 'probability', label: 'Binder' },
  { id: 'tokens', label: 'Tokens' },
  { id: 'tags', label: 'Tags' },
  { id: 'owner', label: 'Person' },
  { id: 'created', label: 'Submitted' },
  { id: 'ligands', label: 'Ligands' },
  { id: 'note', label: 'Note' },
] as const
export type OptionalColumn = (typeof OPTIONAL_COLUMNS)[number]['id']

export const CHOSEN_COLUMNS: readonly OptionalColumn[] = ['status', 'confidence', 'affinity', 'probability', 'tokens', 'tags', 'owner', 'created']

const STORED_AS = 'atomera-list-columns'
const CHANGED = 'atomera-list-columns-changed'

let read: { text: string | null; columns: readonly OptionalColumn[] } = { text: null, columns: CHOSEN_COLUMNS }

function columnsOf(text: string | null): readonly OptionalColumn[] {
  const names = text === null ? null : text.split(' ')
  return names === null ? CHOSEN_COLUMNS : OPTIONAL_COLUMNS.map(({ id }) => id).filter((id) => names.includes(id))
}

/** The same array as long as the same text is stored. */
function chosenNow(): readonly OptionalColumn[] {
  const text = storedText()
  if (text !== read.text) read = { text, columns: columnsOf(text) }
  return read.columns
}

/** null where the browser keeps nothing for this site. */
function storedText(): string | null {
  try {
    return localStorage.getItem(STORED_AS)
  } catch {
    return null
  }
}

export function chooseColumns(columns: readonly OptionalColumn[]): void {
  try {
    localStorage.setItem(STORED_AS, columns.join(' '))
  } catch {
    // Without storage the choice cannot be kept, and the columns stay.
  }
  window.dispatchEvent(new Event(CHANGED))
}

function watch(changed: () => void): () => void {
  window.addEventListener(CHANGED, changed)
  window.addEventListener('storage', changed)
  return () => {
    window.removeEventListener(CHANGED, changed)
    window.removeEventListener('storage', changed)
  }
}

const atFirst = (): readonly OptionalColumn[] => CHOSEN_COLUMNS

export const useChosenColumns = (): readonly OptionalColumn[] => useSyncExternalStore(watch, chosenNow, atFirst)
