'use client'
// The left side of the builder: name, examples, entities, affinity, run options.
import type { Example } from '@/lib/complexes/examples'
import type { MsaPolicy } from '@/lib/msa-servers'
import { AffinityCard } from './affinity-choice'
import { BuilderToolbar } from './builder-toolbar'
import { isBlank } from './draft'
import { EntityList } from './entity-list'
import { ExamplePicker } from './example-picker'
import { RunOptionsCard } from './run-options'
import { Shortcuts } from './shortcuts'
import type { Built } from './use-built'
import type { useDraft } from './use-draft'

type DraftPanelProps = {
  store: ReturnType<typeof useDraft>
  built: Built
  simulated: boolean
  msa: MsaPolicy
  onImport: () => void
  onClear: () => void
  onExample: (example: Example) => void
}

export function DraftPanel({ store, built, simulated, msa, onImport, onClear, onExample }: DraftPanelProps) {
  const { draft, change } = store
  const { complaints, warnings, chemistry } = built
  return (
    <div className="flex min-w-0 flex-col gap-4">
      <BuilderToolbar store={store} complaints={complaints.name} onImport={onImport} onClear={onClear} />
      <ExamplePicker blank={isBlank(draft)} choose={onExample} />
      <EntityList draft={draft} complex={built.complex} complaints={complaints.entities} warnings={warnings.entities} chemistry={chemistry} change={change} />
      <AffinityCard draft={draft} chemistry={chemistry} complaints={complaints.affinity} warnings={warnings.affinity} change={change} />
      <RunOptionsCard
        options={draft.options}
        read={built.options}
        complex={built.cleaned}
        tokens={built.size.known}
        complaints={complaints.options}
        simulated={simulated}
        msa={msa}
        change={change}
      />
      <Shortcuts />
    </div>
  )
}
