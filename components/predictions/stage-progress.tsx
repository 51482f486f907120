// What a running prediction is doing, in the worker's own stage and fraction. Without a fraction the bar only says that it is alive.
import { ProgressBar } from '@/components/ui/progress-bar'
import type { PredictionSummary } from '@/lib/predictions/schema'
import { stageWords } from './status-words'

export function StageProgress({ progress, brief = false }: { progress: PredictionSummary['progress']; brief?: boolean }) {
  const words = progress ? stageWords(progress.stage) : 'Waiting for the first word of the worker'
  const fraction = progress?.fraction ?? null
  return (
    <div className="grid gap-1">
      <p className="flex justify-between gap-2 text-xs text-muted">
        <span className="truncate">{words}</span>
        {fraction !== null && <span className="figures">{Math.round(fraction * 100)} %</span>}
      </p>
      <ProgressBar fraction={fraction} label={words} />
      {!brief && progress?.message && <p className="text-xs text-faint">{progress.message}</p>}
    </div>
  )
}
