'use client'
// The name of the prediction and what concerns the draft as a whole: undo, redo, import, a fresh start.
import { FileInput, FilePlus2, Redo2, Undo2 } from 'lucide-react'
import { Button, IconButton } from '@/components/ui/button'
import { Field } from '@/components/ui/field'
import { Input } from '@/components/ui/input'
import { isBlank } from './draft'
import { suggestName } from './draft-complex'
import type { useDraft } from './use-draft'

const MOST_NAME_CHARACTERS = 120

type BuilderToolbarProps = { store: ReturnType<typeof useDraft>; complaints: readonly string[]; onImport: () => void; onClear: () => void }

export function BuilderToolbar({ store, complaints, onImport, onClear }: BuilderToolbarProps) {
  const { draft, change } = store
  return (
    <div className="flex flex-wrap items-end gap-x-4 gap-y-2">
      <Field label="Name" complaints={complaints} className="min-w-64 grow" aside={store.kept ? undefined : 'this browser does not keep drafts'}>
        {(control) => (
          <Input
            {...control}
            data-draft-name
            value={draft.name}
            maxLength={MOST_NAME_CHARACTERS}
            placeholder={suggestName(draft)}
            onChange={(event) => change({ type: 'name', name: event.target.value })}
            className="h-8.5 text-base!"
          />
        )}
      </Field>
      <div className="flex items-center gap-1">
        <IconButton size="medium" label="Undo" disabled={!store.canUndo} onClick={() => change({ type: 'undo' })}>
          <Undo2 aria-hidden className="size-4" />
        </IconButton>
        <IconButton size="medium" label="Redo" disabled={!store.canRedo} onClick={() => change({ type: 'redo' })}>
          <Redo2 aria-hidden className="size-4" />
        </IconButton>
        <Button icon={<FileInput aria-hidden className="size-4" />} onClick={onImport}>
          Import
        </Button>
        <Button icon={<FilePlus2 aria-hidden className="size-4" />} disabled={isBlank(draft) && draft.entities.length === 1} onClick={onClear}>
          Start over
        </Button>
      </div>
    </div>
  )
}
