'use client'
// A moment as its age, with the instant itself on hover; the server paints the instant, since only the browser knows the present.
import { useMoment } from '@/components/predictions/clock'
import { formatAge, formatInstant } from '@/components/predictions/durations'

export function Moment({ at }: { at: string }) {
  const now = useMoment()
  return (
    <time dateTime={at} title={formatInstant(at)}>
      {now === null ? formatInstant(at) : formatAge(at, now)}
    </time>
  )
}
