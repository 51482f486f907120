'use client'
// The further filters of the list: person, tag, error, simulated, days of submission, and ranges of the scores.
import { useState } from 'react'
import { Button } from '@/components/ui/button'
import { Field } from '@/components/ui/field'
import { Input, Select } from '@/components/ui/input'
import { dayFrom } from '@/lib/calendar-day'
import { useListChoices } from '@/lib/predictions/client'
import { EVERYTHING, numberFrom, type Bound, type PredictionFilters } from '@/lib/predictions/list-filters'
import type { ChangeFilters } from './use-filters'

type Controls = { filters: PredictionFilters; change: ChangeFilters }

/** What is chosen stays in the list of choices even when it is not among them any more. */
function withChosen<Choice extends { value: string; words: string }>(choices: Choice[], chosen: string): { value: string; words: string }[] {
  return chosen === '' || choices.some(({ value }) => value === chosen) ? choices : [...choices, { value: chosen, words: chosen }]
}

function ChoiceField({ label, all, value, choices, onChange }: { label: string; all: string; value: string; choices: { value: string; words: string }[]; onChange: (value: string) => void }) {
  return (
    <Field label={label}>
      {(control) => (
        <Select {...control} value={value} onChange={(event) => onChange(event.target.value)}>
          <option value="">{all}</option>
          {withChosen(choices, value).map((choice) => (
            <option key={choice.value} value={choice.value}>
              {choice.words}
            </option>
          ))}
        </Select>
      )}
    </Field>
  )
}

function DayField({ label, value, onChange }: { label: string; value: string; onChange: (day: string) => void }) {
  return <Field label={label}>{(control) => <Input {...control} type="date" defaultValue={value} onChange={(event) => onChange(dayFrom(event.target.value))} />}</Field>
}

/** Keeps what is typed while it is not a number yet, and says so. */
function ScoreField({ label, value, onChange }: { label: string; value: number | null; onChange: (value: number | null) => void }) {
  const [wrong, setWrong] = useState(false)
  const read = (text: string) => {
    const number = numberFrom(text)
    setWrong(text.trim() !== '' && number === null)
    onChange(number)
  }
  return (
    <Field label={label} labelHidden complaints={wrong ? ['Give a number, such as 0.7.'] : []}>
      {(control) => <Input {...control} inputMode="decimal" placeholder={label.endsWith('at least') ? 'at least' : 'at most'} defaultValue={value ?? ''} onChange={(event) => read(event.target.value)} />}
    </Field>
  )
}

const RANGES: readonly { title: string; hint: string; least: Bound; most: Bound }[] = [
  { title: 'Confidence', hint: '0 to 1, higher is better', least: 'confidenceMin', most: 'confidenceMax' },
  { title: 'Affinity value', hint: 'log10 of IC50 in µM: −1 is 100 nM, lower is stronger', least: 'affinityMin', most: 'affinityMax' },
  { title: 'Binder probability', hint: '0 to 1', least: 'probabilityMin', most: 'probabilityMax' },
]

function Ranges({ filters, change }: Controls) {
  return RANGES.map(({ title, hint, least, most }) => (
    <fieldset key={title} className="grid content-start gap-1">
      <legend className="mb-1 text-sm font-medium">{title}</legend>
      <div className="grid grid-cols-2 gap-2">
        {[[least, 'at least'] as const, [most, 'at most'] as const].map(([bound, words]) => (
          <ScoreField key={bound} label={`${title} ${words}`} value={filters[bound]} onChange={(value) => change({ [bound]: value }, true)} />
        ))}
      </div>
      <p className="text-xs text-muted">{hint}</p>
    </fieldset>
  ))
}

function Choices({ filters, change }: Controls) {
  const { data } = useListChoices(true)
  const people = (data?.people ?? []).map(({ id, name }) => ({ value: id, words: name }))
  const tags = (data?.tags ?? []).map(({ name, predictions }) => ({ value: name, words: `${name} (${predictions})` }))
  const errors = (data?.errors ?? []).map(({ code, words, predictions }) => ({ value: code, words: `${words} (${predictions})` }))
  return (
    <>
      <ChoiceField label="Person" all="Everybody" value={filters.owner} choices={people} onChange={(owner) => change({ owner })} />
      <ChoiceField label="Tag" all="With and without tags" value={filters.tag} choices={tags} onChange={(tag) => change({ tag })} />
      <ChoiceField label="Failed of" all="Whatever its end" value={filters.error} choices={errors} onChange={(error) => change({ error })} />
      <ChoiceField
        label="Simulated"
        all="Real and simulated"
        value={filters.simulated ?? ''}
        choices={[{ value: 'no', words: 'Real only' }, { value: 'yes', words: 'Simulated only' }]}
        onChange={(value) => change({ simulated: value === 'yes' || value === 'no' ? value : null })}
      />
    </>
  )
}

export function FilterPanel({ filters, change }: Controls) {
  // A new number empties the fields that keep what is typed.
  const [emptied, setEmptied] = useState(0)
  const clear = () => {
    change({ ...EVERYTHING, q: filters.q, status: filters.status, order: filters.order })
    setEmptied(emptied + 1)
  }
  return (
    <div role="group" aria-label="Further filters" className="grid gap-3 rounded-lg border border-line bg-surface p-4">
      <div key={emptied} className="grid gap-x-4 gap-y-3 sm:grid-cols-2 lg:grid-cols-4">
        <Choices filters={filters} change={change} />
        <div className="grid grid-cols-2 gap-2">
          <DayField label="Submitted from" value={filters.from} onChange={(from) => change({ from })} />
          <DayField label="until (UTC)" value={filters.to} onChange={(to) => change({ to })} />
        </div>
        <Ranges filters={filters} change={change} />
      </div>
      <div>
        <Button size="small" onClick={clear}>
          Clear these filters
        </Button>
      </div>
    </div>
  )
}
