'use client'
// What the audit is narrowed to: person, deed, days, subject, team. The address bar holds it.
import { useRouter } from 'next/navigation'
import { useRef, useTransition, type ReactNode } from 'react'
import { Button } from '@/components/ui/button'
import { Field, type ControlWiring } from '@/components/ui/field'
import { Input, Select } from '@/components/ui/input'
import type { AuditChoices, AuditFilter } from '@/lib/audit/schema'
import { AUDIT_VERBS } from '@/lib/audit/verbs'

type Choice = { id: string; name: string }

function ChoiceOf({ control, name, all, chosen, choices }: { control: ControlWiring; name: keyof AuditFilter; all: string; chosen: string | undefined; choices: readonly Choice[] }) {
  // What is chosen stays there even when it is not among the choices any more.
  const shown = !chosen || choices.some(({ id }) => id === chosen) ? choices : [...choices, { id: chosen, name: chosen }]
  return (
    <Select {...control} name={name} defaultValue={chosen ?? ''}>
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

function useNarrowing() {
  const router = useRouter()
  const [isReading, startReading] = useTransition()
  const go = (parameters: URLSearchParams) => startReading(() => router.push(parameters.size === 0 ? '/admin/audit' : `/admin/audit?${parameters}`))
  return { isReading, go }
}

export function AuditFilters({ filter, choices, actions }: { filter: AuditFilter; choices: AuditChoices; actions: ReactNode }) {
  const form = useRef<HTMLFormElement>(null)
  const { isReading, go } = useNarrowing()
  const narrow = () => {
    if (form.current === null) return
    const given = [...new FormData(form.current)].flatMap(([name, value]) => (typeof value === 'string' && value.trim() !== '' ? [[name, value.trim()]] : []))
    go(new URLSearchParams(given))
  }
  return (
    <form
      ref={form}
      role="search"
      aria-label="Narrow the audit"
      className="mb-4 grid grid-cols-2 gap-x-4 gap-y-3 rounded-lg border border-line bg-surface p-4 lg:grid-cols-[repeat(3,minmax(0,1fr))_repeat(2,9.5rem)]"
      // A choice counts at once; what is typed, when it is sent.
      onChange={(event) => event.target instanceof HTMLSelectElement && narrow()}
      onSubmit={(event) => {
        event.preventDefault()
        narrow()
      }}
    >
      <Field label="Person">{(control) => <ChoiceOf control={control} name="person" all="Everybody" chosen={filter.person} choices={distinctly(choices.people)} />}</Field>
      <Field label="Deed">{(control) => <ChoiceOf control={control} name="verb" all="Everything" chosen={filter.verb} choices={AUDIT_VERBS.map((verb) => ({ id: verb, name: verb }))} />}</Field>
      <Field label="Team" className="max-lg:col-span-2">{(control) => <ChoiceOf control={control} name="team" all="All teams" chosen={filter.team} choices={distinctly(choices.teams)} />}</Field>
      <Field label="From">{(control) => <Input {...control} name="from" type="date" defaultValue={filter.from} />}</Field>
      <Field label="Until (UTC)">{(control) => <Input {...control} name="to" type="date" defaultValue={filter.to} />}</Field>
      <Field label="What it was done to" className="max-lg:col-span-2">
        {(control) => <Input {...control} name="subject" type="search" placeholder="a part of its name, or its id" defaultValue={filter.subject} maxLength={120} />}
      </Field>
      <div className="flex flex-wrap items-end gap-2 max-lg:col-span-2 lg:col-span-4">
        <Button type="submit" busy={isReading}>
          Show
        </Button>
        {Object.keys(filter).length > 0 && (
          <Button tone="quiet" onClick={() => go(new URLSearchParams())}>
            Clear
          </Button>
        )}
        <span className="ml-auto">{actions}</span>
      </div>
    </form>
  )
}
