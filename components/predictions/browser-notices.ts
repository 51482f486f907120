'use client'
// What the browser allows of notices outside of the page. Plain HTTP from another host has none.
import { useSyncExternalStore } from 'react'

type Allowance = NotificationPermission | 'impossible'

const CHANGED = 'atomera-notices-changed'

const allowance = (): Allowance => ('Notification' in window && window.isSecureContext ? Notification.permission : 'impossible')

export const mayNotify = (): boolean => allowance() === 'granted'

/** Asks the person; a browser takes that only from a press. */
export async function askForNotices(): Promise<void> {
  await Notification.requestPermission()
  window.dispatchEvent(new Event(CHANGED))
}

function watch(changed: () => void): () => void {
  window.addEventListener(CHANGED, changed)
  return () => window.removeEventListener(CHANGED, changed)
}

const onServer = (): Allowance => 'impossible'

export const useAllowance = (): Allowance => useSyncExternalStore(watch, allowance, onServer)
