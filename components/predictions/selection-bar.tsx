'use client'
// What can be done with the selected predictions: tags on and off, a table for spreadsheets, an archive of the results.
import { Download, X } from 'lucide-react'
import { useState } from 'react'
import { useMay } from '@/components/shell/session'
import { Button, IconButton } from '@/components/ui/button'
import { showToast } from '@/components/ui/toast'
import { countTaggable, startDownload, useTagMany } from '@/lib/predictions/client-many'
import { problemWords } from '@/lib/predictions/client-request'
import type { TagOutcome } from '@/lib/predictions/list-schema'
import { MOST_ARCHIVED, MOST_BY_HAND, MOST_LINES, MOST_TAGGED } from '@/lib/predictions/most-at-once'
import { AskFirst } from './ask-first'
import { TagInput } from './tag-editor'
import type { Selection } from './use-selection'

const figure = (count: number): string => count.toLocaleString('en-GB')
const predictions = (count: number): string => (count === 1 ? '1 prediction' : `${figure(count)} predictions`)

/** "2 predictions changed. 1 had it so already. ..." */
function outcomeWords({ unchanged, notPermitted, full }: TagOutcome): string {
  const words = [
    ...(unchanged > 0 ? [`${predictions(unchanged)} had it so already.`] : []),
    ...(notPermitted > 0 ? [`${predictions(notPermitted)} of others stay as they are: only a lead may tag those.`] : []),
    ...(full > 0 ? [`${predictions(full)} have as many tags as one may have.`] : []),
  ]
  return words.join(' ')
}

type TagChange = 'add' | 'remove'

const refused = (error: unknown) => showToast({ tone: 'bad', title: 'The tags were not changed.', detail: problemWords(error) })

function TagMany({ selection }: { selection: Selection }) {
  const [name, setName] = useState('')
  const [asking, setAsking] = useState<{ change: TagChange; about: TagOutcome } | null>(null)
  const tagMany = useTagMany()
  const send = (change: TagChange) =>
    tagMany.mutate(
      { parameters: selection.parameters, [change]: [name.trim()] },
      {
        onSuccess: (outcome) => showToast({ tone: outcome.changed > 0 ? 'good' : 'note', title: `${predictions(outcome.changed)} changed.`, detail: outcomeWords(outcome) }),
        onError: refused,
      },
    )
  // What was ticked is in view; of everything nobody has seen how much that is.
  const press = (change: TagChange) => {
    if (selection.everything) countTaggable(selection.parameters).then((about) => setAsking({ change, about }), refused)
    else send(change)
  }
  const idle = name.trim() === ''
  return (
    <div className="flex flex-wrap items-center gap-1.5">
      <TagInput label="Tag the selected" value={name} onChange={setName} />
      <Button disabled={idle} busy={tagMany.isPending} onClick={() => press('add')}>
        Put on
      </Button>
      <Button disabled={idle} busy={tagMany.isPending} onClick={() => press('remove')}>
        Take off
      </Button>
      {asking && <TagQuestion {...asking} name={name.trim()} go={() => send(asking.change)} close={() => setAsking(null)} />}
    </div>
  )
}

function TagQuestion({ change, about, name, go, close }: { change: TagChange; about: TagOutcome; name: string; go: () => void; close: () => void }) {
  const [deed, confirm] = change === 'add' ? [`Put “${name}” on`, 'Put on'] : [`Take “${name}” off`, 'Take off']
  return (
    <AskFirst title={`${deed} ${predictions(about.unchanged)}?`} confirm={confirm} keep="Leave the tags" onConfirm={go} close={close}>
      These are all that match, whether they are loaded or not. {outcomeWords({ ...about, unchanged: 0 })}
    </AskFirst>
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
  const { ids, everything, gaveUpEverything } = selection
  return (
    <div className="flex items-center gap-2">
      <p role="status" className="text-sm font-medium">
        {everything ? 'All that match are selected, loaded or not' : `${ids.length} selected${gaveUpEverything && mayBeMore ? ', no longer all that match' : ''}`}
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
          {selection.everything && (
            <p className="basis-full text-xs text-muted">
              At once at most {mayTag && `${figure(MOST_TAGGED)} are tagged, `}
              {figure(MOST_LINES)} go into a CSV, and {figure(MOST_ARCHIVED)} into a ZIP.
            </p>
          )}
        </>
      )}
    </div>
  )
}
