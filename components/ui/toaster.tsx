'use client'
// Draws the toasts at the foot of the page, announced politely. F8 leads the keyboard to them, Escape sends one away. Our own lines, since toast libraries inject styles that the CSP refuses.
import clsx from 'clsx'
import { X } from 'lucide-react'
import { usePathname } from 'next/navigation'
import { useEffect, useId, useRef, useState, useSyncExternalStore, type FocusEvent, type KeyboardEvent, type RefObject } from 'react'
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

const newestOf = (region: HTMLElement | null): HTMLElement | undefined => [...(region?.querySelectorAll<HTMLElement>('[data-toast]') ?? [])].at(-1)

/** To the newest, whose buttons are the nearest. */
function useShortcut() {
  const region = useRef<HTMLDivElement>(null)
  useEffect(() => {
    const lead = (event: globalThis.KeyboardEvent) => {
      const newest = newestOf(region.current)
      if (event.key !== SHORTCUT || !newest) return
      event.preventDefault()
      newest.querySelector('button')?.focus()
    }
    document.addEventListener('keydown', lead)
    return () => document.removeEventListener('keydown', lead)
  }, [])
  return region
}

/** When a toast goes with the keyboard in it, the newest that is left gets it, and after the last whatever had it before, however it went. */
function useWayBack(region: RefObject<HTMLElement | null>, toasts: readonly ShownToast[]) {
  const cameFrom = useRef<HTMLElement | null>(null)
  const held = useRef(false)
  const noteFocus = ({ currentTarget, relatedTarget }: FocusEvent<HTMLElement>) => {
    held.current = true
    if (relatedTarget instanceof HTMLElement && !currentTarget.contains(relatedTarget)) cameFrom.current = relatedTarget
  }
  // A window that loses the focus keeps its place, and what is taken away while it has it says nothing.
  const noteBlur = ({ currentTarget, relatedTarget }: FocusEvent<HTMLElement>) => {
    held.current = currentTarget.contains(relatedTarget) || currentTarget.contains(document.activeElement)
  }
  useEffect(() => {
    if (!held.current || region.current?.contains(document.activeElement)) return
    held.current = false
    if (document.activeElement !== document.body) return
    const before = cameFrom.current?.isConnected === true ? cameFrom.current : document.getElementById('main')
    const target = newestOf(region.current)?.querySelector('button') ?? before
    target?.focus()
  }, [toasts, region])
  return { onFocus: noteFocus, onBlur: noteBlur }
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
  const place = useWayBack(region, toasts)
  return (
    <div
      ref={region}
      {...(toasts.length > 0 && { role: 'region', 'aria-label': `Messages (${SHORTCUT})`, 'aria-keyshortcuts': SHORTCUT })}
      data-toasts
      {...place}
      className={clsx('pointer-events-none fixed inset-x-4 z-50 flex flex-col items-end gap-2', top ? 'top-4 sm:top-auto sm:bottom-4' : 'bottom-4')}
    >
      {/* Each is read when it comes, and not all of them again. */}
      <div role="status" aria-live="polite" aria-atomic={false} className="flex w-full flex-col items-end gap-2">
        {toasts.slice(-DRAWN_AT_MOST).map((toast) => (
          <ToastCard key={toast.key} toast={toast} />
        ))}
      </div>
      <Foot toasts={toasts} />
    </div>
  )
}

/** Those that are not drawn, on a screen of one width. */
const More = ({ behind, className }: { behind: number; className: string }) => (behind > 0 ? <span className={className}>{behind} more</span> : null)

/** How to go on where toasts wait for a person. */
function Foot({ toasts }: { toasts: readonly ShownToast[] }) {
  const waiting = toasts.filter((toast) => !isPassing(toast))
  if (waiting.length === 0) return null
  return (
    <p className="pointer-events-auto flex items-center gap-3 rounded-md border border-line bg-raised px-2 py-1 text-xs text-muted shadow-floating">
      <More behind={toasts.length - 1} className="sm:hidden" />
      <More behind={toasts.length - DRAWN_AT_MOST} className="max-sm:hidden" />
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

function ToastCard({ toast }: { toast: ShownToast }) {
  const title = useId()
  const held = usePassing(toast)
  const leave = () => dismiss(toast)
  const act = () => {
    leave()
    toast.action?.run()
  }
  const escape = (event: KeyboardEvent) => {
    if (event.key === 'Escape') leave()
  }
  return (
    <div
      role="group"
      aria-labelledby={title}
      data-toast
      {...held}
      onKeyDown={escape}
      className={clsx(
        // A narrow screen would be covered by more than the newest; one that holds the keyboard stays too.
        'pointer-events-auto flex w-full max-w-sm items-start gap-3 rounded-md border border-line border-l-3 bg-raised px-3 py-2.5 text-sm shadow-floating max-sm:[&:not(:last-child,:focus-within)]:hidden',
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
