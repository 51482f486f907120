'use client'
// One prediction from accepted to believed: header, what is waited for or went wrong, where the time went, and the result when it is there.
import Link from 'next/link'
import { useQueryClient } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import { Badge, SimulatedBadge } from '@/components/ui/badge'
import { buttonLook } from '@/components/ui/button'
import { Card, CardBody, CardHead } from '@/components/ui/card'
import { EmptyState } from '@/components/ui/empty-state'
import { Notice } from '@/components/ui/notice'
import { StatusBadge } from '@/components/ui/status-badge'
import { ResultSection } from '@/components/result/result-section'
import { FrozenInput } from '@/components/result/frozen-input'
import { loadViewerAhead } from '@/components/viewer/load-viewer'
import { fresher } from '@/lib/predictions/client-cache'
import { useLivePredictions, usePrediction, usePredictionGone } from '@/lib/predictions/client'
import { problemWords, RequestProblem } from '@/lib/predictions/client-request'
import { hasEnded } from '@/lib/predictions/list-match'
import type { PredictionView } from '@/lib/predictions/schema'
import { queryKeys } from '@/lib/query-keys'
import { KeyScores } from './key-scores'
import { LiveHint } from './live-hint'
import { NoteEditor } from './note-editor'
import { NoticeButton } from './notice-button'
import { PredictionActions } from './prediction-actions'
import { PredictionHistory } from './prediction-history'
import { PredictionNotices } from './prediction-notices'
import { PredictionSkeleton } from './prediction-skeleton'
import { PredictionTimeline } from './prediction-timeline'
import { PredictionTitle } from './prediction-title'
import { StageProgress } from './stage-progress'
import { TagEditor } from './tag-editor'
import { pageTitle, stateSentence } from './status-words'
import { possibleActions } from './possible-actions'
import { useRights } from './use-rights'

function Header({ view }: { view: PredictionView }) {
  const rights = useRights(view.owner)
  return (
    <header className="grid gap-2">
      <p className="text-xs text-muted">
        <Link href="/" className="underline-offset-2 hover:text-ink hover:underline">
          Predictions
        </Link>
        <span aria-hidden> / </span>
        {view.composition}, {view.tokens.toLocaleString('en-GB')} tokens
      </p>
      <div className="flex flex-wrap items-start justify-between gap-x-6 gap-y-3">
        <div className="grid min-w-0 gap-1.5">
          <PredictionTitle id={view.id} name={view.name} mayRename={possibleActions(view, rights).includes('rename')} />
          <p className="flex flex-wrap items-center gap-x-3 gap-y-1 text-sm text-muted">
            <StatusBadge status={view.status} />
            {view.complete === false && <Badge tone="warn">Incomplete</Badge>}
            {view.filesRemoved && <Badge>Files removed</Badge>}
            {view.simulated && <SimulatedBadge />}
            <span>
              {view.owner.name}
              {view.endpoint && ` · ${view.endpoint.label}`}
            </span>
          </p>
        </div>
        <PredictionActions view={view} rights={rights} />
      </div>
      <div className="grid gap-2">
        <TagEditor id={view.id} tags={view.tags} mayEdit={rights.annotate} />
        <NoteEditor id={view.id} note={view.note} mayEdit={rights.annotate} />
      </div>
    </header>
  )
}

/** Keeps the cache from showing something older than what the server has just painted. */
function useFreshestRender(rendered: PredictionView | null): void {
  const client = useQueryClient()
  useEffect(() => {
    if (rendered) client.setQueryData<PredictionView>(queryKeys.prediction(rendered.id), (cached) => fresher(cached, rendered))
  }, [client, rendered])
}

function useTabTitle(view: PredictionView | undefined): void {
  const title = view ? pageTitle(view) : null
  useEffect(() => {
    if (title !== null) document.title = `${title} · Atomera`
  }, [title])
}

/** While a run goes on there is time for it; when its result comes, there is none. */
function useViewerAhead(running: boolean): void {
  useEffect(() => {
    if (running) loadViewerAhead()
  }, [running])
}

function Body({ view }: { view: PredictionView }) {
  useViewerAhead(view.status === 'IN_PROGRESS')
  const [openHistory, setOpenHistory] = useState(false)
  const ended = hasEnded(view.status)
  const course = (
    <Card aria-labelledby="course">
      <CardHead id="course" title="Course" aside={
          <span className="flex items-center gap-3">
            <LiveHint />
            {!ended && <NoticeButton />}
          </span>
        } />
      <CardBody className="grid gap-5">
        {view.status === 'IN_PROGRESS' && <StageProgress progress={view.progress} />}
        <PredictionTimeline view={view} />
        <details open={openHistory} onToggle={(event) => setOpenHistory(event.currentTarget.open)}>
          <summary className="text-sm font-medium text-accent">Attempts and events</summary>
          <div className="pt-4">{openHistory && <PredictionHistory view={view} />}</div>
        </details>
      </CardBody>
    </Card>
  )
  return (
    <>
      <PredictionNotices view={view} />
      {!ended && course}
      <KeyScores item={view} />
      {view.status === 'COMPLETED' && <ResultSection view={view} />}
      {ended && course}
      <FrozenInput view={view} />
    </>
  )
}

const isGone = (error: unknown): boolean => error instanceof RequestProblem && error.httpStatus === 404

/** Deleted while this page was open, here or elsewhere. */
const Gone = () => (
  <EmptyState title="This prediction is gone" actions={<Link href="/" className={buttonLook()}>To the predictions</Link>}>
    It was deleted, or it belongs to another team.
  </EmptyState>
)

export function PredictionScreen({ id, rendered }: { id: string; rendered: PredictionView | null }) {
  useLivePredictions()
  useFreshestRender(rendered)
  const query = usePrediction(id, rendered)
  const gone = usePredictionGone(id)
  const view = query.data
  useTabTitle(view)
  if (gone || isGone(query.error)) return <Gone />
  if (!view) {
    if (query.isError) return <Notice tone="bad" live="assertive" title="The prediction could not be read." cure={problemWords(query.error)} />
    return <PredictionSkeleton />
  }
  return (
    <div className="grid grid-cols-1 gap-6" data-prediction={view.id} data-status={view.status}>
      <p role="status" className="sr-only">
        {stateSentence(view)}
      </p>
      <Header view={view} />
      <Body view={view} />
    </div>
  )
}
