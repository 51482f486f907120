'use client'
// A ligand by SMILES, drawn while it is typed, or by its code in the Chemical Component Dictionary.
import clsx from 'clsx'
import type { Chemistry } from '@/lib/complexes/chemistry'
import { Field } from '@/components/ui/field'
import { Textarea } from '@/components/ui/input'
import { ComponentPicker } from './component-picker'
import type { DraftEntity } from './draft'
import type { DraftChange } from './draft-reducer'
import { Warnings } from './entity-card'

type LigandFieldProps = {
  entity: DraftEntity
  complaints: readonly string[]
  warnings: readonly string[]
  chemistry: Chemistry
  change: (change: DraftChange) => void
}

const WAYS = [
  { by: 'smiles', label: 'SMILES' },
  { by: 'ccd', label: 'CCD code' },
] as const

function WaySwitch({ entity, change }: Pick<LigandFieldProps, 'entity' | 'change'>) {
  return (
    <fieldset className="inline-flex self-start rounded-md border border-line-strong p-0.5">
      <legend className="sr-only">Ligand given by</legend>
      {WAYS.map(({ by, label }) => (
        <label
          key={by}
          className={clsx(
            'cursor-pointer rounded-sm px-2.5 text-xs leading-6 font-medium has-focus-visible:outline-2 has-focus-visible:outline-focus',
            entity.ligandBy === by ? 'bg-accent text-on-accent' : 'text-muted hover:text-ink',
          )}
        >
          <input
            type="radio"
            name={`ligand-by-${entity.key}`}
            className="sr-only"
            checked={entity.ligandBy === by}
            onChange={() => change({ type: 'ligandBy', key: entity.key, by })}
          />
          {label}
        </label>
      ))}
    </fieldset>
  )
}

function SmilesField({ entity, complaints, warnings, change }: LigandFieldProps) {
  return (
    <div className="flex min-w-0 flex-col gap-1">
      <Field label="SMILES" labelHidden complaints={complaints}>
        {(control) => (
          <Textarea
            {...control}
            data-entity-text={entity.key}
            value={entity.smiles}
            rows={3}
            spellCheck={false}
            autoCapitalize="off"
            autoComplete="off"
            placeholder="NC(=N)c1ccccc1"
            onChange={(event) => change({ type: 'text', key: entity.key, field: 'smiles', text: event.target.value })}
            onBlur={() => change({ type: 'clean', key: entity.key })}
            className="resize-y font-mono break-all"
          />
        )}
      </Field>
      {warnings.length > 0 && <Warnings messages={warnings} />}
    </div>
  )
}

export function LigandField(props: LigandFieldProps) {
  const { entity, complaints, warnings, chemistry, change } = props
  return (
    <div className="flex flex-col gap-2">
      <WaySwitch entity={entity} change={change} />
      {entity.ligandBy === 'smiles' ? (
        <SmilesField {...props} />
      ) : (
        <>
          <ComponentPicker entity={entity} complaints={complaints} chemistry={chemistry} change={change} />
          {warnings.length > 0 && <Warnings messages={warnings} />}
        </>
      )}
    </div>
  )
}
