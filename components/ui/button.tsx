// Buttons. `primary` is for the one thing a page is for, `secondary` for the rest, `quiet` inside cards, `danger` for what cannot be undone.
import clsx from 'clsx'
import type { ComponentProps, ReactNode } from 'react'
import { Spinner } from './spinner'

export type ButtonTone = 'primary' | 'secondary' | 'quiet' | 'danger'

const TONES: Readonly<Record<ButtonTone, string>> = {
  primary: 'border-accent bg-accent text-on-accent hover:not-disabled:border-accent-strong hover:not-disabled:bg-accent-strong',
  secondary: 'border-line-strong bg-surface text-ink hover:not-disabled:border-muted hover:not-disabled:bg-sunken',
  quiet: 'border-transparent bg-transparent text-muted hover:not-disabled:bg-sunken hover:not-disabled:text-ink',
  danger: 'border-bad bg-transparent text-bad hover:not-disabled:bg-bad-soft',
}

export function buttonLook(tone: ButtonTone = 'secondary', size: 'small' | 'medium' = 'medium'): string {
  return clsx(
    'inline-flex shrink-0 items-center justify-center gap-1.5 rounded-md border font-medium whitespace-nowrap transition-colors select-none',
    'disabled:opacity-50 aria-pressed:inset-ring aria-pressed:inset-ring-accent aria-pressed:border-accent',
    size === 'medium' ? 'h-8.5 px-3 text-sm' : 'h-7 px-2 text-xs',
    TONES[tone],
  )
}

type ButtonProps = ComponentProps<'button'> & {
  tone?: ButtonTone
  size?: 'small' | 'medium'
  icon?: ReactNode
  /** Shows a spinner and takes no further click. */
  busy?: boolean
}

export function Button({ tone, size, icon, busy = false, className, children, disabled, ...rest }: ButtonProps) {
  return (
    <button
      type="button"
      {...rest}
      disabled={disabled === true || busy}
      aria-busy={busy || undefined}
      className={clsx(buttonLook(tone, size), className)}
    >
      {busy ? <Spinner /> : icon}
      {children}
    </button>
  )
}

/** A square button with a picture only; `label` is what it is called. */
export function IconButton({ label, size = 'small', className, children, ...rest }: ComponentProps<'button'> & { label: string; size?: 'small' | 'medium' }) {
  return (
    <button
      type="button"
      title={label}
      {...rest}
      aria-label={label}
      className={clsx(
        'inline-grid shrink-0 place-items-center rounded-md text-muted transition-colors hover:not-disabled:bg-sunken hover:not-disabled:text-ink disabled:opacity-40',
        size === 'small' ? 'size-7' : 'size-8.5',
        className,
      )}
    >
      {children}
    </button>
  )
}
