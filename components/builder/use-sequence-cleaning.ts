'use client'
// When a sequence is cleaned: as soon as a whole piece of text comes in, at a pause in typing, and once the field is left. The caret keeps its residue.
import { useEffect, useRef, type ChangeEvent } from 'react'
import { flushSync } from 'react-dom'
import { cleanSequence } from '@/lib/complexes/clean-sequence'
import { useAfterPress } from './after-press'
import type { DraftEntity } from './draft'
import type { DraftChange } from './draft-reducer'

const TYPING_PAUSE_MS = 900

/** Residues up to a place in the text, which may still hold spaces and a header. */
export const residuesBefore = (text: string, caret: number): number => cleanSequence(text.slice(0, caret)).sequence.length

/** Cleans what is in the box; with the focus in it, its selection goes on holding the same residues. */
function cleanInPlace(box: HTMLTextAreaElement, clean: () => void): void {
  const { value, selectionStart, selectionEnd } = box
  flushSync(clean)
  if (box.value === value || box !== document.activeElement) return
  box.setSelectionRange(residuesBefore(value, selectionStart), residuesBefore(value, selectionEnd))
}

export function useSequenceCleaning(entity: DraftEntity, change: (change: DraftChange) => void) {
  const afterPress = useAfterPress()
  const pause = useRef<ReturnType<typeof setTimeout>>(undefined)
  useEffect(() => () => clearTimeout(pause.current), [])
  const clean = () => change({ type: 'clean', key: entity.key })
  return {
    write: ({ currentTarget: box }: ChangeEvent<HTMLTextAreaElement>) => {
      const atOnce = box.value.length > entity.sequence.length + 1
      change({ type: 'text', key: entity.key, field: 'sequence', text: box.value })
      clearTimeout(pause.current)
      if (atOnce) cleanInPlace(box, clean)
      else pause.current = setTimeout(() => cleanInPlace(box, clean), TYPING_PAUSE_MS)
    },
    /** `also` is what else goes when the field is left. */
    leave: (also: () => void) => {
      clearTimeout(pause.current)
      afterPress(() => {
        also()
        clean()
      })
    },
  }
}
