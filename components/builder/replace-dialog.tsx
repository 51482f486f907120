'use client'
// Asks before a draft that is not blank is replaced by an example or a clone.
import { Button } from '@/components/ui/button'
import { Dialog } from '@/components/ui/dialog'
import type { Offer } from './use-source'

export function ReplaceDialog({ offer, onKeep, onReplace }: { offer: Offer; onKeep: () => void; onReplace: (offer: Offer) => void }) {
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onKeep()}
      title="Replace the draft?"
      description={`“${offer.title}” takes the place of the draft in the builder. Undo brings the draft back.`}
      actions={
        <>
          <Button onClick={onKeep}>Keep the draft</Button>
          <Button tone="primary" onClick={() => onReplace(offer)}>
            Replace it
          </Button>
        </>
      }
    />
  )
}
