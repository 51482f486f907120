// Where the result came from, in facts: engine, GPU, worker, times, and who to ask. What was not reported says so.
import { DefinitionList } from '@/components/ui/definition-list'
import { Card, CardBody, CardHead } from '@/components/ui/card'
import { formatDuration, formatInstant } from '@/components/predictions/durations'
import { currentAttempt } from '@/components/predictions/timeline-phases'
import { stageWords } from '@/components/predictions/status-words'
import type { PredictionView, ResultView } from '@/lib/predictions/schema'
import { sentToWords } from '@/lib/msa-servers'
import { SimulatedMark } from './simulated-mark'

const NOT_REPORTED = <span className="text-faint">not reported</span>

const measured = (milliseconds: number | null | undefined) =>
  milliseconds === null || milliseconds === undefined ? NOT_REPORTED : formatDuration(milliseconds)

function engineWords({ provenance, simulated }: ResultView) {
  const { engine } = provenance
  if (engine === null) return simulated ? 'simulated worker' : NOT_REPORTED
  return `${engine.package} ${engine.version ?? '(version not reported)'}`
}

function timingWords({ provenance }: ResultView) {
  if (provenance.timings === null) return NOT_REPORTED
  const parts = Object.entries(provenance.timings).map(
    ([stage, seconds]) => `${stageWords(stage)}: ${seconds === null ? 'not reported' : formatDuration(seconds * 1_000)}`,
  )
  return parts.length === 0 ? NOT_REPORTED : parts.join('; ')
}

/** Nothing where nobody was asked: with alignments of one's own, in single sequence mode, or by a worker that does not tell. */
function alignmentItems({ provenance: { msa } }: ResultView) {
  if (msa === null) return []
  const asked = `asked ${formatInstant(msa.askedAt)}`
  return [{ name: 'Alignments', value: msa.source === 'cache' ? `kept by the worker; MSA server ${asked}` : `from the MSA server, ${asked}` }]
}

/** As it was frozen at submission, unless the worker says that it asked another server, as one with a server of its own does. */
function sentWords({ sequencesSentTo }: PredictionView, { provenance: { msa } }: ResultView): string {
  const asked = msa?.server ?? null
  return sentToWords(asked === null ? sequencesSentTo : asked.replace(/\/+$/, ''))
}

export function ResultProvenance({ view, result }: { view: PredictionView; result: ResultView }) {
  const attempt = currentAttempt(view)
  const { command, gpu } = result.provenance
  const items = [
    { name: 'Engine', value: engineWords(result) },
    { name: 'GPU', value: gpu ?? NOT_REPORTED },
    { name: 'GPU time', value: measured(attempt?.executionTimeMs) },
    { name: 'Queue', value: measured(attempt?.delayTimeMs) },
    { name: 'Stages', value: timingWords(result) },
    ...alignmentItems(result),
    { name: 'Sequences sent to', value: sentWords(view, result) },
    { name: 'Worker', value: attempt?.workerId ? <code className="font-mono text-xs">{attempt.workerId}</code> : NOT_REPORTED },
    { name: 'Endpoint', value: view.endpoint === null ? NOT_REPORTED : `${view.endpoint.label}. ${view.endpoint.why}` },
    { name: 'Job id', value: attempt?.jobId ? <code className="font-mono text-xs">{attempt.jobId}</code> : NOT_REPORTED },
    { name: 'Command', value: command === null ? NOT_REPORTED : <code className="font-mono text-xs">{command.join(' ')}</code> },
  ]
  return (
    <Card aria-labelledby="provenance">
      <CardHead id="provenance" title="Where it came from" aside={result.simulated && <SimulatedMark />} />
      <CardBody>
        <DefinitionList items={items} />
      </CardBody>
    </Card>
  )
}
