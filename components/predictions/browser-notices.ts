'use client'
// What the browser allows of notices outside of the page. Plain HTTP from another host has none.
import { useSyncExternalStore } from 'react'

type Allowance = NotificationPermission | 'impossible'

const CHANGED = 'atomera-notices-changed'

const allowance = (): Allowance => ('Notification' in window && window.isSecureContext ? Notification.permission : 'impossible')

export const mayNotify = (): boolean => allowance() === 'granted'

/** Asks the person; a browser takes that only from a press. @returns whether they are allowed now */
export async function askForNotices(): Promise<boolean> {
  const answer = await Notification.requestPermission()
  window.dispatchEvent(new Event(CHANGED))
  return answer === 'granted'
}

function watch(changed: () => void): () => void {
  window.addEventListener(CHANGED, changed)
  return () => window.removeEventListener(CHANGED, changed)
}

const onServer = (): Allowance => 'impossible'

export const useAllowance = (): Allowance => useSyncExternalStore(watch, allowance, onServer)
