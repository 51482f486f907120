'use client'
// Finds a component of the Chemical Component Dictionary by code or name: a combobox whose list comes from the server.
// What is still being searched for is no code yet: the draft gets it when a component is chosen or the field is left.
import clsx from 'clsx'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { useId, useState, type KeyboardEvent } from 'react'
import { flushSync } from 'react-dom'
import type { Chemistry, Component } from '@/lib/complexes/chemistry'
import { counted } from '@/lib/complexes/place'
import { Field } from '@/components/ui/field'
import { Input } from '@/components/ui/input'
import { requestJson } from '@/lib/predictions/client-request'
import { useAfterPress } from './after-press'
import type { DraftEntity } from './draft'
import type { DraftChange } from './draft-reducer'
import { useSettled } from './use-settled'

type ComponentPickerProps = { entity: DraftEntity; complaints: readonly string[]; chemistry: Chemistry; change: (change: DraftChange) => void }

const TYPING_PAUSE_MS = 150

function useFound(query: string, open: boolean): readonly Component[] {
  const wanted = useSettled(query.trim(), TYPING_PAUSE_MS)
  const { data } = useQuery({
    queryKey: ['components', wanted],
    queryFn: ({ signal }) => requestJson<{ items: Component[] }>(`/api/v1/components?q=${encodeURIComponent(wanted)}`, signal),
    enabled: open && wanted !== '',
    placeholderData: keepPreviousData,
    staleTime: Infinity,
  })
  return query.trim() === '' ? [] : (data?.items ?? [])
}

/** Where an arrow key leads in a list that wraps around. */
function nextActive(key: string, active: number, count: number): number | null {
  if (count === 0) return null
  if (key === 'ArrowDown') return (active + 1) % count
  if (key === 'ArrowUp') return (active - 1 + count) % count
  return null
}

function useCombobox(entity: DraftEntity, change: ComponentPickerProps['change']) {
  const [open, setOpen] = useState(false)
  const [active, setActive] = useState(-1)
  const [searched, setSearched] = useState<string | null>(null)
  const afterPress = useAfterPress()
  const text = searched ?? entity.ccd
  const found = useFound(text, open)
  const choose = (code: string) => {
    if (code !== entity.ccd) change({ type: 'text', key: entity.key, field: 'ccd', text: code })
    change({ type: 'clean', key: entity.key })
    setSearched(null)
    setOpen(false)
    setActive(-1)
  }
  const type = (typed: string) => {
    setSearched(typed)
    setOpen(true)
    setActive(-1)
  }
  const press = (event: KeyboardEvent<HTMLInputElement>) => {
    // Ctrl with Enter submits: the draft must hold the code before the key reaches the page.
    if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) flushSync(() => choose(text))
    if (event.altKey || event.ctrlKey || event.metaKey) return
    const next = nextActive(event.key, active, found.length)
    const picked = open ? found[active] : undefined
    if (next !== null) {
      event.preventDefault()
      setOpen(true)
      setActive(next)
    } else if (event.key === 'Enter') {
      event.preventDefault()
      choose(picked?.code ?? text)
    } else if (event.key === 'Escape' && open) {
      event.preventDefault()
      setOpen(false)
    }
  }
  const leave = () => afterPress(() => choose(text))
  return { text, searching: searched !== null, open: open && found.length > 0, active, found, choose, type, press, leave }
}

/** What tells components of one name apart. The table holds neither charges nor bonds, hence no drawing. */
function factsOf({ formula, heavyAtoms, atoms, obsolete }: Component): string {
  const withdrawn = obsolete === null ? null : `withdrawn${obsolete.replacedBy === null ? '' : `, now ${obsolete.replacedBy}`}`
  return [formula, `${counted(heavyAtoms, 'heavy atom')}, ${atoms} in all`, withdrawn].filter((fact) => fact !== null).join(' · ')
}

function Known({ component }: { component: Component }) {
  return (
    <p className="text-xs text-muted">
      <span className="font-medium text-ink">{component.name}</span> · {factsOf(component)}
    </p>
  )
}

type OptionProps = { component: Component; id: string; active: boolean; choose: () => void }

function ComponentOption({ component, id, active, choose }: OptionProps) {
  return (
    <li
      id={id}
      role="option"
      aria-selected={active}
      onPointerDown={(event) => event.preventDefault()}
      onClick={choose}
      className={clsx('grid cursor-pointer grid-cols-[4rem_1fr] gap-x-2 px-3 py-1 text-sm', active ? 'bg-accent-soft' : 'hover:bg-sunken')}
    >
      <span className="font-mono font-medium">{component.code}</span>
      <span className="min-w-0">
        <span className="block truncate">{component.name}</span>
        <span className="figures block text-xs text-faint">{factsOf(component)}</span>
      </span>
    </li>
  )
}

export function ComponentPicker({ entity, complaints, chemistry, change }: ComponentPickerProps) {
  const listId = useId()
  const box = useCombobox(entity, change)
  const known = box.searching ? null : chemistry.component(entity.ccd.trim().toUpperCase())
  return (
    <div className="relative flex flex-col gap-1">
      <Field label="Chemical component" labelHidden complaints={box.searching ? [] : complaints}>
        {(control) => (
          <Input
            {...control}
            data-entity-text={entity.key}
            role="combobox"
            aria-expanded={box.open}
            aria-controls={listId}
            aria-autocomplete="list"
            aria-activedescendant={box.open && box.active >= 0 ? `${listId}-${box.active}` : undefined}
            value={box.text}
            placeholder="Code or name: ATP, heme, NAP, zinc ion…"
            spellCheck={false}
            autoCapitalize="off"
            autoComplete="off"
            onChange={(event) => box.type(event.target.value)}
            onKeyDown={box.press}
            onBlur={box.leave}
            className="font-mono"
          />
        )}
      </Field>
      {known !== null && known !== 'unavailable' && <Known component={known} />}
      <ul
        id={listId}
        role="listbox"
        aria-label="Components found"
        hidden={!box.open}
        className="absolute inset-x-0 top-9 z-30 max-h-72 overflow-y-auto rounded-md border border-line bg-raised py-1 shadow-floating"
      >
        {box.found.map((component, index) => (
          <ComponentOption key={component.code} component={component} id={`${listId}-${index}`} active={index === box.active} choose={() => box.choose(component.code)} />
        ))}
      </ul>
    </div>
  )
}
