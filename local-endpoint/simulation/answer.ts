import 'server-only'
// The whole answer of a simulated run in the worker contract's form: poses, scores, files, warnings; it refuses to be taken for a prediction.
import { moleculeKey, outputChains } from '@/lib/complexes/output-order'
import type { Complex, EntityType } from '@/lib/complexes/schema'
import type { z } from 'zod'
import { CONTRACT_VERSION, type BoltzAffinity, type WorkerChain, type WorkerOutput, type WorkerSample } from '@/lib/compute/contract'
import packageFacts from '@/package.json'
import { drawAffinity } from './affinity'
import { mmcifFile } from './mmcif-file'
import { npzFile } from './npz-file'
import { OutputBudget, sha256 } from './output-budget'
import { predictSamples, type SimulatedSample } from './samples'
import { PAE_STEP } from './scores'

type Sample = z.infer<typeof WorkerSample>
type Chain = z.infer<typeof WorkerChain>

export type SimulationRequest = { complex: Complex; samples: number; seed: number; warnings: string[] }

const MOLECULE_TYPES: Record<EntityType, number> = { protein: 0, dna: 1, rna: 2, ligand: 3 }

const jsonBytes = (value: unknown) => Buffer.from(`${JSON.stringify(value, null, 4)}\n`)

/** Marks a file of Boltz's keys; readers of Boltz's files skip keys they do not know. */
const marked = (value: object) => ({ ...value, simulated: true })

export function simulateOutput(request: SimulationRequest): WorkerOutput {
  const startedAt = performance.now()
  const samples = predictSamples(request)
  const structureSeconds = (performance.now() - startedAt) / 1_000
  const affinity = request.complex.affinityBinder === null ? null : drawAffinity(JSON.stringify(request.complex), request.seed)
  const budget = new OutputBudget()
  const told = packSamples(budget, samples, affinity)
  const best = samples[0] as SimulatedSample
  return {
    affinity_pred_value: affinity?.affinity_pred_value ?? null,
    affinity_probability_binary: affinity?.affinity_probability_binary ?? null,
    confidence_score: best.confidence.confidence_score,
    ...budget.output,
    schema_version: CONTRACT_VERSION,
    engine: { package: 'atomera-simulated', version: packageFacts.version },
    simulated: true,
    samples: told,
    chains: chainTable(request.complex),
    warnings: [SIMULATED_WARNING, ...request.warnings, ...dropWarning(budget.dropped)],
    timings: { structure: Math.round(structureSeconds * 1_000) / 1_000 },
    command: null,
    gpu: null,
  }
}

const SIMULATED_WARNING = 'Simulated: no model was run, and neither the coordinates nor the scores say anything about these molecules.'

/** "pose_5.cif to pose_24.cif (20 files)": files that differ in their number only are named by the first and the last. */
function dropWarning(dropped: string[]): string[] {
  if (dropped.length === 0) return []
  const kinds = new Map<string, string[]>()
  dropped.forEach((name) => kinds.set(name.replace(/\d+/, ''), [...(kinds.get(name.replace(/\d+/, '')) ?? []), name]))
  const named = [...kinds.values()].map((names) => (names.length === 1 ? names[0] : `${names[0]} to ${names.at(-1)} (${names.length} files)`))
  return [`The answer would have been too large; left out: ${named.join(', ')}.`]
}

/** Best pose, scores, further poses, pLDDT, PAE: in this order until the answer is full. */
function packSamples(budget: OutputBudget, samples: SimulatedSample[], affinity: BoltzAffinity | null): Sample[] {
  const told = samples.map((sample, index): Sample => ({ index, pose: null, confidence: sample.confidence }))
  const packPose = (index: number) => {
    const sample = samples[index] as SimulatedSample
    const bytes = Buffer.from(mmcifFile(sample.chains, sample.plddt))
    const name = `pose_${index}.cif`
    const taken = budget.addOrDrop({ place: 'pose_files', name, bytes })
    if (taken) (told[index] as Sample).pose = { name, size: bytes.length, sha256: sha256(bytes) }
  }
  packPose(0)
  packConfidence(budget, told)
  if (affinity !== null) budget.addOrDrop({ place: 'output_files', name: 'affinity_result.json', bytes: jsonBytes(marked(affinity)) })
  for (let index = 1; index < samples.length; index += 1) packPose(index)
  samples.forEach((sample, index) => {
    const name = `plddt_input_model_${index}.npz`
    const bytes = npzFile('plddt', sample.plddt, [sample.plddt.length])
    ;(told[index] as Sample).plddt_file = budget.addOrDrop({ place: 'files', name, bytes }) ? name : null
  })
  samples.forEach((sample, index) => packPae(budget, sample, told[index] as Sample))
  return told
}

function packConfidence(budget: OutputBudget, told: Sample[]): void {
  for (const sample of told) {
    const best = sample.index === 0
    const name = best ? 'confidence_result.json' : `confidence_input_model_${sample.index}.json`
    const place = best ? 'output_files' : 'files'
    const taken = budget.addOrDrop({ place, name, bytes: jsonBytes(marked(sample.confidence ?? {})) })
    sample.confidence_file = taken ? name : null
  }
}

/** Full precision while it fits, then one byte per pair, then not at all. */
function packPae(budget: OutputBudget, sample: SimulatedSample, told: Sample): void {
  const name = `pae_input_model_${told.index}.npz`
  const tokens = sample.plddt.length
  told.pae_file = name
  // A quarter is what deflate leaves of these matrices at best; below that even trying is wasted time.
  if (budget.fits(tokens * tokens) && budget.add({ place: 'files', name, bytes: npzFile('pae', sample.pae(), [tokens, tokens]) })) return
  told.pae_quantised = true
  if (budget.fits((tokens * tokens) / 4)) {
    const steps = Uint8Array.from(sample.pae(), (value) => Math.round(value / PAE_STEP))
    if (budget.add({ place: 'files', name, bytes: npzFile('pae', steps, [tokens, tokens]) })) return
  }
  budget.dropped.push(name)
  told.pae_file = null
  delete told.pae_quantised
}

/** Chains in Boltz's output order, entities counted by first appearance. */
function chainTable(complex: Complex): Chain[] {
  const keys = [...new Set(complex.entities.map(moleculeKey))]
  const entityOf = new Map(complex.entities.flatMap((entity) => entity.chainIds.map((id) => [id, keys.indexOf(moleculeKey(entity))] as const)))
  return outputChains(complex).map(({ chainId, type, residues }, index) => ({
    index,
    chain_id: chainId,
    mol_type: MOLECULE_TYPES[type],
    entity_id: entityOf.get(chainId) as number,
    num_residues: residues,
  }))
}
