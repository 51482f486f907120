'use client'
// The result as one reads it: what is missing first, then the pose beside its affinity, then how far to believe each part.
import dynamic from 'next/dynamic'
import { useCallback, useState } from 'react'
import { preload } from 'react-dom'
import { Card, CardHead } from '@/components/ui/card'
import { Notice } from '@/components/ui/notice'
import { Skeleton } from '@/components/ui/skeleton'
import { loadViewerAhead } from '@/components/viewer/load-viewer'
import { HOW_TO_HAVE_THEM_BACK, removedSentence, WHAT_STAYS } from '@/lib/predictions/retention-words'
import type { FilesRemoved, PredictionView, ResultView } from '@/lib/predictions/schema'
import { AffinityPanel } from './affinity-panel'
import { ConfidencePanel } from './confidence-panel'
import { NearScreen } from './near-screen'
import { ResultFiles } from './result-files'
import { ResultProvenance } from './result-provenance'
import { remarksOf } from './worker-remarks'

/** Browser only: 3Dmol is as large as the rest of the page and is loaded when a result is shown. */
const StructureViewer = dynamic(() => import('@/components/viewer/structure-viewer').then((module) => module.StructureViewer), {
  ssr: false,
  loading: () => <Skeleton className="h-[34rem] w-full rounded-none" />,
})

const PaeWaiting = () => <Skeleton className="h-[30rem] w-full" />

/** Its reader of NumPy's format and the map itself, hundreds of kB, wait until one scrolls towards it. */
const PaeMap = dynamic(() => import('./pae-map').then((module) => module.PaeMap), { ssr: false, loading: PaeWaiting })

function Remarks({ result }: { result: ResultView }) {
  const remarks = remarksOf(result)
  return (
    <div className="grid gap-3 empty:hidden">
      {!result.complete && (
        <Notice tone="warn" title="This result is incomplete.">
          <ul className="list-disc pl-4">
            {result.missing.map((words) => (
              <li key={words}>{words}</li>
            ))}
          </ul>
        </Notice>
      )}
      {remarks.length > 0 && (
        <Notice tone="note" title={remarks.length === 1 ? 'A remark of the worker' : 'Remarks of the worker'}>
          <ul className="list-disc pl-4">
            {remarks.map((words) => (
              <li key={words}>{words}</li>
            ))}
          </ul>
        </Notice>
      )}
    </div>
  )
}

/** Each sample's pose with its address, in Boltz's ranking. */
function samplesOf(result: ResultView) {
  return result.samples.flatMap((sample) => {
    const file = sample.files.find((one) => one.name === sample.poseFile)
    const pae = sample.files.find((one) => one.name === sample.paeFile)
    const confidence = sample.confidence?.confidence_score ?? null
    return file ? [{ index: sample.index, url: file.url, paeUrl: pae?.url ?? null, confidence }] : []
  })
}

function Result({ view, result }: { view: PredictionView; result: ResultView }) {
  const samples = samplesOf(result)
  /** Whose scores are shown; the picture stays when it has no structure. */
  const [scored, setScored] = useState<number | null>(null)
  const [wanted, setWanted] = useState<number | null>(null)
  // The map is as much work as the picture, which one looks at first.
  const [pictureStands, setPictureStands] = useState(false)
  const onSettled = useCallback(() => setPictureStands(true), [])
  const chosen = samples.find((sample) => sample.index === wanted) ?? samples[0]
  const choose = (index: number) => {
    setScored(index)
    if (samples.some((sample) => sample.index === index)) setWanted(index)
  }
  loadViewerAhead()
  if (samples[0]) preload(samples[0].url, { as: 'fetch', crossOrigin: 'anonymous' })
  return (
    <div className="grid grid-cols-1 gap-6">
      <Remarks result={result} />
      <div className="grid grid-cols-1 items-start gap-6 xl:grid-cols-[minmax(0,1fr)_23rem]">
        <Card aria-labelledby="pose">
          <CardHead id="pose" title={chosen ? `Pose, sample ${chosen.index} of ${result.samples.length}` : 'Pose'} />
          {chosen ? (
            <StructureViewer name={view.name} simulated={result.simulated} samples={samples} chosen={chosen} onChoose={choose} onSettled={onSettled} />
          ) : (
            <p className="p-4 text-sm text-muted">No pose was stored.</p>
          )}
        </Card>
        <div className="grid grid-cols-1 gap-6 md:max-xl:grid-cols-2">
          <AffinityPanel view={view} result={result} />
          {chosen?.paeUrl && (
            <NearScreen waiting={<PaeWaiting />}>
              {pictureStands ? <PaeMap sample={chosen.index} paeUrl={chosen.paeUrl} poseUrl={chosen.url} simulated={result.simulated} /> : <PaeWaiting />}
            </NearScreen>
          )}
        </div>
      </div>
      <ConfidencePanel result={result} chosen={scored ?? chosen?.index ?? null} onChoose={choose} />
      <div className="grid grid-cols-1 items-start gap-6 xl:grid-cols-2">
        <ResultFiles id={view.id} result={result} />
        <ResultProvenance view={view} result={result} />
      </div>
    </div>
  )
}

/** What is left when the rule of retention has removed the files. */
function ResultWithoutFiles({ view, result, removed }: { view: PredictionView; result: ResultView; removed: FilesRemoved }) {
  const [chosen, setChosen] = useState(result.samples[0]?.index ?? null)
  return (
    <div className="grid grid-cols-1 gap-6">
      <Notice tone="note" title={removedSentence(removed)} cause={WHAT_STAYS} cure={HOW_TO_HAVE_THEM_BACK} />
      <Remarks result={result} />
      <AffinityPanel view={view} result={result} />
      <ConfidencePanel result={result} chosen={chosen} onChoose={setChosen} />
      <div className="grid grid-cols-1 items-start gap-6 xl:grid-cols-2">
        <ResultFiles id={view.id} result={result} removed />
        <ResultProvenance view={view} result={result} />
      </div>
    </div>
  )
}

export function ResultSection({ view }: { view: PredictionView }) {
  if (view.result === null) {
    return (
      <div role="status" className="grid gap-2">
        <p className="text-sm text-muted">The poses are stored and are being read.</p>
        <Skeleton className="h-96 w-full" />
      </div>
    )
  }
  return view.filesRemoved === null ? <Result view={view} result={view.result} /> : <ResultWithoutFiles view={view} result={view.result} removed={view.filesRemoved} />
}
