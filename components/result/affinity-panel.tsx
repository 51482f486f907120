// The affinity with its unit, its spread and its limits. It never shows a free energy, and never a value that was not reported.
import type { ReactNode } from 'react'
import { Badge } from '@/components/ui/badge'
import { Card, CardBody, CardHead } from '@/components/ui/card'
import { Notice } from '@/components/ui/notice'
import type { PredictionView, ResultView } from '@/lib/predictions/schema'
import { AFFINITY_NOTES, affinityDoubts, headSpread } from '@/lib/results/meaning'
import { formatFold, formatIc50, formatPic50, formatProbability } from './affinity-figures'
import { AffinityScale } from './affinity-scale'
import { SimulatedMark } from './simulated-mark'
import { unverifiedAffinity } from './unverified-words'

function Figure({ label, value, aside }: { label: string; value: string; aside: ReactNode }) {
  return (
    <div className="grid gap-0.5">
      <dt className="text-xs text-muted">{label}</dt>
      <dd className="figures text-xl leading-tight font-semibold">{value}</dd>
      <dd className="figures text-xs text-muted">{aside}</dd>
    </div>
  )
}

const notReported = 'not reported'

function headWords(one: number | null, two: number | null, write: (value: number) => string): string {
  if (one === null && two === null) return 'The two heads were not reported.'
  return `Heads: ${one === null ? notReported : write(one)} and ${two === null ? notReported : write(two)}`
}

function Figures({ result }: { result: ResultView }) {
  const { affinity_pred_value: value, affinity_probability_binary: probability } = result
  const spread = headSpread(result).value
  const heads = [result.affinity_pred_value1, result.affinity_pred_value2].filter((head) => head !== null)
  return (
    <>
      <dl className="grid grid-cols-2 gap-4">
        <Figure
          label="IC50"
          value={value === null ? notReported : formatIc50(value)}
          aside={headWords(result.affinity_pred_value1, result.affinity_pred_value2, formatIc50)}
        />
        <Figure
          label="pIC50"
          value={value === null ? notReported : formatPic50(value)}
          aside={spread === null ? 'higher is stronger' : `Heads differ ${formatFold(spread)}`}
        />
      </dl>
      {value !== null && <AffinityScale value={value} heads={heads} />}
      <p className="text-xs text-muted">
        For ranking ligands that do bind, such as analogues in a series.{' '}
        {value !== null && <>Boltz writes it as log10(IC50 in µM): <span className="figures">{value.toFixed(3)}</span>. </>}
        It is not a free energy.
      </p>
      <dl className="border-t border-line pt-3">
        <Figure
          label="Binder probability"
          value={probability === null ? notReported : formatProbability(probability)}
          aside={headWords(result.affinity_probability_binary1, result.affinity_probability_binary2, formatProbability)}
        />
      </dl>
      <p className="text-xs text-muted">
        For finding hits: does the ligand bind at all? It comes from other training data than the IC50, so the two may disagree.
      </p>
    </>
  )
}

/** Always true of the method, whatever the numbers say. */
function Limits() {
  return (
    <details className="text-xs text-muted">
      <summary className="font-medium text-accent">When to doubt it</summary>
      <ul className="mt-1.5 grid list-disc gap-1 pl-4">
        {AFFINITY_NOTES.map((note) => (
          <li key={note}>{note}</li>
        ))}
        <li>Ligands of more than 56 heavy atoms lie outside of what it was trained on; covalent ligands too.</li>
        <li>Targets of DNA or RNA, and sites that need a metal or a cofactor, are unreliable.</li>
        <li>It cannot correct a wrong pose: look at ligand ipTM and the pocket first.</li>
        <li>Known binders are missed now and then. Use it to choose what to test, not instead of testing.</li>
      </ul>
    </details>
  )
}

function Absent({ view }: { view: PredictionView }) {
  if (!view.affinityRequested) {
    return (
      <p className="text-sm text-muted">
        Not requested. To get it, clone this prediction into the builder and choose the ligand as the affinity binder.
      </p>
    )
  }
  return (
    <Notice tone="warn" title="The affinity was requested but not reported." cause="The worker’s answer carried no affinity. The poses are not affected." />
  )
}

export function AffinityPanel({ view, result }: { view: PredictionView; result: ResultView }) {
  const present = result.affinity_pred_value !== null || result.affinity_probability_binary !== null
  const doubts = affinityDoubts(result)
  return (
    <Card aria-labelledby="affinity">
      <CardHead
        id="affinity"
        title={`Affinity${view.complex.affinityBinder === null ? '' : ` of ligand ${view.complex.affinityBinder}`}`}
        aside={result.affinityState === 'unverified' && <Badge tone="warn">Unverified</Badge>}
      />
      <CardBody className="grid gap-3">
        {result.simulated && <SimulatedMark className="justify-self-start" />}
        {present ? <Figures result={result} /> : <Absent view={view} />}
        {present && result.affinityState === 'unverified' && (
          <p className="text-xs text-warn">Unverified. {unverifiedAffinity(result.files)}</p>
        )}
        {doubts.length > 0 && (
          <Notice tone="warn" title="Doubt this number">
            <ul className="list-disc pl-4">
              {doubts.map((doubt) => (
                <li key={doubt}>{doubt}</li>
              ))}
            </ul>
          </Notice>
        )}
        {present && <Limits />}
      </CardBody>
    </Card>
  )
}
