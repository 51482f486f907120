// Something a person should know: the words, why, what to do, and where to read on. `live` announces it when it appears.
import clsx from 'clsx'
import { CircleAlert, CircleCheck, Info, TriangleAlert } from 'lucide-react'
import type { ReactNode } from 'react'

export type NoticeTone = 'note' | 'good' | 'warn' | 'bad'

const LOOKS = {
  note: { box: 'border-note/35 bg-note-soft', ink: 'text-note', Icon: Info },
  good: { box: 'border-good/35 bg-good-soft', ink: 'text-good', Icon: CircleCheck },
  warn: { box: 'border-warn/35 bg-warn-soft', ink: 'text-warn', Icon: TriangleAlert },
  bad: { box: 'border-bad/35 bg-bad-soft', ink: 'text-bad', Icon: CircleAlert },
} as const

type NoticeProps = {
  tone?: NoticeTone
  /** The words: one sentence. */
  title: ReactNode
  /** Why it happened, in the reporter's words or ours. */
  cause?: ReactNode
  /** What to do about it. */
  cure?: ReactNode
  links?: readonly { label: string; url: string }[]
  /** Buttons. */
  actions?: ReactNode
  live?: 'polite' | 'assertive'
  className?: string
  children?: ReactNode
}

export function Notice({ tone = 'note', title, cause, cure, links = [], actions, live, className, children }: NoticeProps) {
  const { box, ink, Icon } = LOOKS[tone]
  return (
    <div role={live === 'assertive' ? 'alert' : live === 'polite' ? 'status' : 'note'} className={clsx('flex gap-2.5 rounded-md border px-3 py-2.5 text-sm', box, className)}>
      <Icon aria-hidden className={clsx('mt-0.5 size-4 shrink-0', ink)} />
      <div className="flex min-w-0 grow flex-col gap-1">
        <p className={clsx('font-semibold wrap-anywhere', ink)}>{title}</p>
        {cause !== undefined && <div className="wrap-anywhere text-ink">{cause}</div>}
        {cure !== undefined && <div className="wrap-anywhere text-ink">{cure}</div>}
        {children}
        {links.length > 0 && <NoticeLinks links={links} />}
        {actions !== undefined && <div className="mt-1 flex flex-wrap gap-2">{actions}</div>}
      </div>
    </div>
  )
}

function NoticeLinks({ links }: { links: readonly { label: string; url: string }[] }) {
  return (
    <ul className="flex flex-wrap gap-x-4 gap-y-0.5">
      {links.map((link) => (
        <li key={link.url}>
          <a href={link.url} rel="noreferrer" target="_blank" className="text-ink underline underline-offset-2 hover:no-underline">
            {link.label}
          </a>
        </li>
      ))}
    </ul>
  )
}
