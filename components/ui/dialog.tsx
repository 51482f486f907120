'use client'
// A modal dialog (Radix): focus is kept inside, Escape closes, the page behind stays put. It always has a title.
import * as Radix from '@radix-ui/react-dialog'
import clsx from 'clsx'
import { X } from 'lucide-react'
import { useState, type ReactNode } from 'react'

type DialogProps = {
  open: boolean
  onOpenChange: (open: boolean) => void
  title: string
  description?: ReactNode
  /** Buttons at the foot, the safe one first. */
  actions?: ReactNode
  width?: 'narrow' | 'wide'
  children?: ReactNode
}

/** Dialogs are opened by buttons that Radix does not know, so what had the focus is remembered here and gets it back. */
function useFocusBack(open: boolean): (event: Event) => void {
  const [before, setBefore] = useState<Element | null>(null)
  const [wasOpen, setWasOpen] = useState(false)
  if (open !== wasOpen) {
    setWasOpen(open)
    if (open) setBefore(typeof document === 'undefined' ? null : document.activeElement)
  }
  return (event) => {
    if (!(before instanceof HTMLElement) || !before.isConnected) return
    event.preventDefault()
    before.focus()
  }
}

/** A toast lies over the dialog and is none of its outside: sending one away must not take what was typed. */
function keepOpenForToasts(event: Event): void {
  if (event.target instanceof Element && event.target.closest('[data-toasts]')) event.preventDefault()
}

export function Dialog({ open, onOpenChange, title, description, actions, width = 'narrow', children }: DialogProps) {
  const focusBack = useFocusBack(open)
  return (
    <Radix.Root open={open} onOpenChange={onOpenChange}>
      <Radix.Portal>
        <Radix.Overlay className="fixed inset-0 z-40 bg-scrim" />
        <Radix.Content
          onCloseAutoFocus={focusBack}
          onInteractOutside={keepOpenForToasts}
          {...(description === undefined ? { 'aria-describedby': undefined } : {})}
          className={clsx(
            'fixed top-1/2 left-1/2 z-50 flex max-h-[88dvh] w-[calc(100vw-2rem)] -translate-1/2 flex-col rounded-lg border border-line bg-raised shadow-floating outline-none',
            width === 'narrow' ? 'max-w-md' : 'max-w-3xl',
          )}
        >
          <div className="flex items-start justify-between gap-3 px-5 pt-4">
            <Radix.Title className="text-lg font-semibold">{title}</Radix.Title>
            <Radix.Close aria-label="Close" className="-mr-2 grid size-7 place-items-center rounded-md text-muted hover:bg-sunken hover:text-ink">
              <X aria-hidden className="size-4" />
            </Radix.Close>
          </div>
          <div className="flex flex-col gap-3 overflow-y-auto px-5 pt-1.5 pb-5 text-sm">
            {description !== undefined && (
              <Radix.Description asChild>
                <div className="text-muted">{description}</div>
              </Radix.Description>
            )}
            {children}
          </div>
          {actions !== undefined && <div className="flex flex-wrap justify-end gap-2 border-t border-line px-5 py-3">{actions}</div>}
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  )
}
