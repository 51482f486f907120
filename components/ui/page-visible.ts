'use client'
// Whether this tab is in view.
import { useSyncExternalStore } from 'react'

export const isPageVisible = (): boolean => document.visibilityState === 'visible'

function watch(changed: () => void): () => void {
  document.addEventListener('visibilitychange', changed)
  return () => document.removeEventListener('visibilitychange', changed)
}

export const usePageVisible = (): boolean => useSyncExternalStore(watch, isPageVisible, () => true)
