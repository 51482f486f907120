'use client'
// What the audit is narrowed to: person, deed, days, subject, team. The address bar holds it.
import { useRouter } from 'next/navigation'
import { useEffect, useEffectEvent, useRef, useState, useTransition, type ChangeEvent, type ReactNode, type RefObject } from 'react'
import { Button } from '@/components/ui/button'
import { Field, type ControlWiring } from '@/components/ui/field'
import { Input, Select } from '@/components/ui/input'
import { Spinner } from '@/components/ui/spinner'
import type { AuditChoices, AuditFilter } from '@/lib/audit/schema'
import { AUDIT_VERBS } from '@/lib/audit/verbs'

type Choice = { id: string; name: string }
type Texts = Record<keyof AuditFilter, string>
type Wiring = { name: keyof AuditFilter; value: string; onChange: (event: ChangeEvent<HTMLInputElement | HTMLSelectElement>) => void }

function ChoiceOf({ control, wiring, all, choices }: { control: ControlWiring; wiring: Wiring; all: string; choices: readonly Choice[] }) {
  // What is chosen stays there even when it is not among the choices any more.
  const shown = wiring.value === '' || choices.some(({ id }) => id === wiring.value) ? choices : [...choices, { id: wiring.value, name: wiring.value }]
  return (
    <Select {...control} {...wiring}>
      <option value="">{all}</option>
      {shown.map((choice) => (
        <option key={choice.id} value={choice.id}>
          {choice.name}
        </option>
      ))}
    </Select>
  )
}

/** Of people or teams with one name each says its id. */
function distinctly(choices: readonly Choice[]): Choice[] {
  return choices.map(({ id, name }) => ({ id, name: choices.some((other) => other.id !== id && other.name === name) ? `${name} (${id})` : name }))
}

const NAMES = ['person', 'verb', 'team', 'from', 'to', 'subject'] as const
const textsOf = (filter: AuditFilter): Texts => ({ person: '', verb: '', team: '', from: '', to: '', subject: '', ...filter })
const areSame = (some: Texts, others: Texts): boolean => NAMES.every((name) => some[name].trim() === others[name].trim())

/** What the fields hold: what the address says, and what was typed since. An address that was asked for here overwrites nothing that was typed meanwhile. */
function useNarrowing(filter: AuditFilter) {
  const router = useRouter()
  const [isReading, startReading] = useTransition()
  const given = textsOf(filter)
  const [{ seen, asked, texts }, setTyped] = useState({ seen: given, asked: given, texts: given })
  if (!areSame(seen, given)) setTyped({ seen: given, asked: given, texts: areSame(asked, given) ? texts : given })
  const type = (change: Partial<Texts>) => setTyped({ seen, asked, texts: { ...texts, ...change } })
  const go = (next: Texts) => {
    setTyped({ seen, asked: next, texts: next })
    const parameters = new URLSearchParams(NAMES.flatMap((name) => (next[name].trim() === '' ? [] : [[name, next[name].trim()]])))
    startReading(() => router.push(parameters.size === 0 ? '/admin/audit' : `/admin/audit?${parameters}`))
  }
  return { isReading, texts, type, go }
}

/** What was typed or chosen before the form lived in the browser: it stands in the fields, and nobody was told of it. */
function useTypedBefore(form: RefObject<HTMLFormElement | null>, texts: Texts, type: (change: Partial<Texts>) => void): void {
  const readOnce = useEffectEvent(() => {
    if (form.current === null) return
    const fields = new FormData(form.current)
    const standing = NAMES.map((name) => [name, fields.get(name)] as const)
    const typed = standing.filter(([name, text]) => typeof text === 'string' && text !== texts[name])
    if (typed.length > 0) type(Object.fromEntries(typed))
  })
  useEffect(() => readOnce(), [])
}

export function AuditFilters({ filter, choices, actions }: { filter: AuditFilter; choices: AuditChoices; actions: ReactNode }) {
  const { isReading, texts, type, go } = useNarrowing(filter)
  const form = useRef<HTMLFormElement>(null)
  useTypedBefore(form, texts, type)
  const typed = (name: keyof AuditFilter): Wiring => ({ name, value: texts[name], onChange: ({ target }) => type({ [name]: target.value }) })
  // A choice counts at once; what is typed, when it is sent.
  const chosen = (name: keyof AuditFilter): Wiring => ({ ...typed(name), onChange: ({ target }) => go({ ...texts, [name]: target.value }) })
  return (
    <form
      ref={form}
      role="search"
      aria-label="Narrow the audit"
      className="mb-4 grid grid-cols-2 gap-x-4 gap-y-3 rounded-lg border border-line bg-surface p-4 lg:grid-cols-[repeat(3,minmax(0,1fr))_repeat(2,9.5rem)]"
      onSubmit={(event) => {
        event.preventDefault()
        go(texts)
      }}
    >
      <Field label="Person">{(control) => <ChoiceOf control={control} wiring={chosen('person')} all="Everybody" choices={distinctly(choices.people)} />}</Field>
      <Field label="Deed">{(control) => <ChoiceOf control={control} wiring={chosen('verb')} all="Everything" choices={AUDIT_VERBS.map((verb) => ({ id: verb, name: verb }))} />}</Field>
      <Field label="Team" className="max-lg:col-span-2">{(control) => <ChoiceOf control={control} wiring={chosen('team')} all="All teams" choices={distinctly(choices.teams)} />}</Field>
      <Field label="From">{(control) => <Input {...control} {...typed('from')} type="date" />}</Field>
      <Field label="Until (UTC)">{(control) => <Input {...control} {...typed('to')} type="date" />}</Field>
      <Field label="What it was done to" className="max-lg:col-span-2">
        {(control) => <Input {...control} {...typed('subject')} type="search" placeholder="a part of its name, or its id" maxLength={120} />}
      </Field>
      <div className="flex flex-wrap items-end gap-2 max-lg:col-span-2 lg:col-span-4">
        {/* Not busy, which would take the press and with it the keyboard's place. */}
        <Button type="submit" icon={isReading && <Spinner />} aria-busy={isReading || undefined}>
          Show
        </Button>
        {Object.keys(filter).length > 0 && (
          <Button
            tone="quiet"
            onClick={({ currentTarget }) => {
              // It goes with what it clears.
              currentTarget.form?.querySelector('select')?.focus()
              go(textsOf({}))
            }}
          >
            Clear
          </Button>
        )}
        <span className="ml-auto">{actions}</span>
      </div>
    </form>
  )
}
