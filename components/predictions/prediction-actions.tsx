'use client'
// What can be done to a prediction, each with what follows from it; what cannot be undone or may cost twice is asked first.
import { Copy, RotateCcw, Square, Trash2 } from 'lucide-react'
import Link from 'next/link'
import { useRouter } from 'next/navigation'
import { useState } from 'react'
import { Button, buttonLook } from '@/components/ui/button'
import { showToast } from '@/components/ui/toast'
import { useCancelPrediction, useDeletePrediction, useRetryPrediction } from '@/lib/predictions/client-actions'
import { hasEnded } from '@/lib/predictions/list-match'
import { problemWords } from '@/lib/predictions/client-request'
import type { PredictionView } from '@/lib/predictions/schema'
import { AskFirst } from './ask-first'
import { possibleActions } from './possible-actions'
import type { Rights } from './use-rights'

/** An earlier attempt that has not ended may still run at the endpoint: running again may then be billed twice. */
const mayBeBilledTwice = (view: PredictionView): boolean => view.attempts.some((attempt) => attempt.endedAt === null)

type Asking = 'cancel' | 'retry' | 'delete'

const refused = (what: string) => ({ onError: (error: unknown) => showToast({ tone: 'bad', title: what, detail: problemWords(error) }) })

/** Where the last attempt ran; one that has none yet may go to RunPod. */
const isBilled = (view: PredictionView): boolean => view.target === 'real' && view.endpoint?.kind !== 'local'

type AskProps = { view: PredictionView; go: () => void; close: () => void }

function AskCancel({ view, go, close }: AskProps) {
  return (
    <AskFirst title="Cancel this prediction?" confirm="Cancel the prediction" keep="Keep it running" onConfirm={go} close={close}>
      {view.status === 'QUEUED'
        ? 'It has not started. If it was handed over already, the endpoint is told to stop.'
        : `The endpoint is told to stop.${isBilled(view) ? ' GPU time used so far is billed all the same.' : ''} If the result arrives first, it is kept.`}
    </AskFirst>
  )
}

function AskRetry({ view, go, close }: AskProps) {
  const twice = mayBeBilledTwice(view)
  return (
    <AskFirst title="Run this prediction again?" confirm={twice ? 'Run again, I accept both costs' : 'Run again'} keep="Leave it" danger={twice} onConfirm={go} close={close}>
      <p>The same frozen input, options and seed are sent as a new attempt{view.simulated ? ' to the simulated worker' : ', and its GPU time is billed'}.</p>
      {twice && (
        <p className="mt-2 font-medium text-bad">
          An earlier attempt may still be running at the endpoint. If it is, both run and both are billed.
        </p>
      )}
    </AskFirst>
  )
}

function AskDelete({ view, go, close }: AskProps) {
  return (
    <AskFirst title="Delete this prediction?" confirm="Delete" keep="Keep it" danger onConfirm={go} close={close}>
      {hasEnded(view.status)
        ? 'Its poses, scores and input are removed for everybody. This cannot be undone.'
        : 'It is cancelled at the endpoint and removed for everybody. This cannot be undone.'}
    </AskFirst>
  )
}

/** The changes live here and not in the dialogs, which are gone before the server answers. */
function useActions(view: PredictionView) {
  const router = useRouter()
  const cancel = useCancelPrediction(view.id)
  const retry = useRetryPrediction(view.id)
  const remove = useDeletePrediction(view.id)
  return {
    busy: cancel.isPending || retry.isPending || remove.isPending,
    cancel: () => cancel.mutate({ at: new Date().toISOString() }, refused('It was not cancelled.')),
    retry: () => retry.mutate({ acceptDoubleBilling: mayBeBilledTwice(view) }, refused('It was not run again.')),
    remove: () => remove.mutate(undefined, { ...refused('It was not deleted.'), onSuccess: () => router.push('/') }),
  }
}

export function PredictionActions({ view, rights }: { view: PredictionView; rights: Rights }) {
  const [asking, setAsking] = useState<Asking | null>(null)
  const { busy, cancel, retry, remove } = useActions(view)
  const possible = possibleActions(view, rights)
  const may = (action: PredictionView['actions'][number]): boolean => possible.includes(action)
  const close = () => setAsking(null)
  // What was asked has been overtaken, e.g. by the end of the prediction: the question goes, and does not come back by itself.
  if (asking !== null && !may(asking)) setAsking(null)
  return (
    <div className="flex flex-wrap gap-2">
      {may('cancel') && (
        <Button disabled={busy} onClick={() => setAsking('cancel')} icon={<Square aria-hidden className="size-3.5" />}>
          Cancel
        </Button>
      )}
      {may('retry') && (
        <Button tone="primary" disabled={busy} onClick={() => setAsking('retry')} icon={<RotateCcw aria-hidden className="size-3.5" />}>
          Run again
        </Button>
      )}
      {may('clone') && (
        <Link href={`/new?from=${encodeURIComponent(view.id)}`} prefetch={false} className={buttonLook()}>
          <Copy aria-hidden className="size-3.5" /> Clone into the builder
        </Link>
      )}
      {may('delete') && (
        <Button tone="danger" disabled={busy} onClick={() => setAsking('delete')} icon={<Trash2 aria-hidden className="size-3.5" />}>
          Delete
        </Button>
      )}
      {asking === 'cancel' && <AskCancel view={view} go={cancel} close={close} />}
      {asking === 'retry' && <AskRetry view={view} go={retry} close={close} />}
      {asking === 'delete' && <AskDelete view={view} go={remove} close={close} />}
    </div>
  )
}
