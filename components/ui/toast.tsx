'use client'
// Short messages at the foot of the page, announced politely. Our own 60 lines, since toast libraries inject styles that the CSP refuses.
import clsx from 'clsx'
import { X } from 'lucide-react'
import { usePathname } from 'next/navigation'
import { useEffect, useSyncExternalStore } from 'react'

export type Toast = {
  tone?: 'note' | 'good' | 'bad'
  title: string
  detail?: string
  action?: { label: string; run: () => void }
  /** A newer toast on the same topic takes the place of the older, e.g. so that only the last change offers its undo. */
  topic?: string
}
type ShownToast = Toast & { key: number; path: string }

const SHOWN_FOR_MS = 5_000
const AT_MOST = 3

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
function keepClear({ target }: FocusEvent): void {
  if (!(target instanceof HTMLElement) || !target.matches('input, textarea, select') || shown.length === 0) return
  atTop = isLowField(target)
  replace([...shown])
}

export function showToast(toast: Toast): void {
  atTop = isLowField(document.activeElement)
  const others = shown.filter(({ topic }) => topic === undefined || topic !== toast.topic)
  replace([...others, { ...toast, key: nextKey++, path: window.location.pathname }].slice(-AT_MOST))
}

/** When what it tells of is over, e.g. an undo after the next edit. */
export function dismissToasts(topic: string): void {
  if (shown.some((toast) => toast.topic === topic)) replace(shown.filter((toast) => toast.topic !== topic))
}

const dismiss = (key: number): void => replace(shown.filter((toast) => toast.key !== key))

function subscribe(listener: () => void): () => void {
  listeners.add(listener)
  return () => listeners.delete(listener)
}

const NONE: readonly ShownToast[] = []

export function Toaster() {
  const toasts = useSyncExternalStore(
    subscribe,
    () => shown,
    () => NONE,
  )
  const path = usePathname()
  useEffect(() => {
    if (shown.some((toast) => toast.path !== path)) replace(shown.filter((toast) => toast.path === path))
  }, [path])
  const top = useSyncExternalStore(
    subscribe,
    () => atTop,
    () => false,
  )
  useEffect(() => {
    document.addEventListener('focusin', keepClear)
    return () => document.removeEventListener('focusin', keepClear)
  }, [])
  return (
    <div role="status" aria-live="polite" className={clsx('pointer-events-none fixed inset-x-4 z-50 flex flex-col items-end gap-2', top ? 'top-4 sm:top-auto sm:bottom-4' : 'bottom-4')}>
      {toasts.map((toast) => (
        <ToastCard key={toast.key} toast={toast} />
      ))}
    </div>
  )
}

function ToastCard({ toast }: { toast: ShownToast }) {
  useEffect(() => {
    const timer = setTimeout(() => dismiss(toast.key), SHOWN_FOR_MS)
    return () => clearTimeout(timer)
  }, [toast.key])
  const act = () => {
    dismiss(toast.key)
    toast.action?.run()
  }
  return (
    <div
      className={clsx(
        'pointer-events-auto flex w-full max-w-sm items-start gap-3 rounded-md border border-line border-l-3 bg-raised px-3 py-2.5 text-sm shadow-floating',
        toast.tone === 'bad' ? 'border-l-bad' : toast.tone === 'good' ? 'border-l-good' : 'border-l-accent',
      )}
    >
      <div className="min-w-0 grow">
        <p className="font-medium wrap-anywhere">{toast.title}</p>
        {toast.detail !== undefined && <p className="text-xs wrap-anywhere text-muted">{toast.detail}</p>}
      </div>
      {toast.action !== undefined && (
        <button type="button" onClick={act} className="font-semibold whitespace-nowrap text-accent hover:underline">
          {toast.action.label}
        </button>
      )}
      <button type="button" aria-label="Dismiss" onClick={() => dismiss(toast.key)} className="text-muted hover:text-ink">
        <X aria-hidden className="size-4" />
      </button>
    </div>
  )
}
