'use client'
// What can be done with the selected predictions: tags on and off, a table for spreadsheets, an archive of the results.
import { Download, X } from 'lucide-react'
import { useState } from 'react'
import { useMay } from '@/components/shell/session'
import { Button, IconButton } from '@/components/ui/button'
import { showToast } from '@/components/ui/toast'
import { startDownload, useTagMany } from '@/lib/predictions/client-many'
import { problemWords } from '@/lib/predictions/client-request'
import type { TagOutcome } from '@/lib/predictions/list-schema'
import { TagInput } from './tag-editor'
import { MOST_BY_HAND, type Selection } from './use-selection'

const predictions = (count: number): string => (count === 1 ? '1 prediction' : `${count} predictions`)

/** "2 predictions changed. 1 had it so already. ..." */
function outcomeWords({ unchanged, notPermitted, full }: TagOutcome): string {
  const words = [
    ...(unchanged > 0 ? [`${predictions(unchanged)} had it so already.`] : []),
    ...(notPermitted > 0 ? [`${predictions(notPermitted)} of others were left as they are: only a lead may tag those.`] : []),
    ...(full > 0 ? [`${predictions(full)} have as many tags as one may have.`] : []),
  ]
  return words.join(' ')
}

function TagMany({ selection }: { selection: Selection }) {
  const [name, setName] = useState('')
  const tagMany = useTagMany()
  const send = (change: 'add' | 'remove') =>
    tagMany.mutate(
      { parameters: selection.parameters, [change]: [name.trim()] },
      {
        onSuccess: (outcome) => showToast({ tone: outcome.changed > 0 ? 'good' : 'note', title: `${predictions(outcome.changed)} changed.`, detail: outcomeWords(outcome) }),
        onError: (error) => showToast({ tone: 'bad', title: 'The tags were not changed.', detail: problemWords(error) }),
      },
    )
  const idle = name.trim() === ''
  return (
    <div className="flex flex-wrap items-center gap-1.5">
      <TagInput label="Tag the selected" value={name} onChange={setName} />
      <Button disabled={idle} busy={tagMany.isPending} onClick={() => send('add')}>
        Put on
      </Button>
      <Button disabled={idle} busy={tagMany.isPending} onClick={() => send('remove')}>
        Take off
      </Button>
    </div>
  )
}

function DownloadButton({ address, words, selection }: { address: string; words: string; selection: Selection }) {
  const [busy, setBusy] = useState(false)
  const start = () => {
    setBusy(true)
    startDownload(`${address}?${selection.parameters}`)
      .catch((error: unknown) => showToast({ tone: 'bad', title: 'Nothing was downloaded.', detail: problemWords(error) }))
      .finally(() => setBusy(false))
  }
  return (
    <Button icon={<Download aria-hidden className="size-4" />} busy={busy} onClick={start}>
      {words}
    </Button>
  )
}

type BarProps = { selection: Selection; mayBeMore: boolean; chooseEverything: () => void; clear: () => void }

function Count({ selection, mayBeMore, chooseEverything, clear }: BarProps) {
  const { ids, everything } = selection
  return (
    <div className="flex items-center gap-2">
      <p role="status" className="text-sm font-medium">
        {everything ? 'All that match are selected' : `${ids.length} selected`}
      </p>
      {mayBeMore && !everything && (
        <Button size="small" tone="quiet" onClick={chooseEverything}>
          Select all that match
        </Button>
      )}
      <IconButton label="Select none" onClick={clear}>
        <X aria-hidden className="size-4" />
      </IconButton>
    </div>
  )
}

export function SelectionBar(props: BarProps) {
  const { selection } = props
  // Whether each of them may be tagged is told afterwards: one's own, or all for a lead.
  const mayTag = useMay('predictions:change')
  if (selection.ids.length === 0) return null
  const tooMany = !selection.everything && selection.ids.length > MOST_BY_HAND
  return (
    <div role="group" aria-label="Selected predictions" className="sticky top-2 z-20 flex flex-wrap items-center gap-x-4 gap-y-2 rounded-lg border border-accent/40 bg-raised px-4 py-2 shadow-floating">
      <Count {...props} />
      {tooMany ? (
        <p className="text-sm text-warn">At most {MOST_BY_HAND} can be chosen one by one. Narrow the list, and select all that match.</p>
      ) : (
        <>
          {mayTag && <TagMany selection={selection} />}
          <div className="flex flex-wrap gap-1.5">
            <DownloadButton address="/api/v1/predictions/export.csv" words="CSV" selection={selection} />
            <DownloadButton address="/api/v1/predictions/export.zip" words="Results as ZIP" selection={selection} />
          </div>
        </>
      )}
    </div>
  )
}
