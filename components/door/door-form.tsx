'use client'
// A form in front of the sign-in: sends what was typed, puts complaints to their fields, keeps everything typed when it is refused.
import { useEffect, useRef, useState, type FormEvent, type ReactNode } from 'react'
import { Field } from '@/components/ui/field'
import { Input } from '@/components/ui/input'
import { Notice } from '@/components/ui/notice'
import { SubmitButton } from '@/components/ui/submit-button'
import { problemWords, requestChange, RequestProblem } from '@/lib/predictions/client-request'

export type DoorField = { name: string; label: string; hint?: string; type?: 'text' | 'email' | 'password'; autoComplete: string; mono?: boolean; initial?: string }

type DoorFormProps = {
  fields: readonly DoorField[]
  button: string
  /** Where what was typed goes, by POST, with what is fixed beside it. */
  url: string
  fixed?: object
  /** The page to open when it was taken. */
  then: string
  children?: ReactNode
}

type Trouble = { words: string; complaints: RequestProblem['complaints'] }

const troubleIn = (thrown: unknown): Trouble => ({ words: problemWords(thrown), complaints: thrown instanceof RequestProblem ? thrown.complaints : [] })

export function DoorForm({ fields, button, url, fixed, then, children }: DoorFormProps) {
  const [busy, setBusy] = useState(false)
  const [trouble, setTrouble] = useState<Trouble | null>(null)
  const send = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    const typed = Object.fromEntries(new FormData(event.currentTarget))
    setBusy(true)
    setTrouble(null)
    try {
      await requestChange('POST', url, { ...typed, ...fixed })
      // A whole new page: nothing of whoever was here before is kept in memory.
      window.location.assign(then)
    } catch (thrown) {
      setTrouble(troubleIn(thrown))
      setBusy(false)
    }
  }
  const form = useRef<HTMLFormElement>(null)
  useEffect(() => {
    if (trouble !== null) form.current?.querySelector<HTMLElement>('[aria-invalid]')?.focus()
  }, [trouble])
  const complaintsOf = (name: string) => (trouble?.complaints ?? []).filter(({ at }) => at === name).map(({ message }) => message)
  return (
    <form ref={form} method="post" onSubmit={(event) => void send(event)} className="flex flex-col gap-4">
      {trouble !== null && trouble.complaints.length === 0 && <Notice tone="bad" live="assertive" title={trouble.words} />}
      {fields.map(({ name, label, hint, type = 'text', autoComplete, mono = false, initial }) => (
        <Field key={name} label={label} hint={hint} complaints={complaintsOf(name)}>
          {(control) => <Input {...control} name={name} type={type} defaultValue={initial} autoComplete={autoComplete} required spellCheck={false} className={mono ? 'font-mono' : undefined} />}
        </Field>
      ))}
      {children}
      <SubmitButton tone="primary" busy={busy}>
        {button}
      </SubmitButton>
    </form>
  )
}
