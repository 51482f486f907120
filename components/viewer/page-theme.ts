'use client'
// Whether the page is dark right now, for pictures that CSS cannot reach. False while the server renders.
import { useSyncExternalStore } from 'react'

const DARK_QUERY = '(prefers-color-scheme: dark)'

function watch(changed: () => void): () => void {
  const system = window.matchMedia(DARK_QUERY)
  const observer = new MutationObserver(changed)
  system.addEventListener('change', changed)
  observer.observe(document.documentElement, { attributes: true, attributeFilter: ['data-theme'] })
  return () => {
    system.removeEventListener('change', changed)
    observer.disconnect()
  }
}

function isDark(): boolean {
  const theme = document.documentElement.dataset.theme
  return theme === 'dark' || (theme !== 'light' && window.matchMedia(DARK_QUERY).matches)
}

export const usePageIsDark = (): boolean => useSyncExternalStore(watch, isDark, () => false)
