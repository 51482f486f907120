'use client'
// Draws the toasts at the foot of the page, announced politely. F8 leads the keyboard to them, Escape sends one away. Our own lines, since toast libraries inject styles that the CSP refuses.
import clsx from 'clsx'
import { X } from 'lucide-react'
import { usePathname } from 'next/navigation'
import { useEffect, useId, useRef, useState, useSyncExternalStore, type FocusEvent, type KeyboardEvent } from 'react'
import { Kbd } from './kbd'
import { usePageVisible } from './page-visible'
import { areAtTop, DRAWN_AT_MOST, isPassing, keepClear, leaveOtherPages, removeToast, shownToasts, watchToasts, type ShownToast } from './toast'

const SHOWN_FOR_MS = 5_000
const SHORTCUT = 'F8'
const NONE: readonly ShownToast[] = []

function dismiss(toast: ShownToast): void {
  removeToast(toast.key)
  toast.onDismiss?.()
}

/** To the newest, whose buttons are the nearest. */
function useShortcut() {
  const region = useRef<HTMLDivElement>(null)
  useEffect(() => {
    const lead = (event: globalThis.KeyboardEvent) => {
      const newest = [...(region.current?.querySelectorAll<HTMLElement>('[data-toast]') ?? [])].at(-1)
      if (event.key !== SHORTCUT || !newest) return
      event.preventDefault()
      newest.querySelector('button')?.focus()
    }
    document.addEventListener('keydown', lead)
    return () => document.removeEventListener('keydown', lead)
  }, [])
  return region
}

/** Where the keyboard came from, which gets it back when the last toast goes. */
function useWayBack() {
  const cameFrom = useRef<HTMLElement | null>(null)
  const noteWhence = ({ currentTarget, relatedTarget }: FocusEvent<HTMLElement>) => {
    if (relatedTarget instanceof HTMLElement && !currentTarget.contains(relatedTarget)) cameFrom.current = relatedTarget
  }
  const moveOn = (card: HTMLElement | null) => {
    if (!card?.contains(document.activeElement)) return
    const next = card.nextElementSibling ?? card.previousElementSibling
    const target = next?.querySelector('button') ?? cameFrom.current
    target?.focus()
  }
  return { noteWhence, moveOn }
}

export function Toaster() {
  const toasts = useSyncExternalStore(watchToasts, shownToasts, () => NONE)
  const top = useSyncExternalStore(watchToasts, areAtTop, () => false)
  const path = usePathname()
  useEffect(() => leaveOtherPages(path), [path])
  useEffect(() => {
    document.addEventListener('focusin', keepClear)
    return () => document.removeEventListener('focusin', keepClear)
  }, [])
  const region = useShortcut()
  const { noteWhence, moveOn } = useWayBack()
  return (
    <div
      ref={region}
      {...(toasts.length > 0 && { role: 'region', 'aria-label': `Messages (${SHORTCUT})`, 'aria-keyshortcuts': SHORTCUT })}
      onFocus={noteWhence}
      className={clsx('pointer-events-none fixed inset-x-4 z-50 flex flex-col items-end gap-2', top ? 'top-4 sm:top-auto sm:bottom-4' : 'bottom-4')}
    >
      {/* Each is read when it comes, and not all of them again. */}
      <div role="status" aria-live="polite" aria-atomic={false} className="flex w-full flex-col items-end gap-2">
        {toasts.slice(-DRAWN_AT_MOST).map((toast) => (
          <ToastCard key={toast.key} toast={toast} moveOn={moveOn} />
        ))}
      </div>
      <Foot toasts={toasts} />
    </div>
  )
}

/** How to go on where toasts wait for a person. */
function Foot({ toasts }: { toasts: readonly ShownToast[] }) {
  const waiting = toasts.filter((toast) => !isPassing(toast))
  const behind = Math.max(0, toasts.length - DRAWN_AT_MOST)
  if (waiting.length === 0) return null
  return (
    <p className="pointer-events-auto flex items-center gap-3 rounded-md border border-line bg-raised px-2 py-1 text-xs text-muted shadow-floating">
      {behind > 0 && <span>{behind} more</span>}
      <span className="flex items-center gap-1 max-sm:hidden">
        <Kbd keys={SHORTCUT} /> leads here, <Kbd keys="Esc" /> dismisses
      </span>
      {waiting.length > 1 && (
        <button type="button" onClick={() => waiting.forEach(dismiss)} className="font-semibold text-accent hover:underline">
          Dismiss all
        </button>
      )}
    </p>
  )
}

/** Goes by itself after a while in which it could be read: not while it is pointed at, holds the keyboard, or nobody looks. */
function usePassing(toast: ShownToast) {
  const [isPointedAt, pointAt] = useState(false)
  const [isFocused, focus] = useState(false)
  const passes = usePageVisible() && isPassing(toast) && !isPointedAt && !isFocused
  const forMs = toast.detail === undefined ? SHOWN_FOR_MS : 2 * SHOWN_FOR_MS
  useEffect(() => {
    if (!passes) return
    const timer = setTimeout(() => removeToast(toast.key), forMs)
    return () => clearTimeout(timer)
  }, [passes, toast.key, forMs])
  return { onPointerEnter: () => pointAt(true), onPointerLeave: () => pointAt(false), onFocus: () => focus(true), onBlur: () => focus(false) }
}

function ToastCard({ toast, moveOn }: { toast: ShownToast; moveOn: (card: HTMLElement | null) => void }) {
  const card = useRef<HTMLDivElement>(null)
  const title = useId()
  const held = usePassing(toast)
  const leave = () => {
    moveOn(card.current)
    dismiss(toast)
  }
  const act = () => {
    leave()
    toast.action?.run()
  }
  const escape = (event: KeyboardEvent) => {
    if (event.key === 'Escape') leave()
  }
  return (
    <div
      ref={card}
      role="group"
      aria-labelledby={title}
      data-toast
      {...held}
      onKeyDown={escape}
      className={clsx(
        'pointer-events-auto flex w-full max-w-sm items-start gap-3 rounded-md border border-line border-l-3 bg-raised px-3 py-2.5 text-sm shadow-floating',
        toast.tone === 'bad' ? 'border-l-bad' : toast.tone === 'good' ? 'border-l-good' : 'border-l-accent',
      )}
    >
      <div className="min-w-0 grow">
        <p id={title} className="font-medium wrap-anywhere">
          {toast.title}
        </p>
        {toast.detail !== undefined && <p className="text-xs wrap-anywhere text-muted">{toast.detail}</p>}
      </div>
      {toast.action !== undefined && (
        <button type="button" onClick={act} className="font-semibold whitespace-nowrap text-accent hover:underline">
          {toast.action.label}
        </button>
      )}
      <button type="button" aria-label="Dismiss" onClick={leave} className="text-muted hover:text-ink">
        <X aria-hidden className="size-4" />
      </button>
    </div>
  )
}
