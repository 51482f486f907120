// What a person may change in the options so that a failed prediction succeeds: the cure of its failure as something to press. Pure.
// Nobody but a person changes what was asked.
import { MINUTE, DAY } from '@/lib/clock'
import type { FrozenOptions } from '@/lib/compute/options'
import type { FailureCode } from '@/lib/predictions/failures'
import type { Remedy } from '@/lib/predictions/option-changes'

const oneSample = ({ diffusion_samples }: FrozenOptions): Remedy[] =>
  diffusion_samples > 1 ? [{ label: '1 sample', changes: { diffusion_samples: 1 } }] : []

const withoutPotentials = ({ use_potentials }: FrozenOptions): Remedy[] => (use_potentials ? [{ label: 'no potentials', changes: { use_potentials: false } }] : [])

const singleSequence = ({ use_msa_server }: FrozenOptions): Remedy[] =>
  use_msa_server ? [{ label: 'single sequence mode (less accurate)', changes: { use_msa_server: false } }] : []

function twiceTheTime({ executionTimeoutMs }: FrozenOptions): Remedy[] {
  const twice = Math.min(DAY, 2 * executionTimeoutMs)
  return twice > executionTimeoutMs ? [{ label: `a time limit of ${Math.round(twice / MINUTE)} minutes`, changes: { executionTimeoutMs: twice } }] : []
}

function smaller(options: FrozenOptions): Remedy[] {
  const each = [...oneSample(options), ...withoutPotentials(options)]
  if (each.length < 2) return each
  return [{ label: each.map(({ label }) => label).join(' and '), changes: Object.assign({}, ...each.map(({ changes }) => changes)) }]
}

const REMEDIES: Partial<Record<FailureCode, (options: FrozenOptions) => Remedy[]>> = {
  BOLTZ_OOM: smaller,
  MSA_SERVER_BUSY: singleSequence,
  MSA_SERVER_REFUSED: singleSequence,
  MSA_SERVER_TIMEOUT: singleSequence,
  MSA_SERVER_MAINTENANCE: singleSequence,
  TIME_LIMIT: twiceTheTime,
  RUN_TIMED_OUT: twiceTheTime,
}

export const remediesOf = (code: FailureCode, options: FrozenOptions): Remedy[] => REMEDIES[code]?.(options) ?? []

/** Address of the builder with the prediction in it, changed so. */
export const remedyUrl = (predictionId: string, { changes }: Remedy): string =>
  `/new?${new URLSearchParams({ from: predictionId, change: JSON.stringify(changes) }).toString()}`
