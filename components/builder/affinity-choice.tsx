'use client'
// Chooses the ligand whose affinity is predicted. A ligand that cannot be chosen says why.
import type { Chemistry } from '@/lib/complexes/chemistry'
import { Card, CardBody, CardHead } from '@/components/ui/card'
import { Complaints } from '@/components/ui/field'
import { affinityChoices, type AffinityChoice } from './affinity-choices'
import type { Draft } from './draft'
import type { DraftChange } from './draft-reducer'
import { Warnings } from './entity-card'

type AffinityChoiceProps = {
  draft: Draft
  chemistry: Chemistry
  complaints: readonly string[]
  warnings: readonly string[]
  change: (change: DraftChange) => void
}

function Choice({ choice, chosen, change }: { choice: AffinityChoice; chosen: boolean; change: AffinityChoiceProps['change'] }) {
  return (
    <label className="flex items-start gap-2 text-sm">
      <input
        type="radio"
        name="affinity"
        checked={chosen}
        disabled={!choice.possible && !chosen}
        onChange={() => change({ type: 'affinity', key: choice.key })}
        className="mt-0.5 size-4 shrink-0 accent-accent"
      />
      <span className="min-w-0">
        <span className={choice.possible ? 'font-medium' : 'text-faint'}>Ligand {choice.chainId}</span>{' '}
        <span className="font-mono text-xs break-all text-muted">{choice.words}</span>
        {!choice.possible && !chosen && <span className="block text-xs text-muted">Not possible: {choice.why}</span>}
      </span>
    </label>
  )
}

export function AffinityCard({ draft, chemistry, complaints, warnings, change }: AffinityChoiceProps) {
  const choices = affinityChoices(draft, chemistry)
  return (
    <Card aria-labelledby="affinity-title">
      <CardHead id="affinity-title" title="Binding affinity" aside={<span className="text-xs text-faint">one ligand per prediction</span>} />
      <CardBody>
        {choices.length === 0 ? (
          <p className="text-sm text-muted">Add a ligand to predict how strongly it binds. Boltz-2 scores one small molecule, present once, against a protein.</p>
        ) : (
          <fieldset className="flex flex-col gap-2">
            <legend className="sr-only">Predict the affinity of</legend>
            <label className="flex items-center gap-2 text-sm">
              <input type="radio" name="affinity" checked={draft.affinityKey === null} onChange={() => change({ type: 'affinity', key: null })} className="size-4 accent-accent" />
              <span className="font-medium">No affinity</span> <span className="text-xs text-muted">structure only, somewhat faster</span>
            </label>
            {choices.map((choice) => (
              <Choice key={choice.key} choice={choice} chosen={draft.affinityKey === choice.key} change={change} />
            ))}
          </fieldset>
        )}
        <div className="mt-2 flex flex-col gap-1 empty:hidden">
          {complaints.length > 0 && <Complaints messages={complaints} />}
          {warnings.length > 0 && <Warnings messages={warnings} />}
        </div>
      </CardBody>
    </Card>
  )
}
