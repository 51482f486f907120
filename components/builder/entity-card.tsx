'use client'
// One entity of the complex: its kind, copies and chains, and what it is made of, each complaint where it belongs.
import clsx from 'clsx'
import { ArrowDown, ArrowUp, CopyPlus, Trash2 } from 'lucide-react'
import type { KeyboardEvent } from 'react'
import type { Chemistry } from '@/lib/complexes/chemistry'
import { tokensPerCopy } from '@/lib/complexes/tokens'
import type { Entity, EntityType } from '@/lib/complexes/schema'
import { IconButton } from '@/components/ui/button'
import { Complaints } from '@/components/ui/field'
import { ChainFields } from './chain-fields'
import type { DraftEntity } from './draft'
import type { DraftChange } from './draft-reducer'
import { focusCard } from './focus-place'
import { KIND_ORDER, KINDS } from './kinds'
import { LigandField } from './ligand-field'
import { NO_COMPLAINTS, type EntityComplaints } from './place-complaints'
import { MsaChoice, SequenceField } from './sequence-field'
import { SmilesDrawing } from './smiles-drawing'

export type EntityCardProps = {
  entity: DraftEntity
  /** The same entity as a complex has it. */
  model: Entity
  index: number
  count: number
  complaints: EntityComplaints | undefined
  warnings: EntityComplaints | undefined
  chemistry: Chemistry
  /** The run option that switches alignments off for all. */
  msaServerOff: boolean
  change: (change: DraftChange) => void
}

function EntityButtons({ entity, index, count, change }: EntityCardProps) {
  const { key } = entity
  const remove = () => {
    change({ type: 'remove', key })
    focusCard(index)
  }
  const name = `entity ${index + 1}`
  return (
    <div className="ml-auto flex">
      <IconButton label={`Move ${name} up`} disabled={index === 0} onClick={() => change({ type: 'move', key, by: -1 })}>
        <ArrowUp aria-hidden className="size-4" />
      </IconButton>
      <IconButton label={`Move ${name} down`} disabled={index === count - 1} onClick={() => change({ type: 'move', key, by: 1 })}>
        <ArrowDown aria-hidden className="size-4" />
      </IconButton>
      <IconButton label={`Duplicate ${name}`} onClick={() => change({ type: 'duplicate', key })}>
        <CopyPlus aria-hidden className="size-4" />
      </IconButton>
      <IconButton label={`Remove ${name}`} onClick={remove}>
        <Trash2 aria-hidden className="size-4" />
      </IconButton>
    </div>
  )
}

function KindSelect({ entity, index, change }: Pick<EntityCardProps, 'entity' | 'index' | 'change'>) {
  const kind = KINDS[entity.type]
  const choose = (text: string) => {
    const entityType: EntityType | undefined = KIND_ORDER.find((candidate) => candidate === text)
    if (entityType) change({ type: 'kind', key: entity.key, entityType })
  }
  return (
    <select
      aria-label={`Kind of entity ${index + 1}`}
      value={entity.type}
      onChange={(event) => choose(event.target.value)}
      className={clsx('h-7 rounded-sm bg-transparent pr-1 text-sm font-semibold hover:bg-sunken', kind.ink)}
    >
      {KIND_ORDER.map((type) => (
        <option key={type} value={type} className="bg-surface text-ink">
          {KINDS[type].name}
        </option>
      ))}
    </select>
  )
}

/** "223 residues" or "2 x 223 residues"; nothing while it is not known. */
function SizeWords({ entity, model, chemistry }: Pick<EntityCardProps, 'entity' | 'model' | 'chemistry'>) {
  const each = tokensPerCopy(model, chemistry)
  if (each === null || each === 0) return null
  const copies = entity.chainIds.length
  const unit = `${KINDS[entity.type].unit}${each === 1 ? '' : 's'}`
  return (
    <span className="figures text-xs whitespace-nowrap text-faint">
      {copies > 1 && `${copies} × `}
      {each.toLocaleString('en')} {unit}
    </span>
  )
}

/** Alt with an arrow key moves the card. */
function moveByKey(event: KeyboardEvent, key: string, change: EntityCardProps['change']): void {
  const by = event.key === 'ArrowUp' ? -1 : event.key === 'ArrowDown' ? 1 : null
  if (!event.altKey || by === null) return
  event.preventDefault()
  change({ type: 'move', key, by })
}

export function EntityCard(props: EntityCardProps) {
  const { entity, index, complaints = NO_COMPLAINTS, warnings = NO_COMPLAINTS, change, chemistry, msaServerOff } = props
  const drawn = entity.type === 'ligand' && entity.ligandBy === 'smiles'
  return (
    <li
      data-entity={entity.key}
      aria-label={`Entity ${index + 1}, ${KINDS[entity.type].name}`}
      onKeyDown={(event) => moveByKey(event, entity.key, change)}
      className="relative rounded-lg border border-line bg-surface pl-1 shadow-raised"
    >
      <span aria-hidden className={clsx('absolute -inset-y-px -left-px w-1.25 rounded-l-lg', KINDS[entity.type].spine)} />
      <div className="flex flex-wrap items-center gap-x-2 border-b border-line py-1.5 pr-1.5 pl-3">
        <span aria-hidden className="figures w-5 text-sm text-faint">
          {index + 1}
        </span>
        <KindSelect {...props} />
        <SizeWords {...props} />
        <EntityButtons {...props} />
      </div>
      <div className={clsx('gap-x-4 px-4 pt-3 pb-4', drawn && 'grid gap-y-3 sm:grid-cols-[minmax(0,1fr)_13rem]')}>
        <div className="flex min-w-0 flex-col gap-3">
          {entity.type === 'ligand' ? (
            <LigandField entity={entity} complaints={complaints.text} warnings={warnings.text} chemistry={chemistry} change={change} />
          ) : (
            <SequenceField entity={entity} complaints={complaints.text} warnings={warnings.text} change={change} />
          )}
          <div className="flex flex-wrap items-start gap-x-6 gap-y-3">
            <ChainFields entity={entity} complaints={complaints.chains} copies={complaints.copies} change={change} />
            {entity.type === 'protein' && <MsaChoice entity={entity} off={msaServerOff} complaints={complaints.msa} change={change} />}
          </div>
          {complaints.general.length > 0 && <Complaints messages={complaints.general} />}
          {warnings.general.length > 0 && <Warnings messages={warnings.general} />}
        </div>
        {drawn && <SmilesDrawing smiles={entity.smiles.trim()} chemistry={chemistry} />}
      </div>
    </li>
  )
}

/** Things worth knowing that stop nothing. */
export function Warnings({ messages }: { messages: readonly string[] }) {
  return (
    <ul className="flex flex-col gap-0.5 text-xs text-warn">
      {messages.map((message) => (
        <li key={message} className="border-l-2 border-warn/50 pl-2 wrap-anywhere">
          {message}
        </li>
      ))}
    </ul>
  )
}
