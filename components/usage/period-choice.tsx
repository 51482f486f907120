// How many weeks the overview looks back; the choice stands in the address.
import clsx from 'clsx'
import Link from 'next/link'
import { PERIODS, type Period } from '@/lib/usage/schema'

export function PeriodChoice({ chosen }: { chosen: Period }) {
  return (
    <nav aria-label="Period" className="flex rounded-md border border-line-strong bg-surface p-0.5">
      {PERIODS.map((weeks) => (
        <Link
          key={weeks}
          href={`/overview?weeks=${weeks}`}
          aria-current={weeks === chosen ? 'page' : undefined}
          className={clsx('rounded-sm px-3 py-1 text-sm', weeks === chosen ? 'bg-accent-soft font-medium text-ink' : 'text-muted hover:text-ink')}
        >
          {weeks} weeks
        </Link>
      ))}
    </nav>
  )
}
