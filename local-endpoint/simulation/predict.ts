import 'server-only'
// The simulated worker's handler: reads the input, checks it as Boltz would, and predicts in form only; it refuses what Boltz refuses.
import { checkComplex } from '@/lib/complexes/check'
import { fromYaml } from '@/lib/complexes/from-yaml'
import type { Complex } from '@/lib/complexes/schema'
import { serverChemistry } from '@/lib/complexes/server-chemistry'
import { WorkerInput } from '@/lib/compute/contract'
import type { Inspection, Prediction } from '../worker/simulator'
import { simulateOutput } from './answer'
import { warmUpConformers } from './smiles-ligand'

type ReadInput = { ok: true; complex: Complex; input: WorkerInput; warnings: string[] } | { ok: false; message: string }

/** More samples than any accepted request asks for, so that a wrong one can not hold the thread. */
const MOST_SAMPLES = 100

export function readInput(value: unknown): ReadInput {
  const parsed = WorkerInput.safeParse(value)
  if (!parsed.success) {
    const places = parsed.error.issues.map((issue) => issue.path.join('.') || 'input').join(', ')
    return { ok: false, message: `The worker's input is not as agreed: ${places}.` }
  }
  const input = parsed.data
  const samples = input.config.diffusion_samples
  if (samples < 1 || samples > MOST_SAMPLES) return { ok: false, message: `diffusion_samples must be between 1 and ${MOST_SAMPLES}.` }
  const yaml = fromYaml(Buffer.from(input.input_yaml, 'base64').toString('utf8'))
  if (!yaml.ok) return { ok: false, message: complaintText(yaml.complaints) }
  const checked = checkComplex(yaml.complex, serverChemistry, { maxTokens: null })
  if (!checked.ok) return { ok: false, message: complaintText(checked.complaints) }
  return { ok: true, complex: checked.complex, input, warnings: checked.warnings.map(({ message }) => message) }
}

function complaintText(complaints: { at: string; message: string }[]): string {
  const [first] = complaints
  return first === undefined ? 'The input can not be read.' : first.at === '' ? first.message : `${first.at}: ${first.message}`
}

export function inspectInput(value: unknown): Inspection {
  const read = readInput(value)
  if (!read.ok) return { kind: 'rejected', message: read.message }
  const { complex, input } = read
  const msa = input.config.use_msa_server && complex.entities.some((entity) => entity.type === 'protein' && entity.msa === 'server')
  const smiles = complex.entities.some((entity) => entity.type === 'ligand' && entity.smiles !== undefined)
  return { kind: 'accepted', msa, smiles, affinity: complex.affinityBinder !== null, samples: input.config.diffusion_samples }
}

export function predictInput(value: unknown): Prediction {
  const read = readInput(value)
  if (!read.ok) return { kind: 'rejected', message: read.message }
  const { complex, input, warnings } = read
  const seed = input.config.seed ?? 0
  return { kind: 'predicted', output: simulateOutput({ complex, samples: input.config.diffusion_samples, seed, warnings }) }
}

export function warmUp(): void {
  warmUpConformers()
}
