// What scripted workers make of the normal answer; it refuses to touch an answer that is played as it is.
import type { WorkerOutput } from '@/lib/compute/contract'

const AFFINITY_FILE = /^affinity/

/** Everything but the affinity, as after a run whose affinity stage ran out of memory. */
export function withoutAffinity(output: WorkerOutput): WorkerOutput {
  const { affinity_pred_value: _value, affinity_probability_binary: _probability, ...rest } = output
  return {
    ...rest,
    affinity_pred_value: null,
    affinity_probability_binary: null,
    output_files: Object.fromEntries(Object.entries(output.output_files ?? {}).filter(([name]) => !AFFINITY_FILE.test(name))),
    files: Object.fromEntries(Object.entries(output.files ?? {}).filter(([name]) => !AFFINITY_FILE.test(name))),
    warnings: [...(output.warnings ?? []), 'The affinity stage gave no result.'],
  }
}

/** Only what the first integration guide documents, and the mark of a simulation, which nothing may take away. */
export function guideKeysOnly(output: WorkerOutput): WorkerOutput {
  const { affinity_pred_value, affinity_probability_binary, confidence_score, pose_files, output_files } = output
  return { affinity_pred_value, affinity_probability_binary, confidence_score, pose_files, output_files, simulated: true }
}

/** The first sample's stamp names other bytes than those that came. */
export function withWrongHash(output: WorkerOutput): WorkerOutput {
  const samples = (output.samples ?? []).map((sample, index) =>
    index === 0 && sample.pose !== null ? { ...sample, pose: { ...sample.pose, sha256: '0'.repeat(64) } } : sample,
  )
  return { ...output, samples }
}
