// Changes to the options of a prediction: their shape, and how they are read from an address. Refuses whatever a remedy does not change. Pure.
import { z } from 'zod'

export const OptionChanges = z.strictObject({
  diffusion_samples: z.int().optional(),
  use_potentials: z.boolean().optional(),
  use_msa_server: z.boolean().optional(),
  executionTimeoutMs: z.int().optional(),
})
export type OptionChanges = z.infer<typeof OptionChanges>

/** `label` ends the sentence "Change it to ...". */
export const Remedy = z.object({ label: z.string(), changes: OptionChanges })
export type Remedy = z.infer<typeof Remedy>

/** Changes from an address; null where they are none that can be read. */
export function changesIn(text: string): OptionChanges | null {
  try {
    const parsed = OptionChanges.safeParse(JSON.parse(text))
    return parsed.success ? parsed.data : null
  } catch {
    return null
  }
}
