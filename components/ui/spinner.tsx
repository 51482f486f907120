// A turning ring for waits of unknown length; it is decoration, the words beside it say what is waited for.
import clsx from 'clsx'

export function Spinner({ className }: { className?: string }) {
  return (
    <span
      aria-hidden
      className={clsx('inline-block size-3.5 animate-spin rounded-full border-2 border-current border-r-transparent', className)}
    />
  )
}
