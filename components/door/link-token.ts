'use client'
// The token of a link that somebody opened: it stands behind the #. While its owner signs in, this tab keeps it.
import { useSyncExternalStore } from 'react'

const PLACE = 'atomera.link'

function subscribe(listener: () => void): () => void {
  window.addEventListener('hashchange', listener)
  return () => window.removeEventListener('hashchange', listener)
}

const tokenHere = (): string => window.location.hash.slice(1) || (window.sessionStorage.getItem(`${PLACE} ${window.location.pathname}`) ?? '')

/** null until the browser has read it; empty where there is none. */
export const useLinkToken = (): string | null => useSyncExternalStore<string | null>(subscribe, tokenHere, () => null)

/** So that the page has it again after signing in: no address that goes to a server may hold it. */
export const keepLinkToken = (token: string): void => window.sessionStorage.setItem(`${PLACE} ${window.location.pathname}`, token)

export const forgetLinkToken = (): void => window.sessionStorage.removeItem(`${PLACE} ${window.location.pathname}`)
