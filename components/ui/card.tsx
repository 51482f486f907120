// A surface that groups what belongs together, with an optional title line.
import clsx from 'clsx'
import type { ComponentProps, ReactNode } from 'react'

export function Card({ className, ...rest }: ComponentProps<'section'>) {
  return <section {...rest} className={clsx('min-w-0 rounded-lg border border-line bg-surface shadow-raised', className)} />
}

export function CardHead({ title, id, aside, className }: { title: ReactNode; id?: string; aside?: ReactNode; className?: string }) {
  return (
    <div className={clsx('flex min-h-11 flex-wrap items-center justify-between gap-x-3 gap-y-1 border-b border-line px-4 py-1.5', className)}>
      <h2 id={id} className="text-sm font-semibold">
        {title}
      </h2>
      {aside}
    </div>
  )
}

export function CardBody({ className, ...rest }: ComponentProps<'div'>) {
  return <div {...rest} className={clsx('p-4', className)} />
}
