'use client'
// A link that was just made: sent, or to be passed on by hand. It is shown this once.
import { CopyButton } from '@/components/ui/copy-button'
import { Notice } from '@/components/ui/notice'
import type { HandedOutLink } from '@/lib/auth/schema'

/** Without PUBLIC_URL the server gives the path; the browser knows under which name it got here. */
const whole = (link: string): string => new URL(link, window.location.origin).href

export function HandedOut({ made: { link, sentTo, trouble }, what }: { made: HandedOutLink; what: string }) {
  if (link === null) return <Notice tone="good" live="polite" title={`${what} was sent to ${sentTo ?? 'its address'}.`} />
  const title = trouble === null ? `${what}: pass this link on. It is shown this once.` : `${what} could not be sent: ${trouble}`
  return (
    <Notice tone={trouble === null ? 'good' : 'warn'} live="polite" title={title} cure={trouble === null ? undefined : 'Nothing is lost: pass this link on by hand. It is shown this once.'}>
      <div className="flex flex-wrap items-center gap-2">
        <code className="min-w-0 grow rounded-sm bg-sunken px-2 py-1 font-mono text-xs wrap-anywhere">{whole(link)}</code>
        <CopyButton text={whole(link)} label="Copy the link" />
      </div>
    </Notice>
  )
}
