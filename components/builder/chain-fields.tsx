'use client'
// How many copies of an entity there are, and the id of each chain.
import { Minus, Plus } from 'lucide-react'
import { useId } from 'react'
import { IconButton } from '@/components/ui/button'
import { Complaints } from '@/components/ui/field'
import { MOST_COPIES, readCopies } from './copies'
import type { DraftEntity } from './draft'
import type { DraftChange } from './draft-reducer'

type ChainFieldsProps = { entity: DraftEntity; complaints: ReadonlyMap<number, string[]>; copies?: readonly string[]; change: (change: DraftChange) => void }

function Copies({ entity, copies: complaints = [], change }: Omit<ChainFieldsProps, 'complaints'>) {
  const id = useId()
  const count = entity.chainIds.length
  const set = (wished: number) => change({ type: 'copies', key: entity.key, count: wished })
  return (
    <div className="flex flex-col gap-1">
      <label htmlFor={id} className="text-xs font-medium text-muted">
        Copies
      </label>
      <div className="flex items-center">
        <IconButton label="One copy fewer" disabled={count === 1} onClick={() => set(count - 1)}>
          <Minus aria-hidden className="size-3.5" />
        </IconButton>
        <input
          id={id}
          inputMode="numeric"
          data-copies
          aria-invalid={complaints.length > 0 || undefined}
          aria-describedby={complaints.length > 0 ? `${id}-complaints` : undefined}
          value={entity.copiesTyped ?? count}
          onChange={(event) => {
            const wished = readCopies(event.target.value)
            if (wished === null) change({ type: 'copiesTyped', key: entity.key, text: event.target.value })
            else set(wished)
          }}
          onFocus={(event) => event.target.select()}
          className="control figures h-7 w-10 px-1! text-center"
        />
        <IconButton label="One copy more" disabled={count >= MOST_COPIES} onClick={() => set(count + 1)}>
          <Plus aria-hidden className="size-3.5" />
        </IconButton>
      </div>
      {complaints.length > 0 && (
        <div className="max-w-64">
          <Complaints id={`${id}-complaints`} messages={complaints} />
        </div>
      )}
    </div>
  )
}

export function ChainFields({ entity, complaints, copies, change }: ChainFieldsProps) {
  const id = useId()
  const messages = [...new Set([...complaints.values()].flat())]
  return (
    <>
      <Copies entity={entity} copies={copies} change={change} />
      <fieldset className="flex min-w-0 flex-col gap-1">
        <legend className="mb-1 text-xs font-medium text-muted">{entity.chainIds.length === 1 ? 'Chain id' : 'Chain ids'}</legend>
        <div className="flex flex-wrap gap-1.5">
          {entity.chainIds.map((chainId, copy) => (
            <input
              key={copy}
              aria-label={`Chain id of copy ${copy + 1}`}
              aria-invalid={complaints.has(copy) || undefined}
              aria-describedby={complaints.has(copy) ? id : undefined}
              value={chainId}
              spellCheck={false}
              autoCapitalize="off"
              autoComplete="off"
              onChange={(event) => change({ type: 'chainId', key: entity.key, copy, id: event.target.value.trim() })}
              onFocus={(event) => event.target.select()}
              className="control h-7 w-14! px-1! text-center font-mono"
            />
          ))}
        </div>
        {messages.length > 0 && <Complaints id={id} messages={messages} />}
      </fieldset>
    </>
  )
}
