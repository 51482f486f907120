// What was sent, frozen at submission: the YAML that Boltz reads and the options, so that the run can be repeated anywhere.
import { Card, CardBody, CardHead } from '@/components/ui/card'
import { CopyButton } from '@/components/ui/copy-button'
import { DefinitionList } from '@/components/ui/definition-list'
import { formatDuration } from '@/components/predictions/durations'
import { PUBLIC_MSA_SERVER } from '@/lib/msa-servers'
import type { PredictionView } from '@/lib/predictions/schema'

/** Predictions from before the server could be chosen name none, and ask the public one. */
function alignmentWords({ use_msa_server: isUsed, msa_server_url: url }: PredictionView['options']): string {
  if (!isUsed) return 'none, single sequence'
  return url === null ? 'none is asked for' : `from ${url ?? PUBLIC_MSA_SERVER}`
}

function optionItems({ options, executionTimeoutMs, fingerprint }: PredictionView) {
  return [
    { name: 'Samples', value: options.diffusion_samples },
    { name: 'Recycling steps', value: options.recycling_steps },
    { name: 'Sampling steps', value: options.sampling_steps },
    { name: 'Seed', value: options.seed },
    { name: 'Potentials', value: options.use_potentials ? 'on' : 'off' },
    { name: 'Alignment', value: alignmentWords(options) },
    { name: 'Time limit', value: formatDuration(executionTimeoutMs) },
    { name: 'Fingerprint', value: <code className="font-mono text-xs break-all">{fingerprint}</code> },
  ]
}

export function FrozenInput({ view }: { view: PredictionView }) {
  return (
    <Card aria-labelledby="input">
      <CardHead id="input" title="Input, as it was sent" aside={<CopyButton text={view.yaml} label="Copy YAML" />} />
      <CardBody className="grid grid-cols-1 gap-5 lg:grid-cols-[minmax(0,1fr)_22rem]">
        <pre
          tabIndex={0}
          aria-label="Boltz YAML"
          className="max-h-96 overflow-auto rounded-md border border-line bg-sunken p-3 font-mono text-xs leading-relaxed whitespace-pre-wrap wrap-anywhere"
        >
          {view.yaml}
        </pre>
        <DefinitionList items={optionItems(view)} className="content-start" />
      </CardBody>
    </Card>
  )
}
