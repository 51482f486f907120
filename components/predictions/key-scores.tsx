// The few numbers one looks for first, from the summary that the event stream carries: on the screen before the rest has been fetched.
import type { ReactNode } from 'react'
import { Term } from '@/components/ui/tooltip'
import { formatIc50, formatPic50, formatProbability } from '@/components/result/affinity-figures'
import { SimulatedMark } from '@/components/result/simulated-mark'
import { bandOf, SCORES } from '@/lib/results/meaning'
import type { BoltzConfidence } from '@/lib/compute/contract'
import type { PredictionSummary, PredictionView } from '@/lib/predictions/schema'

function Score({ label, words, value, aside, name }: { label: string; words: string; value: ReactNode; aside: ReactNode; name: string }) {
  return (
    <div className="grid content-start gap-0.5">
      <dt className="text-xs text-muted">
        <Term words={words}>{label}</Term>
      </dt>
      <dd className="figures text-2xl leading-tight font-semibold tracking-tight" data-score={name}>
        {value}
      </dd>
      <dd className="figures text-xs text-muted">{aside}</dd>
    </div>
  )
}

const absent = (words: string) => <span className="text-base font-normal text-faint">{words}</span>

function AffinityScores({ item }: { item: PredictionSummary }) {
  const { affinity_pred_value: value, affinity_probability_binary: probability } = item
  const none = item.affinityRequested ? 'not reported' : 'not requested'
  return (
    <>
      <Score
        name="affinity_pred_value"
        label="Predicted IC50"
        words={SCORES.affinity_pred_value.meaning}
        value={value === null ? absent(none) : formatIc50(value)}
        aside={value === null ? 'lower is stronger' : `pIC50 ${formatPic50(value)} · lower IC50 is stronger`}
      />
      <Score
        name="affinity_probability_binary"
        label="Binder probability"
        words={SCORES.affinity_probability_binary.meaning}
        value={probability === null ? absent(none) : formatProbability(probability)}
        aside="binds at all, 0 to 100 %"
      />
    </>
  )
}

/** How well the parts are placed: of the ligand where there is one, else of the chains, else the fold of the only chain. */
function placementKey(confidence: BoltzConfidence): 'ligand_iptm' | 'iptm' | 'ptm' {
  if (confidence.ligand_iptm) return 'ligand_iptm'
  return confidence.iptm ? 'iptm' : 'ptm'
}

function PlacementScore({ view }: { view: PredictionView }) {
  if (view.result === null) return <Score name="placement" label="Placement" words={SCORES.iptm.meaning} value={absent('being read')} aside="" />
  const confidence = view.result.samples[0]?.confidence ?? null
  const key = confidence ? placementKey(confidence) : 'iptm'
  const value = confidence?.[key] ?? null
  return (
    <Score
      name={key}
      label={SCORES[key].name}
      words={SCORES[key].meaning}
      value={value === null ? absent('not reported') : value.toFixed(3)}
      aside={value === null ? '0 to 1, higher is better' : `best sample: ${bandOf(key, value)?.label ?? 'no reading aid'}`}
    />
  )
}

export function KeyScores({ item }: { item: PredictionView }) {
  if (item.status !== 'COMPLETED') return null
  return (
    <section aria-label="Key scores" className="grid gap-3">
      {item.simulated && <SimulatedMark className="justify-self-start" />}
      <dl className="grid grid-cols-2 gap-x-6 gap-y-4 sm:grid-cols-4">
        <Score
          name="confidence_score"
          label="Confidence"
          words={`${SCORES.confidence_score.meaning} It says nothing about binding strength.`}
          value={item.confidence_score === null ? absent('not reported') : item.confidence_score.toFixed(3)}
          aside="best sample, 0 to 1, higher is better"
        />
        <AffinityScores item={item} />
        <PlacementScore view={item} />
      </dl>
    </section>
  )
}
