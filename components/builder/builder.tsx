'use client'
// The builder: entities on the left, what they amount to on the right. It holds the draft and hands changes down.
import { useCallback, useMemo, useState } from 'react'
import type { MsaPolicy } from '@/lib/msa-servers'
import type { WhereTheyRun } from '@/lib/predictions/schema'
import { useInBrowser } from '@/components/ui/in-browser'
import { Spinner } from '@/components/ui/spinner'
import { dismissToasts, showToast } from '@/components/ui/toast'
import { BuilderDialogs, type ImportState } from './builder-dialogs'
import { BuilderSkeleton } from './builder-skeleton'
import { EMPTY_DRAFT, type Draft } from './draft'
import { allowedOptions } from './draft-options'
import { DraftPanel } from './draft-panel'
import type { DraftChange } from './draft-reducer'
import { focusPlace } from './focus-place'
import { PredictionAside } from './prediction-aside'
import { useShortcuts } from './shortcuts'
import { useBuilt } from './use-built'
import { useDraft } from './use-draft'
import { exampleOffer, useOffers, type DraftSource } from './use-source'
import { useSubmit } from './use-submit'

type BuilderProps = { where: WhereTheyRun; maxTokens: number | null; /** In US dollars; null: no cost is estimated. */ pricePerGpuSecond: number | null; msa: MsaPolicy; source: DraftSource | null }

/** The stored draft is known in the browser only; the server paints the frame. */
export function Builder(props: BuilderProps) {
  const inBrowser = useInBrowser()
  return inBrowser ? <OpenBuilder {...props} /> : <BuilderSkeleton />
}

/** The draft, whose next edit ends the offer to undo the one before. Cleaning is nobody's edit. */
function useEditedDraft(msa: MsaPolicy) {
  const store = useDraft()
  const { change } = store
  const edit = useCallback(
    (action: DraftChange) => {
      if (action.type !== 'clean') dismissToasts('draft')
      change(action)
    },
    [change],
  )
  const draft = useMemo(() => ({ ...store.draft, options: allowedOptions(store.draft.options, msa) }), [store.draft, msa])
  return { ...store, draft, change: edit }
}

/** The draft, what follows from it, and the way to send it. */
function useBuilder(maxTokens: number | null, msa: MsaPolicy) {
  const store = useEditedDraft(msa)
  const { draft, change } = store
  const submitting = useSubmit(store)
  const refused = submitting.refused === draft ? (submitting.problem?.complaints ?? []) : []
  const built = useBuilt(draft, maxTokens, refused)
  const take = (next: Draft, title: string) => {
    change({ type: 'replace', draft: next })
    store.renewSubmissionKey()
    showToast({ topic: 'draft', title, action: { label: 'Undo', run: () => change({ type: 'undo', through: 'replace' }) } })
  }
  const submit = () => {
    built.ask()
    const [first] = built.stopping
    if (first) return focusPlace(first.at)
    if (built.options && !submitting.busy) submitting.submit({ draft, options: built.options, key: store.submissionKey })
  }
  const submitAnother = () => {
    store.renewSubmissionKey()
    submitting.reset()
  }
  return { store, built, submitting, take, submit, submitAnother }
}

function OpenBuilder({ where, maxTokens, pricePerGpuSecond, msa, source }: BuilderProps) {
  const { store, built, submitting, take, submit, submitAnother } = useBuilder(maxTokens, msa)
  const { draft, change } = store
  const [importing, setImporting] = useState<ImportState>('never opened')
  const offers = useOffers(draft, source, (offer) => take(offer.draft, `“${offer.title}” is in the builder.`))
  useShortcuts({ change, submit, nextKey: draft.nextKey })
  const openImport = () => setImporting('open')
  return (
    <div className="grid items-start gap-x-6 gap-y-5 lg:grid-cols-[minmax(0,1fr)_23rem] xl:grid-cols-[minmax(0,1fr)_27rem]">
      <p role="status" className="flex items-center gap-2 text-sm text-muted empty:hidden lg:col-span-2">
        {offers.fetching && (
          <>
            <Spinner /> Reading the prediction to clone…
          </>
        )}
      </p>
      <DraftPanel
        store={store}
        built={built}
        simulated={where.target === 'simulated'}
        msa={msa}
        onImport={openImport}
        onClear={() => take(EMPTY_DRAFT, 'The builder is empty.')}
        onExample={(example) => offers.offer(exampleOffer(example))}
      />
      <PredictionAside
        draft={draft}
        built={built}
        where={where}
        maxTokens={maxTokens}
        pricePerGpuSecond={pricePerGpuSecond}
        submitting={submitting}
        onSubmit={submit}
        onSubmitAnother={submitAnother}
        onImport={openImport}
      />
      <BuilderDialogs importing={importing} onImporting={setImporting} offer={offers.asking} onKeep={offers.refuse} take={take} />
    </div>
  )
}
