'use client'
// The prediction's name, changed in place: Enter keeps it, Escape leaves it as it was.
import { Pencil } from 'lucide-react'
import { useState, type FormEvent } from 'react'
import { Button, IconButton } from '@/components/ui/button'
import { Input } from '@/components/ui/input'
import { showToast } from '@/components/ui/toast'
import { useRenamePrediction } from '@/lib/predictions/client-actions'
import { problemWords } from '@/lib/predictions/client-request'

const LONGEST_NAME = 120

function NameForm({ name, keep, done }: { name: string; keep: (wished: string) => void; done: () => void }) {
  const [draft, setDraft] = useState(name)
  const wished = draft.trim()
  const save = (event: FormEvent) => {
    event.preventDefault()
    if (wished !== '' && wished !== name) keep(wished)
    done()
  }
  return (
    <form onSubmit={save} className="flex w-full max-w-2xl items-center gap-2">
      <Input
        autoFocus
        aria-label="Name of the prediction"
        value={draft}
        maxLength={LONGEST_NAME}
        onChange={(event) => setDraft(event.target.value)}
        onFocus={(event) => event.target.select()}
        onKeyDown={(event) => event.key === 'Escape' && done()}
      />
      <Button type="submit" disabled={wished === ''}>
        Keep
      </Button>
      <Button tone="quiet" onClick={done}>
        Cancel
      </Button>
    </form>
  )
}

export function PredictionTitle({ id, name, mayRename }: { id: string; name: string; mayRename: boolean }) {
  const [editing, setEditing] = useState(false)
  const rename = useRenamePrediction(id)
  const keep = (wished: string) =>
    rename.mutate({ name: wished }, { onError: (error) => showToast({ tone: 'bad', title: 'The name was not changed.', detail: problemWords(error) }) })
  if (editing) return <NameForm name={name} keep={keep} done={() => setEditing(false)} />
  return (
    <div className="flex min-w-0 items-start gap-1">
      <h1 className="min-w-0 text-xl font-semibold wrap-anywhere">{name}</h1>
      {mayRename && (
        <IconButton label="Rename" onClick={() => setEditing(true)}>
          <Pencil aria-hidden className="size-3.5" />
        </IconButton>
      )}
    </div>
  )
}
