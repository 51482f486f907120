'use client'
// The builder's two dialogs. They and what they bring (Radix, 12 kB gzipped) are loaded when first opened.
import { lazy, Suspense } from 'react'
import type { Draft } from './draft'
import type { Offer } from './use-source'

const ImportDialog = lazy(() => import('./import-dialog').then(({ ImportDialog }) => ({ default: ImportDialog })))
const ReplaceDialog = lazy(() => import('./replace-dialog').then(({ ReplaceDialog }) => ({ default: ReplaceDialog })))

/** Closed, the import dialog keeps its text. */
export type ImportState = 'never opened' | 'open' | 'closed'

type BuilderDialogsProps = {
  importing: ImportState
  onImporting: (state: ImportState) => void
  offer: Offer | null
  onKeep: () => void
  take: (draft: Draft, title: string) => void
}

export function BuilderDialogs({ importing, onImporting, offer, onKeep, take }: BuilderDialogsProps) {
  const replace = ({ draft, title }: Offer) => {
    onKeep()
    take(draft, `“${title}” is in the builder.`)
  }
  return (
    <Suspense fallback={null}>
      {importing !== 'never opened' && <ImportDialog open={importing === 'open'} onOpenChange={(open) => onImporting(open ? 'open' : 'closed')} onImported={take} />}
      {offer && <ReplaceDialog offer={offer} onKeep={onKeep} onReplace={replace} />}
    </Suspense>
  )
}
