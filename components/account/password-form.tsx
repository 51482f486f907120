'use client'
// Changing one's password. Every other browser is signed out by it.
import Link from 'next/link'
import { useState, type FormEvent } from 'react'
import { Field } from '@/components/ui/field'
import { Input } from '@/components/ui/input'
import { Notice } from '@/components/ui/notice'
import { SubmitButton } from '@/components/ui/submit-button'
import { problemWords, requestChange, RequestProblem } from '@/lib/predictions/client-request'

type Outcome = { kind: 'idle' } | { kind: 'busy' } | { kind: 'changed' } | { kind: 'refused'; words: string; complaints: RequestProblem['complaints'] }

export function PasswordForm() {
  const [outcome, setOutcome] = useState<Outcome>({ kind: 'idle' })
  const send = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    const form = event.currentTarget
    setOutcome({ kind: 'busy' })
    try {
      await requestChange('POST', '/api/v1/session/password', Object.fromEntries(new FormData(form)))
      form.reset()
      setOutcome({ kind: 'changed' })
    } catch (thrown) {
      setOutcome({ kind: 'refused', words: problemWords(thrown), complaints: thrown instanceof RequestProblem ? thrown.complaints : [] })
    }
  }
  const complaintsOf = (name: string) => (outcome.kind === 'refused' ? outcome.complaints.filter(({ at }) => at === name).map(({ message }) => message) : [])
  return (
    <form method="post" onSubmit={(event) => void send(event)} className="flex max-w-sm flex-col gap-4">
      {outcome.kind === 'changed' && <Notice tone="good" live="polite" title="The password is changed." cause="Every other browser in which you were signed in is signed out." />}
      {outcome.kind === 'refused' && outcome.complaints.length === 0 && <Notice tone="bad" live="assertive" title={outcome.words} />}
      <Field label="Current password" complaints={complaintsOf('current')}>
        {(control) => <Input {...control} name="current" type="password" autoComplete="current-password" required />}
      </Field>
      <Field label="New password" hint="At least 12 characters; a few words are easy to remember." complaints={complaintsOf('next')}>
        {(control) => <Input {...control} name="next" type="password" autoComplete="new-password" required />}
      </Field>
      <p className="text-sm text-muted">
        Your API keys go on working. If somebody else may have one, revoke it on the page <Link href="/account/keys" className="underline underline-offset-2 hover:text-ink">API keys</Link>.
      </p>
      <SubmitButton busy={outcome.kind === 'busy'} className="self-start">
        Change the password
      </SubmitButton>
    </form>
  )
}
