// The few numbers one looks for first, from the summary that the event stream carries: on the screen before the rest has been fetched.
import type { ReactNode } from 'react'
import { formatIc50, formatPic50, formatProbability } from '@/components/result/affinity-figures'
import { SimulatedMark } from '@/components/result/simulated-mark'
import { bandOf, SCORES } from '@/lib/results/meaning'
import type { BoltzConfidence } from '@/lib/compute/contract'
import type { PredictionSummary, PredictionView } from '@/lib/predictions/schema'

function Score({ label, value, aside, name }: { label: string; value: ReactNode; aside: ReactNode; name: string }) {
  return (
    <div className="grid content-start gap-0.5">
      <dt className="text-xs text-muted">{label}</dt>
      <dd className="figures text-2xl leading-tight font-semibold tracking-tight" data-score={name}>
        {value}
      </dd>
      <dd className="figures text-xs text-muted">{aside}</dd>
    </div>
  )
}

const absent = (words: string) => <span className="text-base font-normal text-faint">{words}</span>

/** As short as a tile allows. */
const LABELS = {
  confidence_score: 'Confidence',
  affinity_pred_value: 'Predicted IC50',
  affinity_probability_binary: SCORES.affinity_probability_binary.name,
  ligand_iptm: SCORES.ligand_iptm.name,
  iptm: SCORES.iptm.name,
  ptm: SCORES.ptm.name,
} as const

function AffinityScores({ item }: { item: PredictionSummary }) {
  const { affinity_pred_value: value, affinity_probability_binary: probability } = item
  const none = item.affinityRequested ? 'not reported' : 'not requested'
  return (
    <>
      <Score
        name="affinity_pred_value"
        label={LABELS.affinity_pred_value}
        value={value === null ? absent(none) : formatIc50(value)}
        aside={value === null ? 'lower is stronger' : `pIC50 ${formatPic50(value)} · lower IC50 is stronger`}
      />
      <Score
        name="affinity_probability_binary"
        label={LABELS.affinity_probability_binary}
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

const bestConfidence = (view: PredictionView): BoltzConfidence | null => view.result?.samples[0]?.confidence ?? null

function PlacementScore({ view }: { view: PredictionView }) {
  if (view.result === null) return <Score name="placement" label="Placement" value={absent('being read')} aside="" />
  const confidence = bestConfidence(view)
  const key = confidence ? placementKey(confidence) : 'iptm'
  const value = confidence?.[key] ?? null
  return (
    <Score
      name={key}
      label={LABELS[key]}
      value={value === null ? absent('not reported') : value.toFixed(3)}
      aside={value === null ? '0 to 1, higher is better' : `best sample: ${bandOf(key, value)?.label ?? 'no reading aid'}`}
    />
  )
}

/** In words for everybody, and not only under a pointer. */
function Meanings({ view }: { view: PredictionView }) {
  const confidence = bestConfidence(view)
  const keys = ['confidence_score', 'affinity_pred_value', 'affinity_probability_binary', confidence ? placementKey(confidence) : 'iptm'] as const
  return (
    <details className="text-sm">
      <summary className="text-xs font-medium text-accent">What these numbers mean</summary>
      <dl className="mt-2 grid max-w-[100ch] gap-x-8 gap-y-2 md:grid-cols-2">
        {keys.map((key) => (
          <div key={key}>
            <dt className="font-medium">{LABELS[key]}</dt>
            <dd className="text-muted">
              {SCORES[key].meaning}
              {key === 'confidence_score' && ' It says nothing about binding strength.'}
            </dd>
          </div>
        ))}
      </dl>
    </details>
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
          label={LABELS.confidence_score}
          value={item.confidence_score === null ? absent('not reported') : item.confidence_score.toFixed(3)}
          aside="best sample, 0 to 1, higher is better"
        />
        <AffinityScores item={item} />
        <PlacementScore view={item} />
      </dl>
      <Meanings view={item} />
    </section>
  )
}
