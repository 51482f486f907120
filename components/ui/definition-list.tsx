// Names and values in two columns, for facts that are read, not compared.
import clsx from 'clsx'
import type { ReactNode } from 'react'

export function DefinitionList({ items, className }: { items: readonly { name: ReactNode; value: ReactNode }[]; className?: string }) {
  return (
    <dl className={clsx('grid grid-cols-[minmax(7rem,auto)_1fr] gap-x-4 gap-y-1.5 text-sm', className)}>
      {items.map((item, index) => (
        <div key={index} className="contents">
          <dt className="text-muted">{item.name}</dt>
          <dd className="figures min-w-0 wrap-anywhere">{item.value}</dd>
        </div>
      ))}
    </dl>
  )
}
