'use client'
// What went wrong or is waited for: words, cause and cure, the endpoint's own text, and buttons for what can be done.
import Link from 'next/link'
import { useState, type ReactNode } from 'react'
import { Button, buttonLook } from '@/components/ui/button'
import { Notice } from '@/components/ui/notice'
import { showToast } from '@/components/ui/toast'
import { useAttemptResult, useRetryPrediction } from '@/lib/predictions/client-actions'
import { problemWords } from '@/lib/predictions/client-request'
import { remedyUrl } from '@/lib/predictions/remedies'
import type { AttemptView, Notice as NoticeView, PredictionError, PredictionView } from '@/lib/predictions/schema'
import { AskFirst } from './ask-first'
import { useSecond } from './clock'
import { formatSecond, formatTicking } from './durations'
import { useRights } from './use-rights'

const refused = (error: unknown) => showToast({ tone: 'bad', title: 'That was refused.', detail: problemWords(error) })

function RetryAccepting({ id }: { id: string }) {
  const [asking, setAsking] = useState(false)
  const retry = useRetryPrediction(id)
  return (
    <>
      <Button onClick={() => setAsking(true)}>Run again, though it may be billed twice</Button>
      {asking && (
        <AskFirst
          title="Run it again?"
          confirm="Run again, I accept both costs"
          keep="Keep waiting"
          danger
          onConfirm={() => retry.mutate({ acceptDoubleBilling: true }, { onError: refused })}
          close={() => setAsking(false)}
        >
          Nobody knows whether the endpoint took the last attempt. If it did, both run and both are billed.
        </AskFirst>
      )}
    </>
  )
}

/** Cancel and run again stand in the header of the page; here is what only the notice offers. */
const noticeButtons = (view: PredictionView, notice: NoticeView, mayRun: boolean): ReactNode | undefined =>
  mayRun && notice.actions.includes('retryAcceptingDoubleBilling') ? <RetryAccepting id={view.id} /> : undefined

/** What ticks is not read aloud; the moment is. */
function WaitingSince({ at }: { at: string }) {
  const now = useSecond()
  return (
    <p className="figures text-xs text-muted">
      {now !== null && <span aria-hidden>Waiting for {formatTicking(now - Date.parse(at))}, </span>}
      <time dateTime={at}>
        {now === null ? 'Waiting since' : 'since'} {formatSecond(at)}
      </time>
    </p>
  )
}

function Reported({ text }: { text: string }) {
  return (
    <details className="text-sm">
      <summary className="text-xs font-medium text-muted">What the endpoint reported</summary>
      <pre tabIndex={0} className="mt-1.5 max-h-60 overflow-auto rounded-md border border-line bg-surface p-2.5 font-mono text-xs whitespace-pre-wrap">
        {text}
      </pre>
    </details>
  )
}

function Remedies({ view }: { view: PredictionView }) {
  return view.remedies.map((remedy) => (
    <Link key={remedy.label} href={remedyUrl(view.id, remedy)} prefetch={false} className={buttonLook()}>
      Change it to {remedy.label}
    </Link>
  ))
}

function Failure({ view, error, maySubmit }: { view: PredictionView; error: PredictionError; maySubmit: boolean }) {
  const again = error.rerunMayHelp ? ' Running it again may help.' : ' Running the same input again will most likely end the same way.'
  return (
    <Notice
      tone="bad"
      live="polite"
      title={error.message}
      cure={`${error.cure}${again}`}
      links={error.links}
      actions={maySubmit && view.remedies.length > 0 ? <Remedies view={view} /> : undefined}
    >
      {error.reported !== null && <Reported text={error.reported} />}
    </Notice>
  )
}

function Offered({ view, attempt, mayUse }: { view: PredictionView; attempt: AttemptView; mayUse: boolean }) {
  const taking = useAttemptResult(view.id)
  return (
    <Notice
      tone="note"
      title={`Attempt ${attempt.number} finished late and has a result.`}
      cure="It came from the same frozen input. You can take it as this prediction's result."
      actions={
        mayUse ? (
          <Button busy={taking.isPending} onClick={() => taking.mutate({ attempt: attempt.number }, { onError: refused })}>
            Use this result
          </Button>
        ) : undefined
      }
    />
  )
}

export function PredictionNotices({ view }: { view: PredictionView }) {
  const rights = useRights(view.owner)
  const offered = view.attempts.filter((attempt) => attempt.resultOffered)
  const cancelling = view.cancelWishedAt !== null && view.endedAt === null
  return (
    <div className="grid gap-3 empty:hidden">
      {cancelling && <Notice live="polite" title="Cancel was asked for." cure="The endpoint has not answered yet. It is asked again until it does." />}
      {view.error && <Failure view={view} error={view.error} maySubmit={rights.submit} />}
      {view.notice && (
        <Notice
          tone="warn"
          live="polite"
          title={view.notice.message}
          cure={view.notice.cure}
          links={view.notice.links}
          actions={noticeButtons(view, view.notice, rights.change && rights.submit)}
        >
          {view.notice.since !== null && <WaitingSince at={view.notice.since} />}
        </Notice>
      )}
      {offered.map((attempt) => (
        <Offered key={attempt.number} view={view} attempt={attempt} mayUse={rights.change} />
      ))}
    </div>
  )
}
