// What stands over the picture: the atom under the pointer, or why there is no picture.
import { Button } from '@/components/ui/button'
import { Spinner } from '@/components/ui/spinner'
import { problemWords } from '@/lib/predictions/client-request'
import { plddtBand } from '@/lib/results/meaning'
import type { Hovered, ViewerState } from './use-molecule'
import type { PoseOnScreen } from './use-poses'

export function HoverWords({ hovered }: { hovered: Hovered }) {
  const { chainId, residue, atomName, plddt } = hovered
  return (
    <p className="figures pointer-events-none absolute bottom-3 left-3 rounded-md border border-line bg-raised/95 px-2.5 py-1 text-xs shadow-floating">
      <strong className="font-semibold">{residue}</strong> · chain {chainId} · atom {atomName}
      {plddt === null ? ' · pLDDT not reported' : ` · pLDDT ${plddt.toFixed(1)}, ${plddtBand(plddt).label}`}
    </p>
  )
}

type Words = { title: string; text: string; again?: { label: string; act: () => void } }

const RELOAD = { label: 'Reload the page', act: () => window.location.reload() }

function wordsFor(state: ViewerState, pose: PoseOnScreen, problem: string | null, sample: number): Words | null {
  if (pose.kind === 'failed') {
    return { title: `The file of sample ${sample} could not be fetched.`, text: problemWords(pose.error), again: { label: 'Try again', act: pose.again } }
  }
  if (pose.kind === 'broken') {
    return { title: `The file of sample ${sample} holds no structure that can be read.`, text: 'Download it below to look at it by hand.' }
  }
  if (state.kind === 'noWebGl') {
    return { title: 'This browser shows no 3D graphics.', text: 'WebGL is missing or switched off. The tables below say what the pose contains; the file can be downloaded.' }
  }
  if (state.kind === 'lost') {
    return { title: 'The graphics card gave up the picture.', text: 'It can be drawn again after a reload.', again: RELOAD }
  }
  if (state.kind === 'failed') {
    return { title: 'The 3D viewer could not be started.', text: `The tables below say what the pose contains. ${state.words}`, again: RELOAD }
  }
  return problem === null ? null : { title: `Sample ${sample} could not be drawn.`, text: problem }
}

type MessageProps = { state: ViewerState; pose: PoseOnScreen; problem: string | null; sample: number }

export function ViewerMessage({ state, pose, problem, sample }: MessageProps) {
  const words = wordsFor(state, pose, problem, sample)
  if (words) {
    return (
      <div role="alert" className="absolute inset-0 grid place-content-center justify-items-center gap-2 bg-surface/95 p-6 text-center">
        <p className="font-semibold">{words.title}</p>
        <p className="max-w-[50ch] text-sm text-muted">{words.text}</p>
        {words.again && <Button onClick={words.again.act}>{words.again.label}</Button>}
      </div>
    )
  }
  if (pose.kind === 'read' && state.kind === 'open') return null
  return (
    <p role="status" className="pointer-events-none absolute inset-0 flex items-center justify-center gap-2 text-sm text-muted">
      <Spinner /> Reading sample {sample}
    </p>
  )
}
