// The native controls in the product's look. Selects stay native: they work with every keyboard, reader and phone.
import clsx from 'clsx'
import type { ComponentProps } from 'react'

export function Input({ className, ...rest }: ComponentProps<'input'>) {
  return <input {...rest} className={clsx('control', className)} />
}

export function Textarea({ className, ...rest }: ComponentProps<'textarea'>) {
  return <textarea {...rest} className={clsx('control', className)} />
}

export function Select({ className, ...rest }: ComponentProps<'select'>) {
  return <select {...rest} className={clsx('control h-8.5', className)} />
}

/** A tick box with its words beside it and, below, what it means. */
export function Checkbox({ label, hint, className, ...rest }: ComponentProps<'input'> & { label: string; hint?: string }) {
  return (
    <label className={clsx('flex items-start gap-2 text-sm', className)}>
      <input type="checkbox" {...rest} className="mt-0.5 size-4 shrink-0 accent-accent" />
      <span>
        <span className="font-medium">{label}</span>
        {hint !== undefined && <span className="block text-xs text-muted">{hint}</span>}
      </span>
    </label>
  )
}
