'use client'
// Where a sequence is typed or pasted. FASTA with several records becomes several entities; what cleaning took away is said below.
import { Scissors } from 'lucide-react'
import { useId, useState, type ClipboardEvent } from 'react'
import { cleanSequence } from '@/lib/complexes/clean-sequence'
import { Complaints, Field } from '@/components/ui/field'
import { Select, Textarea } from '@/components/ui/input'
import { showToast } from '@/components/ui/toast'
import type { DraftEntity } from './draft'
import type { DraftChange } from './draft-reducer'
import { Warnings } from './entity-card'
import { KINDS } from './kinds'
import { residuesBefore, useSequenceCleaning } from './use-sequence-cleaning'

type SequenceFieldProps = { entity: DraftEntity; complaints: readonly string[]; warnings: readonly string[]; change: (change: DraftChange) => void }

const PLACEHOLDERS = {
  protein: 'One-letter residues, or FASTA: MQIFVKTLTGKTITLEVEPSDTIENVKAKIQDKEG…',
  dna: 'Bases 5′ to 3′, one strand per entity: AGCGTGGGCGT',
  rna: 'Bases 5′ to 3′: GGCGAUACCAGCCGAAAGG',
  ligand: '',
} as const

export function SequenceField({ entity, complaints, warnings, change }: SequenceFieldProps) {
  const paste = (event: ClipboardEvent<HTMLTextAreaElement>) => {
    const text = event.clipboardData.getData('text')
    const { records } = cleanSequence(text)
    if (records < 2) return
    event.preventDefault()
    change({ type: 'fasta', key: entity.key, text })
    showToast({
      topic: 'draft',
      tone: 'good',
      title: `${records} FASTA records became ${records} entities.`,
      detail: 'Look at the kind of each.',
      action: { label: 'Undo', run: () => change({ type: 'undo', through: 'fasta' }) },
    })
  }
  const cleaning = useSequenceCleaning(entity, change)
  const [caret, setCaret] = useState<number | null>(null)
  const { unit } = KINDS[entity.type]
  return (
    <div className="flex flex-col gap-1">
      <Field label={`${KINDS[entity.type].name} sequence`} labelHidden complaints={complaints}>
        {(control) => (
          <Textarea
            {...control}
            data-entity-text={entity.key}
            value={entity.sequence}
            rows={4}
            spellCheck={false}
            autoCapitalize="off"
            autoComplete="off"
            placeholder={PLACEHOLDERS[entity.type]}
            onPaste={paste}
            onChange={cleaning.write}
            onSelect={(event) => setCaret(event.currentTarget.selectionEnd)}
            onBlur={() => cleaning.leave(() => setCaret(null))}
            className="field-sizing-content max-h-64 min-h-19 resize-y font-mono break-all tracking-[0.04em]"
          />
        )}
      </Field>
      {caret !== null && entity.sequence !== '' && (
        <p aria-hidden className="figures -mt-0.5 self-end text-xs text-faint">
          after {unit} {residuesBefore(entity.sequence, caret).toLocaleString('en')} of {residuesBefore(entity.sequence, entity.sequence.length).toLocaleString('en')}
        </p>
      )}
      <p aria-live="polite" className="text-xs text-muted empty:hidden">
        {entity.cleaned.length > 0 && (
          <span className="flex items-center gap-1.5">
            <Scissors aria-hidden className="size-3" />
            Cleaned: {entity.cleaned.join(', ')}.{entity.label !== null && ` It came as “${entity.label}”.`}
          </span>
        )}
      </p>
      {warnings.length > 0 && <Warnings messages={warnings} />}
    </div>
  )
}

type MsaChoiceProps = { entity: DraftEntity; off: boolean; complaints: readonly string[]; change: (change: DraftChange) => void }

/** Whether this protein gets an alignment. Switched off for all, it says so. */
export function MsaChoice({ entity, off, complaints, change }: MsaChoiceProps) {
  const id = useId()
  return (
    <div className="flex flex-col gap-1">
      <label htmlFor={id} className="text-xs font-medium text-muted">
        Alignment (MSA)
      </label>
      <Select
        id={id}
        value={off ? 'empty' : entity.msa}
        disabled={off}
        title={off ? 'The MSA server is switched off in the run options.' : undefined}
        onChange={(event) => change({ type: 'msa', key: entity.key, msa: event.target.value === 'empty' ? 'empty' : 'server' })}
        className="h-7! w-auto! py-0!"
      >
        <option value="server">from the MSA server</option>
        <option value="empty">none, single sequence</option>
      </Select>
      {complaints.length > 0 && <Complaints messages={complaints} />}
    </div>
  )
}
