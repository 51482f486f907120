'use client'
// The entities in order, and the buttons that add one.
import { Plus } from 'lucide-react'
import type { Chemistry } from '@/lib/complexes/chemistry'
import type { Complex, EntityType } from '@/lib/complexes/schema'
import { Button } from '@/components/ui/button'
import type { Draft } from './draft'
import type { DraftChange } from './draft-reducer'
import { EntityCard } from './entity-card'
import { focusEntity } from './focus-place'
import { KIND_ORDER, KINDS } from './kinds'
import type { EntityComplaints } from './place-complaints'

type EntityListProps = {
  draft: Draft
  complex: Complex
  complaints: ReadonlyMap<number, EntityComplaints>
  warnings: ReadonlyMap<number, EntityComplaints>
  chemistry: Chemistry
  change: (change: DraftChange) => void
}

export function EntityList({ draft, complex, complaints, warnings, chemistry, change }: EntityListProps) {
  const add = (entityType: EntityType) => {
    change({ type: 'add', entityType })
    focusEntity(`e${draft.nextKey}`)
  }
  return (
    <section aria-label="Entities" className="flex flex-col gap-3">
      <ol className="flex flex-col gap-3">
        {draft.entities.map((entity, index) => {
          const model = complex.entities[index]
          if (!model) return null
          return (
            <EntityCard
              key={entity.key}
              entity={entity}
              model={model}
              index={index}
              count={draft.entities.length}
              complaints={complaints.get(index)}
              warnings={warnings.get(index)}
              chemistry={chemistry}
              msaServerOff={!draft.options.use_msa_server}
              change={change}
            />
          )
        })}
      </ol>
      {draft.entities.length === 0 && <p className="rounded-lg border border-dashed border-line-strong px-4 py-6 text-center text-sm text-muted">The complex is empty. Add its first molecule.</p>}
      <div role="group" aria-label="Add an entity" className="flex flex-wrap items-center gap-2">
        {KIND_ORDER.map((type) => (
          <Button key={type} id={`add-${type}`} onClick={() => add(type)} icon={<Plus aria-hidden className={`size-4 ${KINDS[type].ink}`} />}>
            {KINDS[type].name}
          </Button>
        ))}
      </div>
    </section>
  )
}
