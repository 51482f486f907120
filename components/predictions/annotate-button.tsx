'use client'
// Opens a prediction's tags and note where it stands in the list.
import { Tag } from 'lucide-react'
import { useState } from 'react'
import { IconButton } from '@/components/ui/button'
import { Dialog } from '@/components/ui/dialog'
import type { PredictionSummary } from '@/lib/predictions/schema'
import { NoteEditor } from './note-editor'
import { TagEditor } from './tag-editor'
import { useRights } from './use-rights'

export function AnnotateButton({ item }: { item: PredictionSummary }) {
  const [open, setOpen] = useState(false)
  const { annotate } = useRights(item.owner)
  if (!annotate) return null
  return (
    <>
      {/* Above the link that stretches over the row. */}
      <IconButton label={`Tags and note of ${item.name}`} onClick={() => setOpen(true)} className="relative z-10 -my-1">
        <Tag aria-hidden className="size-3.5" />
      </IconButton>
      {open && (
        <Dialog open onOpenChange={setOpen} title="Tags and note" description={<span className="wrap-anywhere">{item.name}. The whole team sees and searches them.</span>}>
          <TagEditor id={item.id} tags={item.tags} mayEdit />
          <NoteEditor id={item.id} note={item.note} mayEdit />
        </Dialog>
      )}
    </>
  )
}
