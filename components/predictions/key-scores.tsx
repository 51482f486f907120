// The few numbers one looks for first, from the summary that the event stream carries: on the screen before the rest has been fetched.
import type { ReactNode } from 'react'
import { Term } from '@/components/ui/tooltip'
import { formatIc50, formatPic50, formatProbability } from '@/components/result/affinity-figures'
import { SimulatedMark } from '@/components/result/simulated-mark'
import { SCORES } from '@/lib/results/meaning'
import type { PredictionSummary } from '@/lib/predictions/schema'

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

export function KeyScores({ item }: { item: PredictionSummary }) {
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
        <Score
          name="tokens"
          label="Size"
          words="Residues plus heavy atoms of ligands."
          value={item.tokens.toLocaleString('en-GB')}
          aside={`tokens · ${item.composition}`}
        />
      </dl>
    </section>
  )
}
