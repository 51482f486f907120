'use client'
// The tags of one prediction: put on with Enter, taken off with the cross. What the team uses already is offered.
import { X } from 'lucide-react'
import { useId, useState, type FormEvent } from 'react'
import { Button } from '@/components/ui/button'
import { Input } from '@/components/ui/input'
import { showToast } from '@/components/ui/toast'
import { useListChoices } from '@/lib/predictions/client'
import { useChangeTag } from '@/lib/predictions/client-actions'
import { problemWords } from '@/lib/predictions/client-request'
import { LONGEST_TAG } from '@/lib/predictions/tags'

function Chip({ tag, remove }: { tag: string; remove: (() => void) | undefined }) {
  return (
    <li className="inline-flex max-w-full items-center gap-0.5 rounded-sm border border-line bg-sunken pl-1.5 text-xs leading-5 font-medium text-muted">
      <span className="truncate">{tag}</span>
      {remove === undefined ? (
        <span className="w-1.5" />
      ) : (
        <button type="button" onClick={remove} aria-label={`Take off ${tag}`} className="grid size-6 place-items-center rounded-sm hover:text-ink">
          <X aria-hidden className="size-3" />
        </button>
      )}
    </li>
  )
}

/** One text field with the team's tags behind it. */
export function TagInput({ label, value, onChange }: { label: string; value: string; onChange: (name: string) => void }) {
  const [wanted, setWanted] = useState(false)
  const choices = useListChoices(wanted)
  const listId = useId()
  return (
    <>
      <Input
        aria-label={label}
        placeholder={label}
        list={listId}
        value={value}
        maxLength={LONGEST_TAG}
        onFocus={() => setWanted(true)}
        onChange={(event) => onChange(event.target.value)}
        className="w-40"
      />
      <datalist id={listId}>
        {choices.data?.tags.map(({ name }) => <option key={name} value={name} />)}
      </datalist>
    </>
  )
}

export function TagEditor({ id, tags, mayEdit }: { id: string; tags: readonly string[]; mayEdit: boolean }) {
  const [typed, setTyped] = useState('')
  const change = useChangeTag(id)
  const put = (name: string, on: boolean) =>
    change.mutate({ name, on }, { onError: (error) => showToast({ tone: 'bad', title: 'The tags were not changed.', detail: problemWords(error) }) })
  const add = (event: FormEvent) => {
    event.preventDefault()
    if (typed.trim() !== '') put(typed.trim(), true)
    setTyped('')
  }
  return (
    <div className="flex flex-wrap items-center gap-2">
      {tags.length > 0 && (
        <ul aria-label="Tags" className="contents">
          {tags.map((tag) => (
            <Chip key={tag} tag={tag} remove={mayEdit ? () => put(tag, false) : undefined} />
          ))}
        </ul>
      )}
      {mayEdit && (
        <form onSubmit={add} className="flex items-center gap-1.5">
          <TagInput label="Add a tag" value={typed} onChange={setTyped} />
          <Button type="submit" tone="quiet" disabled={typed.trim() === ''}>
            Add
          </Button>
        </form>
      )}
    </div>
  )
}
