'use client'
// The draft with its undo, kept in the browser's storage while it is edited.
import { useEffect, useReducer, useRef, useState } from 'react'
import { reduceDraft, type BuilderState } from './draft-reducer'
import { loadDraft, newSubmissionKey, saveDraft } from './draft-storage'

const SAVE_PAUSE_MS = 250

export function useDraft() {
  const [stored] = useState(loadDraft)
  const [state, change] = useReducer(reduceDraft, stored, ({ draft }): BuilderState => ({ draft, before: [], after: [] }))
  const [submissionKey, setSubmissionKey] = useState(stored.submissionKey)
  const [kept, setKept] = useState(true)
  const stopped = useRef(false)
  const { draft } = state

  useEffect(() => {
    const save = () => {
      if (!stopped.current) setKept(saveDraft({ draft, submissionKey }))
    }
    const timer = setTimeout(save, SAVE_PAUSE_MS)
    window.addEventListener('pagehide', save)
    return () => {
      clearTimeout(timer)
      window.removeEventListener('pagehide', save)
    }
  }, [draft, submissionKey])

  return {
    draft,
    change,
    canUndo: state.before.length > 0,
    canRedo: state.after.length > 0,
    submissionKey,
    /** A new key: what is submitted next is another prediction. */
    renewSubmissionKey: () => setSubmissionKey(newSubmissionKey()),
    /** False when the browser does not keep the draft. */
    kept,
    /** After this nothing is saved any more: the draft has become a prediction. */
    stopSaving: () => {
      stopped.current = true
    },
  }
}
