// How long a complex should take with these options. Pure.
import { asksMsaServer } from '@/lib/complexes/check-run'
import { estimateRun } from '@/lib/complexes/estimate'
import type { Complex } from '@/lib/complexes/schema'
import type { RunOptions } from '@/lib/compute/options'

/** As `estimateRun`. */
export const estimateOf = (tokens: number, complex: Complex, options: RunOptions): { seconds: number; basis: string } =>
  estimateRun({
    tokens,
    samples: options.diffusion_samples,
    samplingSteps: options.sampling_steps,
    recyclingSteps: options.recycling_steps,
    affinity: complex.affinityBinder !== null,
    useMsaServer: asksMsaServer(complex, options.use_msa_server),
    usePotentials: options.use_potentials,
  })
