// A grey bar of the size of what is loading, hidden from screen readers.
import clsx from 'clsx'

export function Skeleton({ className }: { className?: string }) {
  return <span aria-hidden className={clsx('block animate-breathe rounded-sm bg-sunken', className)} />
}
