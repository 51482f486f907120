'use client'
// The draft with its undo, kept in the browser's storage while it is edited, and followed when another tab edits it.
import { useEffect, useReducer, useRef, useState } from 'react'
import { useSession } from '@/components/shell/session'
import { draftKey, onDraftsRemoved } from './draft-keys'
import { reduceDraft, type BuilderState } from './draft-reducer'
import { loadDraft, newSubmissionKey, saveDraft, watchStoredDraft } from './draft-storage'

const SAVE_PAUSE_MS = 250

export function useDraft() {
  const { person, team } = useSession()
  /** Of whoever opened the builder, for the team that it was opened in. */
  const [key] = useState(() => draftKey(person.id, team?.id ?? null))
  const [stored] = useState(() => loadDraft(key))
  const [state, change] = useReducer(reduceDraft, stored, ({ draft }): BuilderState => ({ draft, before: [], after: [] }))
  const [submissionKey, setSubmissionKey] = useState(stored.submissionKey)
  const [kept, setKept] = useState(true)
  const stopped = useRef(false)
  /** What the storage holds, as far as this tab knows: an unchanged draft is not stored over what another tab wrote. */
  const inStorage = useRef(stored)
  const { draft } = state

  useEffect(() => {
    const isUnsaved = () => !stopped.current && (inStorage.current.draft !== draft || inStorage.current.submissionKey !== submissionKey)
    const save = () => {
      if (!isUnsaved()) return
      inStorage.current = { draft, submissionKey }
      setKept(saveDraft(key, inStorage.current))
    }
    const timer = setTimeout(save, SAVE_PAUSE_MS)
    window.addEventListener('pagehide', save)
    const stopWatching = watchStoredDraft(key, (newer) => {
      // What is being typed here this moment is newer still, and is stored in turn.
      if (stopped.current || isUnsaved()) return
      inStorage.current = newer
      change({ type: 'adopt', draft: newer.draft })
      setSubmissionKey(newer.submissionKey)
    })
    return () => {
      clearTimeout(timer)
      window.removeEventListener('pagehide', save)
      stopWatching()
    }
  }, [draft, submissionKey, key])

  useEffect(() => onDraftsRemoved(() => void (stopped.current = true)), [])

  return {
    draft,
    /** Where it is kept. */
    key,
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
