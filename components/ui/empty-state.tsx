// What stands where nothing is yet: one sentence on what would be here and the way to it.
import type { ReactNode } from 'react'

type EmptyStateProps = { title: string; /** h1 where it is the whole page. */ heading?: 'h1' | 'h2'; children?: ReactNode; actions?: ReactNode }

export function EmptyState({ title, heading: Heading = 'h2', children, actions }: EmptyStateProps) {
  return (
    <div className="mx-auto flex max-w-xl flex-col items-center gap-2 px-4 py-14 text-center">
      <span aria-hidden className="ruler mb-3 h-1.5 w-40" />
      <Heading className="text-lg font-semibold">{title}</Heading>
      {children !== undefined && <div className="text-sm text-muted">{children}</div>}
      {actions !== undefined && <div className="mt-3 flex flex-wrap justify-center gap-2">{actions}</div>}
    </div>
  )
}
