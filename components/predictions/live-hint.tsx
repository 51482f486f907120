'use client'
// A quiet word when live updates have been away for a while; the page asks by itself meanwhile.
import { isWorthTelling, useStreamState } from '@/lib/predictions/client'
import { useSecond } from './clock'

export function LiveHint() {
  const stream = useStreamState()
  const now = useSecond()
  const tell = now !== null && isWorthTelling(stream, now)
  return (
    <p role="status" className="text-xs text-warn empty:hidden">
      {tell ? 'Reconnecting to live updates. This page looks every 5 seconds meanwhile.' : null}
    </p>
  )
}
