// The output of a Boltz-2 worker for scripts: scores and decoded files. A missing number is null; a file that is not base64 is refused by name.
import { decodeBase64 } from '@/lib/compute/base64'
import { WorkerOutput } from '@/lib/compute/contract'

export type BoltzOutput = {
  /** log10(IC50 in micromolar), lower is stronger. */
  affinity_pred_value: number | null
  affinity_probability_binary: number | null
  confidence_score: number | null
  /** mmCIF by name, in the order of the numbers in the names. */
  poses: { name: string; content: Uint8Array }[]
  files: { name: string; content: Uint8Array }[]
  simulated: boolean
}

const MAX_FILE_BYTES = 64 * 1024 * 1024

function decoded(files: Record<string, string> | undefined): { name: string; content: Uint8Array }[] {
  return Object.entries(files ?? {}).map(([name, text]) => {
    const bytes = decodeBase64(text, MAX_FILE_BYTES)
    if (!bytes.ok) throw new TypeError(`The file ${JSON.stringify(name.slice(0, 80))} of the output is not base64.`)
    return { name, content: bytes.content }
  })
}

const lastNumber = (name: string): number => Number(/(\d+)\D*$/.exec(name)?.[1] ?? Number.MAX_SAFE_INTEGER)

/** Throws a TypeError when `output` is not what a Boltz-2 worker sends. */
export function parseBoltzOutput(output: unknown): BoltzOutput {
  const parsed = WorkerOutput.safeParse(output)
  if (!parsed.success) throw new TypeError('The output is not what a Boltz-2 worker sends.')
  const { affinity_pred_value, affinity_probability_binary, confidence_score, pose_files, output_files, simulated } = parsed.data
  return {
    affinity_pred_value: affinity_pred_value ?? null,
    affinity_probability_binary: affinity_probability_binary ?? null,
    confidence_score: confidence_score ?? null,
    poses: decoded(pose_files).sort((one, other) => lastNumber(one.name) - lastNumber(other.name)),
    files: decoded(output_files),
    simulated: simulated === true,
  }
}
