// The run options a person may set, under the names of Boltz's own command line, with their bounds and defaults.
import { z } from 'zod'

export const RunOptions = z.strictObject({
  diffusion_samples: z.int().min(1).max(25).default(1),
  recycling_steps: z.int().min(0).max(20).default(3),
  sampling_steps: z.int().min(10).max(1000).default(200),
  /** null: the server draws one at submission and freezes it. */
  seed: z.int().min(0).max(4_294_967_295).nullable().default(null),
  use_potentials: z.boolean().default(false),
  use_msa_server: z.boolean().default(true),
  /** Which of the allowed servers; null: the installation's own one where it has one, else the public one. */
  msa_server: z.enum(['public', 'own']).nullable().default(null),
  /** Longest GPU time in milliseconds; null: the larger of RUNPOD_TIMEOUT and three times the estimate. */
  executionTimeoutMs: z.int().min(5_000).max(86_400_000).nullable().default(null),
})
export type RunOptions = z.infer<typeof RunOptions>
export type RunOptionsInput = z.input<typeof RunOptions>

/** Options as frozen at submission: the seed is drawn, the time limit decided, the MSA server chosen. */
export const FrozenOptions = RunOptions.extend({
  seed: z.int().min(0),
  executionTimeoutMs: z.int().min(5_000),
  /** Where sequences are sent for alignments; null: nowhere, since no protein asks. Not there from before it was recorded. */
  msa_server_url: z.string().nullable().optional(),
})
export type FrozenOptions = z.infer<typeof FrozenOptions>
