'use client'
// The run options, each with what it costs and what it sends to whom.
import type { ReactNode } from 'react'
import type { Complex } from '@/lib/complexes/schema'
import type { RunOptions } from '@/lib/compute/options'
import { Card, CardBody, CardHead } from '@/components/ui/card'
import { Complaints, Field } from '@/components/ui/field'
import { Checkbox, Input, Select } from '@/components/ui/input'
import { chosenMsaServer, type MsaPolicy } from '@/lib/msa-servers'
import { estimateOf } from '@/lib/predictions/estimate-of'
import { DEFAULT_OPTIONS, type DraftOptions } from './draft'
import { allowedOptions, NUMBER_OPTIONS, type NumberOption } from './draft-options'
import type { DraftChange } from './draft-reducer'
import { roughDuration } from './draft-size'

type RunOptionsProps = {
  options: DraftOptions
  /** Read options, or null while a field is wrong. */
  read: RunOptions | null
  complex: Complex
  tokens: number
  complaints: ReadonlyMap<string, string[]>
  /** Nothing leaves this machine while predictions are simulated. */
  simulated: boolean
  msa: MsaPolicy
  change: (change: DraftChange) => void
}

/** An estimate cannot tell less. */
const LEAST_SECONDS_TOLD = 3

/** What one change of an option adds, as the end of a sentence; empty while there is nothing to estimate. */
function costOf({ read, complex, tokens }: RunOptionsProps, changed: Partial<RunOptions>): string {
  if (read === null || tokens === 0) return ''
  const more = estimateOf(tokens, complex, { ...read, ...changed }).seconds - estimateOf(tokens, complex, read).seconds
  return more < LEAST_SECONDS_TOLD ? 'hardly any longer' : `about ${roughDuration(more)} longer`
}

type NumberFieldProps = RunOptionsProps & { name: NumberOption; hint: ReactNode; placeholder?: string }

function NumberField({ name, hint, placeholder, options, complaints, change }: NumberFieldProps) {
  const { label, least, most, at } = NUMBER_OPTIONS[name]
  return (
    <Field
      label={label}
      hint={hint}
      aside={name === 'seed' ? undefined : name === 'timeLimitMinutes' ? 'minutes' : `${least} to ${most.toLocaleString('en')}`}
      complaints={complaints.get(at.replace('options.', ''))}
    >
      {(control) => (
        <Input
          {...control}
          data-option={at.replace('options.', '')}
          inputMode="numeric"
          autoComplete="off"
          value={options[name]}
          placeholder={placeholder}
          onChange={(event) => change({ type: 'option', option: { [name]: event.target.value } })}
          className="figures"
        />
      )}
    </Field>
  )
}

function Numbers(props: RunOptionsProps) {
  const { read } = props
  const oneMoreSample = costOf(props, { diffusion_samples: (read?.diffusion_samples ?? 1) + 1 })
  const oneMoreRecycling = costOf(props, { recycling_steps: (read?.recycling_steps ?? 3) + 1 })
  const twiceTheSteps = costOf(props, { sampling_steps: (read?.sampling_steps ?? 200) * 2 })
  return (
    <div className="grid gap-x-5 gap-y-4 sm:grid-cols-2 xl:grid-cols-3">
      <NumberField {...props} name="diffusion_samples" hint={`Poses to draw, ranked by confidence.${oneMoreSample && ` One more takes ${oneMoreSample}.`}`} />
      <NumberField {...props} name="recycling_steps" hint={`Passes through the trunk. 10 for hard targets.${oneMoreRecycling && ` One more takes ${oneMoreRecycling}.`}`} />
      <NumberField {...props} name="sampling_steps" hint={`Steps of diffusion per pose.${twiceTheSteps && ` Twice as many take ${twiceTheSteps}.`}`} />
      <NumberField {...props} name="seed" placeholder="drawn at submission" hint="Empty: one is drawn and kept with the prediction, so that it can be repeated." />
      <NumberField {...props} name="timeLimitMinutes" placeholder="automatic" hint="GPU time after which the run is stopped. Empty: three times the estimate, at least the server’s limit." />
    </div>
  )
}

function msaWords(used: boolean, { msa, simulated, options }: RunOptionsProps): string {
  const chosen = chosenMsaServer(msa, options.msa_server || null)
  if (chosen === null) return 'Not allowed here: this installation sends sequences to nobody. Proteins run as single sequences, which is usually less accurate.'
  if (!used) return 'Nothing is sent to third parties. Proteins run as single sequences, which is usually less accurate.'
  const whom = chosen.server === 'public' ? 'a third party, the public ColabFold server (api.colabfold.com)' : `your own MSA server (${chosen.url})`
  const sent = `The worker sends every protein sequence that uses an alignment to ${whom}. It takes about a minute, longer when busy. Ligands and nucleic acids are not sent.`
  return simulated ? `${sent} The simulator sends nothing.` : sent
}

/** Which server, where there is a choice. */
function ServerChoice({ options, msa, complaints, change }: RunOptionsProps) {
  const chosen = chosenMsaServer(msa, options.msa_server || null)
  if (!options.use_msa_server || !msa.public || msa.own === null || chosen === null) return null
  const own = new URL(msa.own).host
  return (
    <Field label="MSA server" complaints={complaints.get('msa_server')}>
      {(control) => (
        <Select {...control} data-option="msa_server" value={chosen.server} onChange={(event) => change({ type: 'option', option: { msa_server: event.target.value === 'own' ? 'own' : 'public' } })}>
          <option value="own">your own ({own})</option>
          <option value="public">public (api.colabfold.com)</option>
        </Select>
      )}
    </Field>
  )
}

export function RunOptionsCard(props: RunOptionsProps) {
  const { options, change } = props
  // Seed and time limit are no settings of Boltz's; whoever gave them keeps them.
  const defaults = allowedOptions({ ...DEFAULT_OPTIONS, seed: options.seed, timeLimitMinutes: options.timeLimitMinutes }, props.msa)
  const changed = Object.entries(defaults).some(([name, value]) => Object.entries(options).some(([other, current]) => other === name && current !== value))
  const potentials = costOf(props, { use_potentials: true })
  return (
    <Card aria-labelledby="options-title">
      <CardHead
        id="options-title"
        title="Run options"
        aside={
          changed && (
            <button type="button" onClick={() => change({ type: 'option', option: defaults })} className="text-xs font-medium text-accent hover:underline">
              Back to Boltz’s defaults
            </button>
          )
        }
      />
      <CardBody className="flex flex-col gap-5">
        <Numbers {...props} />
        <div className="grid gap-4 border-t border-line pt-4 sm:grid-cols-2">
          <div className="flex flex-col gap-3">
            <Checkbox
              label="Alignments from the MSA server"
              checked={options.use_msa_server}
              disabled={chosenMsaServer(props.msa, null) === null}
              onChange={(event) => change({ type: 'option', option: { use_msa_server: event.target.checked } })}
              hint={msaWords(options.use_msa_server, props)}
            />
            <Complaints messages={props.complaints.get('use_msa_server') ?? []} />
            <ServerChoice {...props} />
          </div>
          <Checkbox
            label="Physical potentials"
            checked={options.use_potentials}
            onChange={(event) => change({ type: 'option', option: { use_potentials: event.target.checked } })}
            hint={`Steers the poses away from clashes and wrong stereochemistry. Needs more memory${!options.use_potentials && potentials ? ` and takes ${potentials}` : ' and time'}.`}
          />
        </div>
      </CardBody>
    </Card>
  )
}
