'use client'
// What can be done to a prediction, each with what follows from it; what cannot be undone or may cost twice is asked first.
import { Copy, RotateCcw, Square, Trash2 } from 'lucide-react'
import Link from 'next/link'
import { useRouter } from 'next/navigation'
import { useState } from 'react'
import { Button, buttonLook } from '@/components/ui/button'
import { showToast } from '@/components/ui/toast'
import { useCancelPrediction, useDeletePrediction, useRetryPrediction } from '@/lib/predictions/client-actions'
import { hasEnded } from '@/lib/predictions/client-cache'
import { problemWords } from '@/lib/predictions/client-request'
import type { PredictionView } from '@/lib/predictions/schema'
import { AskFirst } from './ask-first'

/** An earlier attempt that has not ended may still run at the endpoint: running again may then be billed twice. */
export const mayBeBilledTwice = (view: PredictionView): boolean => view.attempts.some((attempt) => attempt.endedAt === null)

type Asking = 'cancel' | 'retry' | 'delete' | null

const refused = (what: string) => (error: unknown) => showToast({ tone: 'bad', title: what, detail: problemWords(error) })

function CancelDialog({ view, close }: { view: PredictionView; close: () => void }) {
  const cancel = useCancelPrediction(view.id)
  const go = () => cancel.mutate({ at: new Date().toISOString() }, { onError: refused('It was not cancelled.') })
  return (
    <AskFirst title="Cancel this prediction?" confirm="Cancel the prediction" keep="Keep it running" onConfirm={go} close={close}>
      {view.status === 'QUEUED'
        ? 'It has not started. If it was handed over already, the endpoint is told to stop.'
        : 'The endpoint is told to stop. GPU time used so far is billed all the same. If the result arrives first, it is kept.'}
    </AskFirst>
  )
}

function RetryDialog({ view, close }: { view: PredictionView; close: () => void }) {
  const retry = useRetryPrediction(view.id)
  const twice = mayBeBilledTwice(view)
  const go = () => retry.mutate({ acceptDoubleBilling: twice }, { onError: refused('It was not run again.') })
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

function DeleteDialog({ view, close }: { view: PredictionView; close: () => void }) {
  const router = useRouter()
  const remove = useDeletePrediction(view.id)
  const go = () => remove.mutate(undefined, { onSuccess: () => router.push('/'), onError: refused('It was not deleted.') })
  return (
    <AskFirst title="Delete this prediction?" confirm="Delete" keep="Keep it" danger onConfirm={go} close={close}>
      {hasEnded(view.status)
        ? 'Its poses, scores and input are removed for everybody. This cannot be undone.'
        : 'It is cancelled at the endpoint and removed for everybody. This cannot be undone.'}
    </AskFirst>
  )
}

export function PredictionActions({ view }: { view: PredictionView }) {
  const [asking, setAsking] = useState<Asking>(null)
  const may = (action: PredictionView['actions'][number]): boolean => view.actions.includes(action)
  const close = () => setAsking(null)
  return (
    <div className="flex flex-wrap gap-2">
      {may('cancel') && (
        <Button onClick={() => setAsking('cancel')} icon={<Square aria-hidden className="size-3.5" />}>
          Cancel
        </Button>
      )}
      {may('retry') && (
        <Button tone="primary" onClick={() => setAsking('retry')} icon={<RotateCcw aria-hidden className="size-3.5" />}>
          Run again
        </Button>
      )}
      {may('clone') && (
        <Link href={`/new?from=${encodeURIComponent(view.id)}`} prefetch={false} className={buttonLook()}>
          <Copy aria-hidden className="size-3.5" /> Clone into the builder
        </Link>
      )}
      {may('delete') && (
        <Button tone="danger" onClick={() => setAsking('delete')} icon={<Trash2 aria-hidden className="size-3.5" />}>
          Delete
        </Button>
      )}
      {asking === 'cancel' && <CancelDialog view={view} close={close} />}
      {asking === 'retry' && <RetryDialog view={view} close={close} />}
      {asking === 'delete' && <DeleteDialog view={view} close={close} />}
    </div>
  )
}
