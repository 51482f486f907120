// The items of a conformance check: grade, what was seen, and what to change where something is to be changed.
import { Badge, type Tone } from '@/components/ui/badge'
import type { CheckItem, Grade } from '@/lib/conformance/schema'

const GRADES: Readonly<Record<Grade, { tone: Tone; words: string }>> = {
  bad: { tone: 'bad', words: 'Change' },
  warn: { tone: 'warn', words: 'Missing' },
  good: { tone: 'good', words: 'Good' },
  unknown: { tone: 'neutral', words: 'Not seen' },
  waiting: { tone: 'neutral', words: 'Waiting' },
}

export function CheckItems({ items }: { items: readonly CheckItem[] }) {
  return (
    <ul className="divide-y divide-line rounded-md border border-line">
      {items.map(({ code, title, grade, found, change }) => (
        <li key={code} data-check={code} data-grade={grade} className="grid gap-x-4 gap-y-1 px-3 py-2 text-sm sm:grid-cols-[11rem_minmax(0,1fr)]">
          <p className="flex items-start justify-between gap-2 font-medium sm:justify-start">
            <span className="w-18 shrink-0 max-sm:order-2 max-sm:text-right">
              <Badge tone={GRADES[grade].tone}>{GRADES[grade].words}</Badge>
            </span>
            <span>{title}</span>
          </p>
          <div className="min-w-0 wrap-anywhere">
            <p className="text-muted">{found}</p>
            {change !== null && (
              <p className="mt-1">
                <strong className="font-semibold">To change in the handler:</strong> {change}
              </p>
            )}
          </div>
        </li>
      ))}
    </ul>
  )
}
