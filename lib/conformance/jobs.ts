// The two jobs of a conformance check: the smallest that shows all there is to a result, and one that no worker can predict. Pure.
import type { SubmitPrediction } from '@/lib/predictions/schema'

/** Six residues and a ligand of four heavy atoms: pose, confidence, error map and affinity, in little more than the time that Boltz-2 takes to start. */
const COMPLEX = {
  entities: [
    { type: 'protein', chainIds: ['A'], sequence: 'MKTAYI', msa: 'empty' },
    { type: 'ligand', chainIds: ['B'], smiles: 'CCNO' },
  ],
  affinityBinder: 'B',
} satisfies SubmitPrediction['complex']

/** Nothing is sent to an MSA server. */
const OPTIONS = { diffusion_samples: 1, recycling_steps: 3, sampling_steps: 50, seed: 1, use_potentials: false, use_msa_server: false, msa_server: null, executionTimeoutMs: null } satisfies SubmitPrediction['options']

export const STRUCTURE_JOB: SubmitPrediction = { name: 'Conformance check', complex: COMPLEX, options: OPTIONS }
export const WRONG_JOB: SubmitPrediction = { name: 'Conformance check: wrong input', complex: { ...COMPLEX, affinityBinder: null }, options: OPTIONS }

/** The alignment that it names did not come along: Boltz-2 skips such an input, writes nothing and ends with code 0; our worker does not even start it. */
export const WRONG_YAML = 'version: 1\nsequences:\n  - protein:\n      id: A\n      sequence: MKTAYI\n      msa: no-such-alignment.a3m\n'
