'use client'
// The short messages that are on the screen: shown and taken away from anywhere, drawn by the Toaster. Their number is bounded.
export type Toast = {
  tone?: 'note' | 'good' | 'bad'
  title: string
  detail?: string
  action?: { label: string; run: () => void }
  /** A newer toast on the same topic takes the place of the older, e.g. so that only the last change offers its undo. */
  topic?: string
  /** It tells of something elsewhere and stays when the page is left. */
  onEveryPage?: boolean
  /** A person has read it and sent it away. */
  onDismiss?: () => void
}
export type ShownToast = Toast & { key: number; path: string }

/** So many are drawn; what waits for a person comes up behind them. */
export const DRAWN_AT_MOST = 3
const KEPT_AT_MOST = 20

let shown: readonly ShownToast[] = []
/** On a narrow screen, where a toast is as wide as a field, toasts keep to the half that the field being edited is not in. */
let atTop = false
let nextKey = 1
const listeners = new Set<() => void>()

function replace(next: readonly ShownToast[]): void {
  shown = next
  for (const listener of listeners) listener()
}

const isLowField = (focused: EventTarget | null): boolean =>
  focused instanceof HTMLElement && focused.matches('input, textarea, select') && focused.getBoundingClientRect().bottom > window.innerHeight / 2

/** Only a field moves the toasts: a press on one of their own buttons must not take it away from under the finger. */
export function keepClear({ target }: FocusEvent): void {
  if (!(target instanceof HTMLElement) || !target.matches('input, textarea, select') || shown.length === 0) return
  atTop = isLowField(target)
  replace([...shown])
}

/** What is done goes by itself; what failed or offers something waits for a person. */
export const isPassing = ({ tone, action }: Toast): boolean => tone !== 'bad' && action === undefined

export function showToast(toast: Toast): void {
  atTop = isLowField(document.activeElement)
  const others = shown.filter(({ topic }) => topic === undefined || topic !== toast.topic)
  const next = [...others, { ...toast, key: nextKey++, path: window.location.pathname }]
  replace(next.filter((kept, index) => !isPassing(kept) || index >= next.length - DRAWN_AT_MOST).slice(-KEPT_AT_MOST))
}

/** When what it tells of is over, e.g. an undo after the next edit. */
export function dismissToasts(topic: string): void {
  if (shown.some((toast) => toast.topic === topic)) replace(shown.filter((toast) => toast.topic !== topic))
}

export const removeToast = (key: number): void => replace(shown.filter((toast) => toast.key !== key))

/** On a page there is only what was shown on it, and what belongs to every page. */
export function leaveOtherPages(path: string): void {
  const stays = (toast: ShownToast): boolean => toast.onEveryPage === true || toast.path === path
  if (!shown.every(stays)) replace(shown.filter(stays))
}

export function watchToasts(listener: () => void): () => void {
  listeners.add(listener)
  return () => listeners.delete(listener)
}

export const shownToasts = (): readonly ShownToast[] => shown
export const areAtTop = (): boolean => atTop
