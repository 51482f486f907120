// Table pieces: dense rows, hairlines, figures under each other. A wide table scrolls in its own box, which takes the focus for arrow keys.
import clsx from 'clsx'
import type { ComponentProps } from 'react'

export function Table({ label, className, ...rest }: ComponentProps<'table'> & { label: string }) {
  return (
    // relative: hidden words inside are positioned, and would otherwise stick out of the box and widen the page.
    <div className="relative overflow-x-auto" tabIndex={0} role="region" aria-label={label}>
      <table {...rest} className={clsx('w-full border-collapse text-left text-sm', className)} />
    </div>
  )
}

export function HeadCell({ numeric = false, className, ...rest }: ComponentProps<'th'> & { numeric?: boolean }) {
  return <th scope="col" {...rest} className={clsx('eyebrow border-b border-line-strong px-3 py-2 whitespace-nowrap', numeric && 'text-right', className)} />
}

export function RowHead({ className, ...rest }: ComponentProps<'th'>) {
  return <th scope="row" {...rest} className={clsx('border-b border-line px-3 py-2 align-top font-medium', className)} />
}

export function Cell({ numeric = false, className, ...rest }: ComponentProps<'td'> & { numeric?: boolean }) {
  return <td {...rest} className={clsx('border-b border-line px-3 py-2 align-top', numeric && 'figures text-right', className)} />
}
