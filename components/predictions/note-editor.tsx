'use client'
// The team's note on one prediction: read as it was written, changed in place.
import { Pencil } from 'lucide-react'
import { useState } from 'react'
import { Button } from '@/components/ui/button'
import { Textarea } from '@/components/ui/input'
import { showToast } from '@/components/ui/toast'
import { useWriteNote } from '@/lib/predictions/client-actions'
import { problemWords } from '@/lib/predictions/client-request'
import { LONGEST_NOTE } from '@/lib/predictions/tags'

function NoteForm({ note, keep, done, busy }: { note: string | null; keep: (wished: string) => void; done: () => void; busy: boolean }) {
  const [draft, setDraft] = useState(note ?? '')
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault()
        keep(draft)
      }}
      className="grid max-w-2xl gap-2"
    >
      <Textarea
        autoFocus
        aria-label="Note for the team"
        rows={4}
        value={draft}
        maxLength={LONGEST_NOTE}
        onChange={(event) => setDraft(event.target.value)}
        onKeyDown={(event) => {
          if (event.key !== 'Escape') return
          event.stopPropagation()
          done()
        }}
      />
      <div className="flex gap-2">
        <Button type="submit" busy={busy}>
          Keep the note
        </Button>
        <Button tone="quiet" onClick={done}>
          Leave it
        </Button>
      </div>
    </form>
  )
}

export function NoteEditor({ id, note, mayEdit }: { id: string; note: string | null; mayEdit: boolean }) {
  const [editing, setEditing] = useState(false)
  const write = useWriteNote(id)
  const keep = (wished: string) =>
    write.mutate(
      { note: wished.trim() === '' ? null : wished.trim() },
      {
        onSuccess: () => setEditing(false),
        // What was typed stays, so that it can be sent again.
        onError: (error) => showToast({ tone: 'bad', title: 'The note was not kept.', detail: problemWords(error) }),
      },
    )
  if (editing) return <NoteForm note={note} keep={keep} done={() => setEditing(false)} busy={write.isPending} />
  return (
    <div className="flex max-w-2xl items-start gap-2">
      {note !== null && <p className="min-w-0 text-sm wrap-anywhere whitespace-pre-line">{note}</p>}
      {mayEdit && (
        <Button tone="quiet" size="small" icon={<Pencil aria-hidden className="size-3" />} onClick={() => setEditing(true)}>
          {note === null ? 'Write a note' : 'Change the note'}
        </Button>
      )}
    </div>
  )
}
